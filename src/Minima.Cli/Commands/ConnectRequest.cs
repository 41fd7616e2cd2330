using System.Diagnostics;
using System.Text.Json.Nodes;
using Minima.Data;
using Minima.Geometry;
using Minima.Studies;
using Minima.Trajectories;

namespace Minima.Cli.Commands;

/// <summary>A connection that was asked for.</summary>
internal sealed record ConnectRequest
{
    public required string A { get; init; }

    public required string B { get; init; }

    /// <summary>Null: not given.</summary>
    public required double? L2 { get; init; }

    public required string? DataName { get; init; }

    /// <summary>Without the penalties: those are a run's, or given.</summary>
    public required ConnectOptions Options { get; init; }

    public required OutputFiles Files { get; init; }

    public required ForeignNetwork Told { get; init; }

    /// <summary>Connects, and prints and writes what was asked for.</summary>
    public int Run(Output output, CancellationToken cancellation)
    {
        Files.Demand();
        Snapshot a = SnapshotName.Read(A, Told), b = SnapshotName.Read(B, Told);
        DistanceRequest.Say(a, output);
        DistanceRequest.Say(b, output);
        Run? runOfA = SnapshotName.RunOf(A), runOfB = SnapshotName.RunOf(B), penalised = runOfA ?? runOfB;
        DataSet data = RecordedData.Load(penalised, DataName, DataLocator.FromEnvironment());
        output.Note($"data: {data.Description}");
        foreach (string remark in new[] { RecordedData.Remark(runOfA, data), RecordedData.Remark(runOfB, data) }.OfType<string>().Distinct())
            output.Warning(remark);
        double l2 = L2 ?? penalised?.Configuration.Descent.L2 ?? SharedOptions.UsualL2;
        ConnectOptions options = Options with { L1 = penalised?.Configuration.Descent.L1 ?? 0, Training = Options.Training with { L2 = l2 } };
        ConnectStudy study = output.WithProgress(display => ConnectStudy.Of(a, b, data, options, new Display(display), cancellation));
        if (Files.Csv is not null)
            AtomicFile.Write(Files.Csv, study.ToLongTable().ToCsv());
        string title = $"Ways from {DistanceDocument.Title(A, a)} to {DistanceDocument.Title(B, b)}";
        if (Files.FigureBase is not null)
            study.ToFigure(title).Save(Files.FigureBase);
        output.Json(() => Document(study, DistanceDocument.Of(A, a), DistanceDocument.Of(B, b)));
        output.Result($"{title}, on {data.Name} ({options.Points} places each; {Words(options.Training)})\n\n{study.ToTable().ToText()}\n{study.Sentence}");
        Files.Note(output);
        return ExitCode.Done;
    }

    private static string Words(CurveOptions training) =>
        $"{(training.Kind == CurveKind.Bezier ? "Bezier curves" : "polygons")}, {training.Epochs} epochs each";

    private static JsonObject Document(ConnectStudy study, JsonObject a, JsonObject b)
    {
        CurveOptions training = study.Options.Training;
        var document = new JsonObject { ["a"] = a, ["b"] = b };
        document.With("l1", study.Options.L1).With("l2", training.L2);
        document["curve"] = training.Kind == CurveKind.Bezier ? "bezier" : "polygon";
        document["epochs"] = training.Epochs;
        document["batch_size"] = training.BatchSize;
        document.With("learning_rate", training.LearningRate);
        document["seed"] = study.Options.Seed;
        document["ways"] = new JsonObject([.. study.Ways.Select(static way => KeyValuePair.Create(way.Name, (JsonNode?)Of(way)))]);
        document["sentence"] = study.Sentence;
        document["data"] = JsonText.Of(study.Data);
        return document;
    }

    private static JsonObject Of(ConnectedWay way)
    {
        JsonObject json = new JsonObject { ["meaning"] = way.Meaning }
            .With("highest_train_cost", way.Top.TrainCost).With("at_t", way.Top.T).With("excess", way.Excess)
            .With("mean_train_loss", way.MeanLoss).With("mean_train_loss_by_length", way.MeanLossByLength).With("length", way.Length);
        json["points"] = new JsonArray([.. way.Points.Select(static point => PathDocument.Of(point))]);
        return json;
    }

    private sealed class Display(IProgressDisplay display) : IProgress<(double Done, string Way)>
    {
        private readonly long _start = Stopwatch.GetTimestamp();

        public void Report((double Done, string Way) value) => display.Show(
            value.Done, $"{value.Way}: {100 * value.Done:F0} % of all, {Durations.Show(Stopwatch.GetElapsedTime(_start) * ((1 - value.Done) / value.Done))} left");
    }
}
