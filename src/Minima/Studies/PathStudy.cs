using Minima.Data;
using Minima.Figures;
using Minima.Geometry;
using Minima.Networks;
using Minima.Numerics;
using Minima.Trajectories;

namespace Minima.Studies;

/// <summary>A line of a study.</summary>
/// <param name="Name">What it is called in JSON and CSV: <c>raw</c>, <c>permuted</c>, <c>aligned</c>, <c>given</c>, <c>copy</c>, <c>previous</c>.</param>
/// <param name="Meaning">What it runs between, in words.</param>
/// <param name="Path">The line.</param>
/// <param name="Midpoint">Its middle; null where that was not looked at.</param>
public sealed record StudiedLine(string Name, string Meaning, LinePath Path, Midpoint? Midpoint = null)
{
    /// <summary>Whether it is a control, and not a line between A and B.</summary>
    public bool IsControl => Name is "copy" or "previous";
}

/// <summary>How far a study of lines has come.</summary>
/// <param name="Task">What is being done, in words.</param>
/// <param name="Done">The part of all that is done, from 0 to 1: a guess.</param>
public sealed record PathProgress(string Task, double Done);

/// <summary>
/// The straight lines between two networks: as they are, with B's units exchanged, and with their signs, flips or scales too; and beside
/// them two controls, which say what such a line looks like when nothing differs, and when a training has gone a few epochs on.
/// </summary>
public sealed class PathStudy
{
    private PathStudy(DataSet data, PathOptions options, IReadOnlyList<StudiedLine> lines) => (Data, Options, Lines) = (data, options, lines);

    /// <summary>What the losses were measured on: its training and its test part.</summary>
    public DataSet Data { get; }

    /// <summary>What was asked for.</summary>
    public PathOptions Options { get; }

    /// <summary>The lines that there are, in the order raw, permuted, aligned, given, copy, previous.</summary>
    public IReadOnlyList<StudiedLine> Lines { get; }

    /// <summary>The line of that name; null where it was not measured.</summary>
    public LinePath? this[string name] => Lines.FirstOrDefault(line => line.Name == name)?.Path;

    /// <summary>
    /// Measures the lines. <c>permuted</c> goes to the copy of B that exchanges alone bring closest to A (found anew, not the aligned
    /// copy without its signs), <c>aligned</c> to the one that all its symmetries do.
    /// </summary>
    /// <param name="a">Where the lines begin.</param>
    /// <param name="b">Where they end.</param>
    /// <param name="previous">The snapshot before A of the same run, for the second control; null: there is none.</param>
    /// <param name="data">What the losses are measured on.</param>
    /// <param name="options">What is done.</param>
    /// <param name="progress">Is told what is being done.</param>
    /// <param name="cancellation">Stops it between rounds.</param>
    /// <exception cref="UnusableInputException">
    /// The networks have other shapes or units, one does not fit the data, a part of the data is empty, or a number is not finite.
    /// </exception>
    public static PathStudy Of(
        Snapshot a,
        Snapshot b,
        Snapshot? previous,
        DataSet data,
        PathOptions options,
        IProgress<PathProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        Network network = a.Network;
        PathCopies.Demand(a, b);
        Fit.Require(network, data, "A");
        Fit.RequireExamples(data, DataPart.Train);
        Fit.RequireExamples(data, DataPart.Test);
        var measure = new LineOptions
        {
            Points = options.Points,
            MoreGrids = [.. options.Definitions.Select(static definition => definition.Points).Where(points => points != options.Points).Distinct()],
            KeepTrainExamples = options.KeepExamples,
            KeepTestExamples = options.KeepExamples,
            L1 = options.L1,
            L2 = options.L2,
            Threads = options.Threads,
        };

        int lineCount = 1 + (int)options.Symmetry + (options.Given is null ? 0 : 1);
        if (options.KeepExamples)
            LossesFile.Demand(data, options.Points, lineCount);

        // Other tools' names do not matter: the layers' order does.
        var ofB = new Parameters(network.Layout, b.Parameters.Values);
        IReadOnlyList<PathCopy> copies = PathCopies.Of(a.Parameters, ofB, network, options, kind => Report("aligning", kind == SymmetryKind.Permutation ? 0 : 0.05));
        EquivalentCopy[] made = [.. copies.Select(static copy => copy.Copy)];
        double share = options.WithMidpoints ? 0.4 : 0.7;
        List<StudiedLine> studied;
        using (var lines = new Lines(network, data.Train, data.Test, measure))
        {
            IReadOnlyList<LinePath> paths = lines.Between(a.Parameters, ofB, made, Part("lines", 0.1, share), cancellation);
            studied = [.. copies.Zip(paths, static (copy, path) => new StudiedLine(copy.Name, copy.Meaning, path))];
            Report("controls", 0.1 + share);
            Symmetry random = Aligner.Random(network, new RandomState(options.Seed));
            studied.Add(new StudiedLine("copy", "control: A to a random copy of itself", lines.Between(a.Parameters, a.Parameters, [random], cancellation)[0]));
            if (previous is not null)
            {
                LinePath back = lines.Between(a.Parameters, previous.Parameters, [Symmetry.Identity(network)], cancellation)[0];
                studied.Add(new StudiedLine("previous", $"control: A to its own epoch {previous.Epoch}", back));
            }
        }

        if (options.WithMidpoints)
        {
            using var middles = new Midpoints(network, data.Train, CalibrationSet(data), data.Test, options.Threads);
            IReadOnlyList<Midpoint> found = middles.Between(a.Parameters, ofB, made, Part("middles", 0.7, 0.3), cancellation);
            for (int i = 0; i < found.Count; i++)
                studied[i] = studied[i] with { Midpoint = found[i] };
        }

        Report("done", 1);
        return new PathStudy(data, options, studied);

        void Report(string task, double done) => progress?.Report(new PathProgress(task, done));

        IProgress<double> Part(string task, double from, double length) => new PartOf(done => Report(task, from + (length * done)));
    }

    /// <summary>Where the temperature of a middle is found: on the validation set, where there is one, and otherwise on the training set.</summary>
    public static Examples CalibrationSet(DataSet data) => data.Validation.Count > 0 ? data.Validation : data.Train;

    /// <summary>The snapshot before that of an epoch; null where there is none.</summary>
    public static Snapshot? Previous(Run? run, int? epoch)
    {
        int[] before = run is null ? [] : [.. run.SnapshotEpochs.Where(candidate => candidate < epoch).TakeLast(1)];
        return before is [int last] ? run!.Read(last) : null;
    }

    /// <summary>Writes what every single example loses on the lines between A and B, for NumPy (see docs/path.md); it must have been kept.</summary>
    /// <exception cref="IOException">The disk is full or the file cannot be written; a file that was there is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public void WriteLosses(string path) => LossesFile.Of(this).Write(path);

    /// <summary>Loss and error along the lines between A and B, train and test, raw, permuted and aligned together.</summary>
    public Figure ToFigure(string title) => new(
        title,
        [
            Chart("training loss", "loss", "nats", static point => point.Train.Loss),
            Chart("test loss", "loss", "nats", static point => point.Test.Loss),
            Chart("training error", "error", "%", static point => 100 * point.Train.ErrorRate),
            Chart("test error", "error", "%", static point => 100 * point.Test.ErrorRate),
        ])
    {
        Note = "t = 0 is A, t = 1 is B. Raw: the networks as they are; permuted: B's units exchanged; aligned: their signs, flips or scales as well."
            + (this["given"] is null ? "" : " Given: as the alignment file moves B."),
    };

    private Chart Chart(string title, string label, string unit, Func<LinePoint, double> value) => new(
        new Axis("t"),
        new Axis(label, unit),
        [.. Lines.Where(static line => !line.IsControl).Select(line =>
        {
            LinePoint[] points = [.. line.Path.Points.Append(line.Path.Top).OfType<LinePoint>().DistinctBy(static point => point.T).OrderBy(static point => point.T)];
            return new Series(line.Name, [.. points.Select(static point => point.T)], [.. points.Select(value)]);
        })])
    {
        Title = title,
    };

    private sealed class PartOf(Action<double> report) : IProgress<double>
    {
        public void Report(double value) => report(value);
    }
}
