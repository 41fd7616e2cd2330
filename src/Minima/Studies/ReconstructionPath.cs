using Minima.Data;
using Minima.Figures;
using Minima.Geometry;
using Minima.Networks;
using Minima.Numerics;
using Minima.Trajectories;

namespace Minima.Studies;

/// <summary>A place on a line between two autoencoders.</summary>
/// <param name="T">0 at A, 1 at B.</param>
/// <param name="Train">The cost of reconstruction of the training set, in nats an example.</param>
/// <param name="Test">That of the test set.</param>
public sealed record ReconstructionPoint(double T, double Train, double Test);

/// <summary>A line between two autoencoders.</summary>
/// <param name="Name">What it is called in JSON and CSV: <c>raw</c>, <c>permuted</c>, <c>aligned</c>, <c>copy</c>.</param>
/// <param name="Points">A grid of equal steps.</param>
public sealed record ReconstructionLine(string Name, IReadOnlyList<ReconstructionPoint> Points)
{
    /// <summary>The largest excess over the straight mix of the two ends, on the grid; of the training set.</summary>
    public double TrainBarrier => Barrier(static point => point.Train);

    /// <summary>That of the test set.</summary>
    public double TestBarrier => Barrier(static point => point.Test);

    private double Barrier(Func<ReconstructionPoint, double> value)
    {
        (double a, double b) = (value(Points[0]), value(Points[^1]));
        return Points.Max(point => value(point) - (point.T == 1 ? b : a + (point.T * (b - a))));
    }
}

/// <summary>
/// The straight lines between two autoencoders: as they are, with B's units exchanged, with their flips too, and, as a control, from A to a random
/// copy of itself. What changes along them is the cost of reconstruction; there are no errors.
/// </summary>
/// <param name="Data">What the cost was measured on.</param>
/// <param name="Lines">The lines.</param>
public sealed record ReconstructionPath(DataSet Data, IReadOnlyList<ReconstructionLine> Lines)
{
    /// <summary>Measures the lines.</summary>
    /// <param name="a">Where they begin.</param>
    /// <param name="b">Where they end.</param>
    /// <param name="data">The data.</param>
    /// <param name="options">Symmetries, points, seed and threads; what rests on classes must not be asked for.</param>
    /// <param name="progress">Is told the part that is done.</param>
    /// <param name="cancellation">Stops it between two points.</param>
    /// <exception cref="UnusableInputException">The autoencoders have other sizes, do not fit the data, or something is asked for that they do not have.</exception>
    public static ReconstructionPath Of(
        Snapshot a, Snapshot b, DataSet data, PathOptions options, IProgress<PathProgress>? progress = null, CancellationToken cancellation = default)
    {
        Network network = a.Network;
        if (!b.Network.IsAutoencoder || !network.Layout.Matches(b.Network.Layout))
            throw new UnusableInputException("A line needs two networks of the same layers, and A is an autoencoder that B does not have the sizes of. `minima inspect` shows a file's.");
        if (options.Definitions.Count > 0 || options.KeepExamples || options.Given is not null)
            throw new UnusableInputException("Of autoencoders, the line has no errors and no classes: leave out published definitions, single examples and a given alignment.");
        Fit.RequireInputs(network, data, "A");
        Fit.RequireExamples(data, DataPart.Train);
        Fit.RequireExamples(data, DataPart.Test);
        List<(string Name, Parameters End)> ends = [("raw", b.Parameters)];
        if (options.Symmetry != SymmetryKind.None)
            ends.Add(("permuted", Copy(SymmetryKind.Permutation)));
        if (options.Symmetry == SymmetryKind.Full)
            ends.Add(("aligned", Copy(SymmetryKind.Full)));
        ends.Add(("copy", Aligner.Random(network, new RandomState(options.Seed)).Apply(a.Parameters)));
        using var train = new Reconstruction(network, data.Train, options.Threads);
        using var test = new Reconstruction(network, data.Test, options.Threads);
        int done = 0, all = ends.Count * options.Points;
        var middle = new Parameters(network.Layout);
        return new ReconstructionPath(data, [.. ends.Select(end => new ReconstructionLine(end.Name, [.. Enumerable.Range(0, options.Points).Select(i => At(i, end))]))]);

        Parameters Copy(SymmetryKind kind) => Aligner.Align(network, a.Parameters, b.Parameters, kind, seed: options.Seed).Symmetry.Apply(b.Parameters);

        ReconstructionPoint At(int i, (string Name, Parameters End) line)
        {
            cancellation.ThrowIfCancellationRequested();
            double t = (double)i / (options.Points - 1);
            for (int k = 0; k < middle.Values.Length; k++)
                middle.Values[k] = (float)(((1 - t) * a.Parameters.Values[k]) + (t * line.End.Values[k]));
            progress?.Report(new PathProgress($"line {line.Name}", (double)done++ / all));
            return new ReconstructionPoint(t, train.Cost(middle), test.Cost(middle));
        }
    }

    /// <summary>A row for each line: its barriers.</summary>
    public Table ToTable()
    {
        var table = new Table(new Column("line", Alignment.Left), new Column("train cost", Format: "F6"), new Column("test cost", Format: "F6"));
        foreach (ReconstructionLine line in Lines)
            table.Add(line.Name, line.TrainBarrier, line.TestBarrier);
        return table;
    }

    /// <summary>A row for each point of each line.</summary>
    public Table ToLongTable()
    {
        var table = new Table(new Column("line", Alignment.Left), new Column("t"), new Column("train_cost"), new Column("test_cost"));
        foreach (ReconstructionLine line in Lines)
        {
            foreach (ReconstructionPoint point in line.Points)
                table.Add(line.Name, point.T, point.Train, point.Test);
        }

        return table;
    }

    /// <summary>The cost along the lines between A and B.</summary>
    public Figure ToFigure(string title) => new(
        title,
        [Chart("training set", static point => point.Train), Chart("test set", static point => point.Test)])
    {
        Note = "t = 0 is A, t = 1 is B. Raw: the autoencoders as they are; permuted: B's units exchanged; aligned: their flips as well.",
    };

    private Chart Chart(string title, Func<ReconstructionPoint, double> value) => new(
        new Axis("t"),
        new Axis("cost of reconstruction", "nats"),
        [.. Lines.Where(static line => line.Name != "copy").Select(line =>
            new Series(line.Name, [.. line.Points.Select(static point => point.T)], [.. line.Points.Select(value)]))])
    {
        Title = title,
    };
}
