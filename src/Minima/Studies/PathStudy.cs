using Minima.Data;
using Minima.Figures;
using Minima.Geometry;
using Minima.Networks;
using Minima.Numerics;
using Minima.Trajectories;

namespace Minima.Studies;

/// <summary>A line of a study.</summary>
/// <param name="Name">What it is called in JSON and CSV: <c>raw</c>, <c>permuted</c>, <c>aligned</c>, <c>copy</c>, <c>previous</c>.</param>
/// <param name="Meaning">What it runs between, in words.</param>
/// <param name="Path">The line.</param>
public sealed record StudiedLine(string Name, string Meaning, LinePath Path);

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

    /// <summary>The lines that there are, in the order raw, permuted, aligned, copy, previous.</summary>
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
    /// <param name="cancellation">Stops it between rounds.</param>
    /// <exception cref="UnusableInputException">
    /// The networks have other shapes or units, one does not fit the data, a part of the data is empty, or a number is not finite.
    /// </exception>
    public static PathStudy Of(Snapshot a, Snapshot b, Snapshot? previous, DataSet data, PathOptions options, CancellationToken cancellation = default)
    {
        Network network = a.Network;
        if (!network.Layers.Select(Shape).SequenceEqual(b.Network.Layers.Select(Shape)))
        {
            throw new UnusableInputException(
                $"A is {Words(network)}, B is {Words(b.Network)}; a line needs two networks of the same layers. `minima inspect` shows a file's.");
        }

        foreach ((string name, Snapshot end) in new[] { ("A", a), ("B", b) })
        {
            if (end.Parameters.FirstNonFinite() is { } bad)
                throw new UnusableInputException($"{name} holds a number that is not finite: {bad}. Only between finite networks is there a line.");
        }

        Fit.Require(network, data, "A");
        Fit.RequireExamples(data, DataPart.Train);
        Fit.RequireExamples(data, DataPart.Test);
        var measure = new LineOptions
        {
            Points = options.Points ?? options.Definition?.Points ?? 25,
            L1 = options.L1,
            L2 = options.L2,
            Threads = options.Threads,
        };

        // Other tools' names do not matter: the layers' order does.
        var ofB = new Parameters(network.Layout, b.Parameters.Values);
        using var lines = new Lines(network, data[DataPart.Train], data[DataPart.Test], measure);
        List<(string Name, string Meaning, Symmetry Symmetry)> copies = [("raw", "A to B as they are", Symmetry.Identity(network))];
        if (options.Symmetry != SymmetryKind.None)
            copies.Add(("permuted", "A to B, its units exchanged", Align(SymmetryKind.Permutation)));
        if (options.Symmetry == SymmetryKind.Full)
            copies.Add(("aligned", "A to B, all its symmetries used", Align(SymmetryKind.Full)));
        IReadOnlyList<LinePath> paths = lines.Between(a.Parameters, ofB, [.. copies.Select(static copy => copy.Symmetry)], cancellation);
        List<StudiedLine> studied = [.. copies.Zip(paths, static (copy, path) => new StudiedLine(copy.Name, copy.Meaning, path))];

        Symmetry random = Aligner.Random(network, new RandomState(options.Seed));
        studied.Add(new StudiedLine("copy", "control: A to a random copy of itself", lines.Between(a.Parameters, a.Parameters, [random], cancellation)[0]));
        if (previous is not null)
        {
            LinePath back = lines.Between(a.Parameters, previous.Parameters, [Symmetry.Identity(network)], cancellation)[0];
            studied.Add(new StudiedLine("previous", $"control: A to its own epoch {previous.Epoch}", back));
        }

        return new PathStudy(data, options, studied);

        Symmetry Align(SymmetryKind kind) => Aligner.Align(network, a.Parameters, ofB, kind, seed: options.Seed).Symmetry;
    }

    /// <summary>The snapshot before that of an epoch; null where there is none.</summary>
    public static Snapshot? Previous(Run? run, int? epoch)
    {
        int[] before = run is null ? [] : [.. run.SnapshotEpochs.Where(candidate => candidate < epoch).TakeLast(1)];
        return before is [int last] ? run!.Read(last) : null;
    }

    /// <summary>The barriers: a row a line, errors in percentage points.</summary>
    public Table ToTable(BarrierDefinition? definition = null)
    {
        var table = new Table(
            new Column("line", Alignment.Left), new Column("train loss", Format: "F4"), new Column("train cost", Format: "F4"),
            new Column("train error %", Format: "F2"), new Column("test loss", Format: "F4"), new Column("test error %", Format: "F2"),
            new Column("top at t", Format: "F4"), new Column("top loss", Format: "F4"));
        bool loss = definition?.OfLoss ?? true, error = definition?.OfError ?? true;
        foreach (StudiedLine line in Lines)
        {
            LineBarrier barrier = definition is null ? line.Path.Barrier : line.Path.BarrierBy(definition);
            table.Add(
                line.Meaning, loss ? barrier.TrainLoss : null, loss && definition is null ? barrier.TrainCost : null,
                error ? 100 * barrier.TrainError : null, loss ? barrier.TestLoss : null, error ? 100 * barrier.TestError : null,
                line.Path.Top?.T, line.Path.Top?.Train.Loss);
        }

        return table;
    }

    /// <summary>Every point of every line, the tops among them: to compute with.</summary>
    public Table ToLongTable()
    {
        string[] numbers = ["t", "train_loss", "train_cost", "train_errors", "test_loss", "test_errors"];
        var table = new Table([new Column("line", Alignment.Left), new Column("point", Alignment.Left), .. numbers.Select(static name => new Column(name))]);
        foreach (StudiedLine line in Lines)
        {
            foreach (LinePoint point in line.Path.Points.Append(line.Path.Top).OfType<LinePoint>())
            {
                table.Add(
                    line.Name, ReferenceEquals(point, line.Path.Top) ? "top" : "grid", point.T, point.Train.Loss, point.TrainCost, point.Train.Errors,
                    point.Test.Loss, point.Test.Errors);
            }
        }

        return table;
    }

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
        Note = "t = 0 is A, t = 1 is B. Raw: the networks as they are; permuted: B's units exchanged; aligned: their signs, flips or scales as well.",
    };

    private static (int Inputs, int Outputs, Activation Activation) Shape(Layer layer) => (layer.Inputs, layer.Outputs, layer.Activation);

    private static string Words(Network network) =>
        string.Join("-", network.Layers.Select(static layer => layer.Outputs).Prepend(network.Inputs)) + $" ({network.Layers[0].Activation.ToString().ToLowerInvariant()})";

    private Chart Chart(string title, string label, string unit, Func<LinePoint, double> value) => new(
        new Axis("t"),
        new Axis(label, unit),
        [.. Lines.Where(static line => line.Name is not ("copy" or "previous")).Select(line =>
        {
            LinePoint[] points = [.. line.Path.Points.Append(line.Path.Top).OfType<LinePoint>().DistinctBy(static point => point.T).OrderBy(static point => point.T)];
            return new Series(line.Name, [.. points.Select(static point => point.T)], [.. points.Select(value)]);
        })])
    {
        Title = title,
    };
}
