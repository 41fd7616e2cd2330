using System.Globalization;
using Minima.Figures;
using Minima.Geometry;
using Minima.Networks;
using Minima.Trajectories;

namespace Minima.Studies;

/// <summary>A network of a line that was written.</summary>
/// <param name="Line"><c>raw</c>, <c>permuted</c>, <c>aligned</c> or <c>given</c>.</param>
/// <param name="T">t: 0 is A, 1 is the copy of B.</param>
/// <param name="File">The file's name within the folder.</param>
public sealed record ExportedPoint(string Line, double T, string File);

/// <summary>
/// The networks of the lines from A to copies of B as files, to be measured elsewhere, and beside them a table to put the figures into, which
/// <see cref="Comparisons.MeasuredPath"/> reads.
/// </summary>
/// <param name="Folder">Where they are.</param>
/// <param name="Points">What was written, line by line, by t.</param>
public sealed record PathExport(string Folder, IReadOnlyList<ExportedPoint> Points)
{
    /// <summary>The name of the table, which is written last: where it is, all of it is.</summary>
    public const string TableName = "points.csv";

    /// <summary>The table.</summary>
    public string Table => Path.Combine(Folder, TableName);

    /// <summary>
    /// Writes the lines: raw, and aligned (or permuted, where no more is allowed), and given. (1 - t) A + t B is computed in double and rounded once. Where A is a
    /// part of another tool's file (<see cref="LayerFile"/>), each network is written as that file.
    /// </summary>
    /// <param name="a">Where the lines begin.</param>
    /// <param name="b">Where they end.</param>
    /// <param name="options">Which copies of B, how many points, and the seed of the search; nothing is measured.</param>
    /// <param name="folder">Where to; it is made where it is missing.</param>
    /// <param name="progress">Is told what is being done.</param>
    /// <param name="cancellation">Stops it between two files.</param>
    /// <exception cref="UnusableInputException">The networks have other shapes or units, or a number is not finite, or there are fewer than two points.</exception>
    /// <exception cref="IOException">The disk is full or a file cannot be written; those before it are there.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested.</exception>
    public static PathExport Of(
        Snapshot a, Snapshot b, PathOptions options, string folder, IProgress<PathProgress>? progress = null, CancellationToken cancellation = default)
    {
        PathCopies.Demand(a, b);
        if (options.Points < 2)
            throw new UnusableInputException($"A line of {options.Points} points was asked for; it has two ends.");
        Network network = a.Network;
        var ofB = new Parameters(network.Layout, b.Parameters.Values);
        PathCopy[] copies =
        [
            .. PathCopies.Of(a.Parameters, ofB, network, options, _ => progress?.Report(new PathProgress("aligning", 0)))
                .Where(copy => copy.Name != "permuted" || options.Symmetry != SymmetryKind.Full),
        ];
        var points = new List<ExportedPoint>();
        foreach (PathCopy copy in copies)
        {
            Parameters end = copy.Copy.Apply(ofB);
            for (int i = 0; i < options.Points; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                double t = (double)i / (options.Points - 1);

                // 1000 steps are told apart by four digits, and sort as their t do.
                string file = string.Create(CultureInfo.InvariantCulture, $"{copy.Name}-t{t:F4}.safetensors");
                new Snapshot(network, Between(a.Parameters, end, t)) { State = a.State }.Write(Path.Combine(folder, file));
                points.Add(new ExportedPoint(copy.Name, t, file));
                progress?.Report(new PathProgress($"{points.Count} of {copies.Length * options.Points} files", (double)points.Count / (copies.Length * options.Points)));
            }
        }

        var export = new PathExport(folder, points);
        AtomicFile.Write(export.Table, export.ToTable().ToCsv());
        return export;
    }

    // One row a network, with room for what is to be measured.
    private Table ToTable()
    {
        var table = new Table([new Column("line", Alignment.Left), new Column("t"), new Column("file", Alignment.Left), .. MeasuredLosses.Figures.Select(static figure => new Column(figure))]);
        foreach (ExportedPoint point in Points)
            table.Add([point.Line, point.T, point.File, .. MeasuredLosses.Figures.Select(static _ => (object?)null)]);
        return table;
    }

    private static Parameters Between(Parameters a, Parameters end, double t)
    {
        var point = new Parameters(a.Layout);
        for (int i = 0; i < point.Values.Length; i++)
            point.Values[i] = (float)(((1 - t) * a.Values[i]) + (t * end.Values[i]));
        return point;
    }
}
