using System.Text.Json.Nodes;
using Minima.Figures;
using Minima.Formats.Checkpoints;
using Minima.Geometry;
using Minima.Geometry.Checkpoints;
using Minima.Studies;
using Minima.Studies.Checkpoints;
using Minima.Trajectories;

namespace Minima.Cli.Commands;

/// <summary>Distances that were asked for.</summary>
internal sealed record DistanceRequest
{
    public required string First { get; init; }

    public required string? Second { get; init; }

    public required string? To { get; init; }

    public required OutputFiles Files { get; init; }

    public required AxisScale Scale { get; init; }

    public required ForeignNetwork Told { get; init; }

    /// <summary>How checkpoints of other architectures are read.</summary>
    public required CheckpointOptions Checkpoints { get; init; }

    private bool AreRuns => Directory.Exists(First) && Directory.Exists(Second) && Trajectories.Run.Exists(First);

    /// <summary>Measures, and prints and writes what was asked for.</summary>
    public int Run(Output output, CancellationToken cancellation)
    {
        Demand();
        if (Second is null)
            AlongRun(output, cancellation);
        else if (AreRuns)
            BetweenRuns(Second, output, cancellation);
        else if (Told is { Layers: null, Activation: null } && CheckpointNames.Pair(First, Second, always: Checkpoints.Group is not null) is { } pair)
            BetweenCheckpoints(pair.A, pair.B, output, cancellation);
        else
            BetweenSnapshots(Second, output);
        return ExitCode.Done;
    }

    // All that can be known before anything is computed.
    private void Demand()
    {
        Files.Demand();
        if (To is not null && Second is not null)
            throw new UnusableInputException("--to measures one run against a snapshot; with two things to compare it has no meaning. Leave one of them out.");
        if (Checkpoints.Group is not null && (Second is null || AreRuns || Told is not { Layers: null, Activation: null }))
        {
            throw new UnusableInputException("--group folds the tensors of two checkpoints; for runs, and with --layers or --activation, it has no meaning. "
                + "Name two snapshots or files, or leave it out (`minima matrix RUN --group REGEX` folds a run's snapshots).");
        }

        if (Files.Figure is not null && Second is not null && !AreRuns)
            throw new UnusableInputException("--figure draws distances by epoch; two snapshots have one distance. Name runs, or leave --figure out.");
    }

    private void AlongRun(Output output, CancellationToken cancellation)
    {
        if (!Directory.Exists(First))
        {
            // A name that means nothing is the error to report, before the missing second.
            _ = SnapshotName.Read(First, Told);
            throw new UnusableInputException($"'{First}' is a single snapshot: name a second one to measure it against, or a run's folder.");
        }

        var run = Trajectories.Run.Open(First);
        Snapshot target = To is null ? run.ReadLast() : SnapshotName.Read(To, Told);
        Say(target, output);
        if (To is null && !run.IsComplete && !run.HasDiverged)
            output.Note($"The run is not finished: its last snapshot is that of epoch {target.Epoch} of {run.Epochs}.");
        string name = To ?? $"{Path.TrimEndingDirectorySeparator(First)}@{target.Epoch}";
        var series = SeriesDistances.To(target, run, cancellation);
        var document = new DistanceDocument(DistanceDocument.Of(run), DistanceDocument.Of(name, target), DistanceDocument.Data(run));
        Print(series, document, $"{First} to {name}", target.Epoch is { } epoch ? $"distance to epoch {epoch}" : "distance", withUnrelated: false, output);
    }

    private void BetweenRuns(string second, Output output, CancellationToken cancellation)
    {
        Run a = Trajectories.Run.Open(First), b = Trajectories.Run.Open(second);
        bool sameData = a.Configuration.DataFingerprint == b.Configuration.DataFingerprint;
        if (!sameData)
            output.Warning($"The runs were trained on different data: {a.Configuration.DataName} and {b.Configuration.DataName}.");
        var series = SeriesDistances.Between(a, b, cancellation);
        var document = new DistanceDocument(DistanceDocument.Of(a), DistanceDocument.Of(b), sameData ? DistanceDocument.Data(a) : null);
        Print(series, document, $"{First} and {second}", "distance", withUnrelated: true, output);
    }

    private void BetweenSnapshots(string second, Output output)
    {
        Snapshot a = SnapshotName.Read(First, Told), b = SnapshotName.Read(second, Told);
        Say(a, output);
        Say(b, output);
        var distances = Distances.Between(a.Parameters, b.Parameters);
        Table table = DistanceTable.Of(distances);
        if (Files.Csv is not null)
            AtomicFile.Write(Files.Csv, table.ToCsv());
        Run? runOfA = SnapshotName.RunOf(First), runOfB = SnapshotName.RunOf(second);
        bool sameData = runOfA is not null && runOfA.Configuration.DataFingerprint == runOfB?.Configuration.DataFingerprint;
        var document = new DistanceDocument(
            DistanceDocument.Of(First, a), DistanceDocument.Of(second, b), sameData ? DistanceDocument.Data(runOfA!) : null);
        output.Json(() => document.Of(distances));
        output.Result($"A = {First}, B = {second}\n\n{table.ToText()}");
        Files.Note(output);
    }

    private void BetweenCheckpoints(Checkpoint a, Checkpoint b, Output output, CancellationToken cancellation)
    {
        var distances = output.WithProgress(display => CheckpointDistances.Between(a, b, Checkpoints, new WorkDisplay(display), cancellation));
        Table table = distances.ToTable();
        if (Files.Csv is not null)
            AtomicFile.Write(Files.Csv, table.ToCsv());
        output.Json(() => DistanceDocument.Of(a, b, distances));
        output.Result($"A = {a.Name}, B = {b.Name}\n\n{table.ToText()}"
            + (distances.Changes.Count == 0 ? "" : $"\nNot compared (from B to A)\n\n{ChangeTable.Of(distances.Changes, ["B", "A"]).ToText()}"));
        Files.Note(output);
    }

    private void Print(SeriesDistances series, DistanceDocument document, string title, string label, bool withUnrelated, Output output)
    {
        if (Files.Csv is not null)
            AtomicFile.Write(Files.Csv, series.ToLongTable().ToCsv());
        if (Files.FigureBase is not null)
            series.ToFigure($"Distance: {title}", label, Scale, withUnrelated).Save(Files.FigureBase);
        output.Json(() => document.Of(series));
        output.Result(
            $"L2 distance, {title}\n\n{series.ToTable(static distance => distance.L2).ToText()}\n"
            + $"relative to ||B||\n\n{series.ToTable(static distance => distance.Relative).ToText()}\n"
            + $"cosine\n\n{series.ToTable(static distance => distance.Cosine).ToText()}");
        Files.Note(output);
    }

    /// <summary>Says what was assumed of a file.</summary>
    internal static void Say(Snapshot snapshot, Output output)
    {
        foreach (string assumption in snapshot.Assumptions)
            output.Warning($"{snapshot.Source}: {assumption}");
    }
}
