using Minima.Curvature;
using Minima.Data;
using Minima.Figures;
using Minima.Networks;
using Minima.Trajectories;

namespace Minima.Studies;

/// <summary>What curvature is measured of.</summary>
public enum CurvatureOf
{
    /// <summary>The cost: what is minimised.</summary>
    Cost,

    /// <summary>The loss alone, without the penalties.</summary>
    Loss,
}

/// <summary>What a study of curvature does.</summary>
public sealed record CurvatureOptions
{
    /// <summary>What is measured.</summary>
    public CurvatureOf Of { get; init; }

    /// <summary>How many of the training examples are taken, the first ones; null: all.</summary>
    public int? Examples { get; init; }

    /// <summary>Factor of the sum of absolute weights in the cost.</summary>
    public double L1 { get; init; }

    /// <summary>Factor of the sum of squared weights in the cost.</summary>
    public double L2 { get; init; } = 1e-4;

    /// <summary>Whether an epoch is trained to see how far it moves the parameters; only a run's snapshot can say how.</summary>
    public bool WithMovement { get; init; } = true;

    /// <summary>What is measured of the Hessian.</summary>
    public SpectrumOptions Spectrum { get; init; } = new();

    /// <summary>How many threads compute; 0: one for each core. The results do not depend on it.</summary>
    public int Threads { get; init; }

    /// <summary>What is measured, in a word.</summary>
    public string OfWord => Of == CurvatureOf.Loss ? "loss" : "cost";
}

/// <summary>The curvature at one snapshot.</summary>
/// <param name="Epoch">Its epoch; null where it states none.</param>
/// <param name="Loss">The mean loss over the training examples.</param>
/// <param name="Cost">Loss and penalties.</param>
/// <param name="Errors">Examples read wrongly.</param>
/// <param name="GradientNorm">L2 norm of the gradient over all training examples, of what was asked for.</param>
/// <param name="Movement">How far one more epoch moves the parameters; null where there is no run to say how.</param>
/// <param name="Spectrum">The Hessian's.</param>
public sealed record SnapshotCurvature(
    int? Epoch, double Loss, double Cost, int Errors, double GradientNorm, EpochMovement? Movement, Spectrum Spectrum);

/// <summary>How far a study has come.</summary>
/// <param name="Done">The part that is done, 0 to 1.</param>
/// <param name="Text">What is under way.</param>
/// <param name="Left">The time left; null where it is not known yet.</param>
public sealed record CurvatureProgress(double Done, string Text, TimeSpan? Left);

/// <summary>The curvature of a network's cost over the training set, at a snapshot or at every snapshot of a run.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Network">The layers.</param>
/// <param name="Data">The data set.</param>
/// <param name="Examples">How many of its training examples.</param>
/// <param name="Options">What was asked for.</param>
/// <param name="LearningRate">The step of plain full-length descent, if the run takes such: sharpness is held against 2 / it; null: none.</param>
/// <param name="Rows">One for each snapshot.</param>
public sealed record CurvatureStudy(
    string Name, Network Network, DataSet Data, int Examples, CurvatureOptions Options, double? LearningRate, IReadOnlyList<SnapshotCurvature> Rows)
{
    /// <summary>Measures.</summary>
    /// <param name="name">What to call it in errors and figures.</param>
    /// <param name="snapshots">The snapshots, of one network; each is read when its turn comes.</param>
    /// <param name="run">Their run; null: none.</param>
    /// <param name="data">The data set.</param>
    /// <param name="options">What is measured.</param>
    /// <param name="progress">Is told how far it has come.</param>
    /// <param name="cancellation">Stops it between products.</param>
    /// <exception cref="UnusableInputException">The data does not fit, or a number is not finite.</exception>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public static CurvatureStudy Of(
        string name,
        IReadOnlyList<Func<Snapshot>> snapshots,
        Run? run,
        DataSet data,
        CurvatureOptions options,
        IProgress<CurvatureProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        Snapshot first = snapshots[0]();
        Network network = first.Network;
        Fit.Require(network, data, name);
        Fit.RequireExamples(data, DataPart.Train);
        Examples examples = options.Examples is { } some && some < data.Train.Count ? data.Train.Slice(0, some) : data.Train;
        var counter = new ProductCounter(progress, snapshots.Count, options.Spectrum.Products);
        counter.Tell("going to the point");
        bool loss = options.Of == CurvatureOf.Loss;
        using var functional = new PreciseFunctional(
            network, examples, loss ? 0 : options.L1, loss ? 0 : options.L2, options.Threads);
        var rows = new List<SnapshotCurvature>();
        for (int i = 0; i < snapshots.Count; i++)
        {
            Snapshot snapshot = i == 0 ? first : snapshots[i]();
            if (snapshot.Parameters.FirstNonFinite() is { } bad)
                throw new UnusableInputException($"'{name}': {bad}. Curvature is measured where all parameters are finite; take an earlier snapshot.");
            cancellation.ThrowIfCancellationRequested();
            functional.MoveTo(snapshot.Parameters);
            double[] gradient = functional.Gradient();
            counter.Begin(i, snapshot.Epoch);
            var spectrum = Spectrum.Of(functional, examples, gradient, options.Spectrum, counter, cancellation);
            EpochMovement? movement = null;
            if (options.WithMovement && run is not null && run.Configuration.DataFingerprint == data.Fingerprint)
            {
                counter.Tell("training one more epoch");
                movement = EpochMovement.Of(snapshot, run.Configuration, data, options.Threads, cancellation);
            }

            double cost = functional.Loss + Penalty(snapshot, options);
            rows.Add(new SnapshotCurvature(snapshot.Epoch, functional.Loss, cost, functional.Errors, Norm(gradient), movement, spectrum));
        }

        double? rate = run?.Configuration.Descent is { Minimiser: null, Schedule: null } descent ? descent.LearningRate : null;
        return new CurvatureStudy(name, network, data, examples.Count, options, rate, rows);
    }

    /// <summary>Every figure of every snapshot: a row a snapshot.</summary>
    public Table ToTable()
    {
        int top = Rows.Max(static row => row.Spectrum.Largest.Count), bottom = Rows.Max(static row => row.Spectrum.Smallest.Count);
        Column[] columns =
        [
            new("of", Alignment.Left), new("epoch"), new("loss", Format: "F6"), new("cost", Format: "F6"), new("gradient_norm", Format: "E3"), new("epoch_moves", Format: "F5"),
            new("trace", Format: "F4"), new("trace_se", Format: "F4"), new("gradient_share", Format: "F4"),
            .. Enumerable.Range(1, top).SelectMany(static i => new[] { new Column($"largest_{i}", Format: "F5"), new Column($"largest_{i}_residual", Format: "E1") }),
            .. Enumerable.Range(1, bottom).SelectMany(static i => new[] { new Column($"smallest_{i}", Format: "E3"), new Column($"smallest_{i}_residual", Format: "E1") }),
        ];
        var table = new Table(columns);
        foreach (SnapshotCurvature row in Rows)
        {
            table.Add(
            [
                Options.OfWord, row.Epoch, row.Loss, row.Cost, row.GradientNorm, row.Movement?.Distance, row.Spectrum.Trace.Value, row.Spectrum.Trace.StandardError,
                row.Spectrum.GradientShare, .. Cells(row.Spectrum.Largest, top), .. Cells(row.Spectrum.Smallest, bottom),
            ]);
        }

        return table;
    }

    private static IEnumerable<object?> Cells(IReadOnlyList<Eigenvalue> values, int count) => Enumerable.Range(0, count).SelectMany(i =>
        new object?[] { i < values.Count ? values[i].Value : null, i < values.Count ? values[i].Residual : null });

    private static double Norm(double[] vector) => Math.Sqrt(vector.Sum(static x => x * x));

    private static double Penalty(Snapshot snapshot, CurvatureOptions options)
    {
        double penalty = 0;
        foreach (Layer layer in snapshot.Network.Layers)
        {
            foreach (float weight in snapshot.Parameters[layer.Weights])
                penalty += (options.L1 * Math.Abs((double)weight)) + (options.L2 * weight * weight);
        }

        return penalty;
    }
}
