using System.Globalization;
using Minima.Data;
using Minima.Geometry;
using Minima.Studies;
using Minima.Trajectories;

namespace Minima.Cli.Commands;

/// <summary>Lines that were asked for.</summary>
internal sealed record PathRequest
{
    public required string A { get; init; }

    public required string B { get; init; }

    public required SymmetryKind Symmetry { get; init; }

    /// <summary>0: not given.</summary>
    public required int Points { get; init; }

    public required BarrierDefinition? Definition { get; init; }

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
            Points = Points == 0 ? null : Points,
            Definition = Definition,
            L1 = penalised?.Configuration.Descent.L1 ?? 0,
            L2 = L2 ?? penalised?.Configuration.Descent.L2 ?? SharedOptions.UsualL2,
            Seed = Seed,
            Threads = Threads,
        };
        if (Definition is not null && Points > 0 && Points != Definition.Points)
            output.Warning($"{Definition.Name} has a grid of {Definition.Points} points; with --points {Points} its barrier is another figure.");
        var study = PathStudy.Of(a, b, PathStudy.Previous(runOfA, a.Epoch), data, options, cancellation);
        if (Files.Csv is not null)
            AtomicFile.Write(Files.Csv, study.ToLongTable().ToCsv());
        if (Files.FigureBase is not null)
            study.ToFigure($"The line from {DistanceDocument.Title(A, a)} to {DistanceDocument.Title(B, b)}").Save(Files.FigureBase);
        output.Json(() => PathDocument.Of(study, DistanceDocument.Of(A, a), DistanceDocument.Of(B, b)));
        output.Result(Text(study, a, b));
        Files.Note(output);
        return ExitCode.Done;
    }

    private string Text(PathStudy study, Snapshot a, Snapshot b)
    {
        LinePath raw = study["raw"]!;
        LinePoint start = raw.Points[0], end = raw.Points[^1];
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"""
            The line from A = {DistanceDocument.Title(A, a)} to B = {DistanceDocument.Title(B, b)}, on {study.Data.Name}

            A: train loss {start.Train.Loss:F6}, cost {start.TrainCost:F6}, {start.Train.Errors} errors; test loss {start.Test.Loss:F6}, {start.Test.Errors} errors
            B: train loss {end.Train.Loss:F6}, cost {end.TrainCost:F6}, {end.Train.Errors} errors; test loss {end.Test.Loss:F6}, {end.Test.Errors} errors

            Barriers: the largest excess over the straight mix of the two ends ({raw.Points.Count} points and the top; loss and cost in nats)

            {study.ToTable().ToText()}
            """);
        if (Definition is { } definition)
            text += $"\nBarriers by {definition.Source} ({definition.Name}: {Words(definition)}, {raw.Points.Count} points)\n\n{study.ToTable(definition).ToText()}";
        return text;
    }

    private static string Words(BarrierDefinition definition) => definition.Base switch
    {
        BarrierBase.Mean => "above the mean of the ends",
        BarrierBase.Mix => "above the straight mix of the ends, the top counted",
        _ => "the highest value, nothing subtracted",
    };
}
