using System.Text.Json.Nodes;
using Minima.Geometry;
using Minima.Studies;
using Minima.Trajectories;

namespace Minima.Cli.Commands;

/// <summary>The networks of lines as files, that were asked for.</summary>
internal sealed record PathExportRequest
{
    public required string A { get; init; }

    public required string B { get; init; }

    /// <summary>Points of each line.</summary>
    public required int Points { get; init; }

    /// <summary>Null: not given.</summary>
    public required string? Folder { get; init; }

    public required SymmetryKind Symmetry { get; init; }

    /// <summary>An alignment's file; null: none.</summary>
    public required string? Alignment { get; init; }

    public required uint Seed { get; init; }

    public required bool Force { get; init; }

    public required ForeignNetwork Told { get; init; }

    /// <summary>Writes what was asked for, and says how it goes on.</summary>
    public int Run(Output output, CancellationToken cancellation)
    {
        if (Folder is null)
            throw new UnusableInputException("--export writes many files: say into which folder (--out DIR).");
        if (File.Exists(Folder))
            throw new UnusableInputException($"--out is '{Folder}', which is a file; a folder is expected.");
        if (!Force && Directory.Exists(Folder) && Directory.EnumerateFileSystemEntries(Folder).Any())
            throw new UnusableInputException($"The folder '{Folder}' is not empty. Name another one, or overwrite what has the same names (--force).");
        Snapshot a = SnapshotName.Read(A, Told), b = SnapshotName.Read(B, Told);
        DistanceRequest.Say(a, output);
        DistanceRequest.Say(b, output);
        AlignRequest.DemandWritable(a, Symmetry);
        var options = new PathOptions
        {
            Symmetry = Symmetry,
            Given = Alignment is null ? null : AlignmentFile.Read(Alignment, a.Network),
            Points = Points,
            Seed = Seed,
        };
        PathExport export = output.WithProgress(display => PathExport.Of(a, b, options, Folder, new PathRequest.Display(display), cancellation));
        output.Json(() => Document(export, a, b));
        output.Result(Text(export));
        return ExitCode.Done;
    }

    private static string Text(PathExport export)
    {
        IEnumerable<string> lines = export.Points.GroupBy(static point => point.Line).Select(static line => $"{line.Key}: {line.Count()} networks, {line.First().File} to {line.Last().File}");
        return $"{export.Folder}\n\n{string.Join('\n', lines)}\n\n"
            + $"Measure them, put the figures into the columns of {export.Table} (those that you have; errors as a fraction), and\n\n    minima path --losses {export.Table}\n\nfinishes the barriers and the verdict.";
    }

    private JsonObject Document(PathExport export, Snapshot a, Snapshot b) => new()
    {
        ["a"] = DistanceDocument.Of(A, a),
        ["b"] = DistanceDocument.Of(B, b),
        ["folder"] = export.Folder,
        ["table"] = export.Table,
        ["points"] = new JsonArray([.. export.Points.Select(static point =>
        {
            JsonObject json = new JsonObject { ["line"] = point.Line }.With("t", point.T);
            json["file"] = point.File;
            return (JsonNode)json;
        })]),
        ["data"] = null,
    };
}
