using System.Globalization;
using Minima.Data;
using Minima.Geometry;
using Minima.Studies;
using Minima.Trajectories;

namespace Minima.Cli.Commands;

/// <summary>Lines that were asked for.</summary>
internal sealed record PathRequest
{
    private const int UsualPoints = 25;

    public required string A { get; init; }

    public required string B { get; init; }

    public required SymmetryKind Symmetry { get; init; }

    /// <summary>0: not given.</summary>
    public required int Points { get; init; }

    /// <summary>An alignment's file; null: none.</summary>
    public required string? Alignment { get; init; }

    public required IReadOnlyList<BarrierDefinition> Definitions { get; init; }

    /// <summary>Whether the middles are left out.</summary>
    public required bool LinesOnly { get; init; }

    /// <summary>Null: not given.</summary>
    public required double? L2 { get; init; }

    public required uint Seed { get; init; }

    public required string? DataName { get; init; }

    public required int Threads { get; init; }

    public required OutputFiles Files { get; init; }

    public required ForeignNetwork Told { get; init; }

    /// <summary>Measures, and prints and writes what was asked for.</summary>
    public int Run(Output output, CancellationToken cancellation)
    {
        Files.Demand();
        Snapshot a = SnapshotName.Read(A, Told), b = SnapshotName.Read(B, Told);
        DistanceRequest.Say(a, output);
        DistanceRequest.Say(b, output);
        Run? runOfA = SnapshotName.RunOf(A), runOfB = SnapshotName.RunOf(B);
        DataSet data = RecordedData.Load(runOfA ?? runOfB, DataName, DataLocator.FromEnvironment());
        output.Note($"data: {data.Description}");
        foreach (string remark in new[] { RecordedData.Remark(runOfA, data), RecordedData.Remark(runOfB, data) }.OfType<string>().Distinct())
            output.Warning(remark);

        Run? penalised = runOfA ?? runOfB;
        var options = new PathOptions
        {
            Symmetry = Symmetry,
            Given = Alignment is null ? null : AlignmentFile.Read(Alignment, a.Network),
            Points = Points == 0 ? UsualPoints : Points,
            Definitions = Definitions,
            WithMidpoints = !LinesOnly,
            KeepExamples = Files.Arrays is not null,
            L1 = penalised?.Configuration.Descent.L1 ?? 0,
            L2 = L2 ?? penalised?.Configuration.Descent.L2 ?? SharedOptions.UsualL2,
            Seed = Seed,
            Threads = Threads,
        };
        if (a.Network.IsAutoencoder)
        {
            Reconstruct(a, b, data, options, output, cancellation);
            return ExitCode.Done;
        }

        PathStudy study = output.WithProgress(display => PathStudy.Of(a, b, PathStudy.Previous(runOfA, a.Epoch), data, options, new Display(display), cancellation));
        if (Files.Csv is not null)
            AtomicFile.Write(Files.Csv, study.ToLongTable().ToCsv());
        if (Files.FigureBase is not null)
            study.ToFigure($"The line from {DistanceDocument.Title(A, a)} to {DistanceDocument.Title(B, b)}").Save(Files.FigureBase);
        if (Files.Arrays is not null)
            study.WriteLosses(Files.Arrays);
        output.Json(() => PathDocument.Of(study, DistanceDocument.Of(A, a), DistanceDocument.Of(B, b)));
        output.Result(PathText.Of(study, DistanceDocument.Title(A, a), DistanceDocument.Title(B, b)));
        Files.Note(output);
        return ExitCode.Done;
    }

    private void Reconstruct(Snapshot a, Snapshot b, DataSet data, PathOptions options, Output output, CancellationToken cancellation)
    {
        var path = output.WithProgress(display => ReconstructionPath.Of(a, b, data, options, new Display(display), cancellation));
        (string first, string second) = (DistanceDocument.Title(A, a), DistanceDocument.Title(B, b));
        if (Files.Csv is not null)
            AtomicFile.Write(Files.Csv, path.ToLongTable().ToCsv());
        if (Files.FigureBase is not null)
            path.ToFigure($"The line from {first} to {second}").Save(Files.FigureBase);
        output.Json(() => PathDocument.Of(path, DistanceDocument.Of(A, a), DistanceDocument.Of(B, b), Seed));
        ReconstructionPoint start = path.Lines[0].Points[0], end = path.Lines[0].Points[^1];
        output.Result(string.Create(CultureInfo.InvariantCulture, $"""
            The line from A = {first} to B = {second}, two autoencoders, on {data.Name}

            A: cost of reconstruction {start.Train:F6} train, {start.Test:F6} test; B: {end.Train:F6} train, {end.Test:F6} test (nats an example)

            Barriers: the largest excess over the straight mix of the two ends ({path.Lines[0].Points.Count} points); copy: A to a random copy of itself

            {path.ToTable().ToText()}
            """));
        Files.Note(output);
    }

    /// <summary>Shows what is being done.</summary>
    internal sealed class Display(IProgressDisplay display) : IProgress<PathProgress>
    {
        public void Report(PathProgress value) => display.Show(value.Done, value.Task);
    }
}
