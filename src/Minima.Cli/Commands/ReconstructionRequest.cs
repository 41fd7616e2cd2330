using System.Globalization;
using System.Text.Json.Nodes;
using Minima.Data;
using Minima.Figures;
using Minima.Studies;
using Minima.Trajectories;

namespace Minima.Cli.Commands;

/// <summary>A test of an autoencoder: what <c>minima test</c> does with one.</summary>
/// <param name="Test">What was asked for.</param>
/// <param name="Data">What it is tested on.</param>
internal sealed record ReconstructionRequest(TestRequest Test, DataSet Data)
{
    // The tutorial's, where a file does not say what it was trained with.
    private const double UsualCorruption = 0.3;

    /// <summary>Tests a snapshot.</summary>
    public void OneSnapshot(string name, Snapshot snapshot, Run? run, Output output)
    {
        if (Test.List || Test.Confusion)
            throw new UnusableInputException($"{(Test.List ? "--list" : "--confusion")} shows predictions, and an autoencoder makes none. Leave it out.");
        var test = ReconstructionTest.Of(name, snapshot, Data, Test.Part, Test.Threads);
        double corruption = Test.Corruption ?? (run?.Configuration.Descent.Corruption is { Level: > 0 and var level } ? level : UsualCorruption);
        if (Test.Files.Csv is not null)
            AtomicFile.Write(Test.Files.Csv, Table(test).ToCsv());
        if (Test.Files.Figure is not null)
            AutoencoderSheets.Reconstructions(test, corruption).Save(Test.Files.FigureBase!);
        output.Json(() => Document(test));
        output.Result(string.Create(CultureInfo.InvariantCulture, $"""
            {test.Name} on the {Fit.Words(test.Part)} of {Data.Name}

            cost of reconstruction {test.Cost:F6} nats an example ({test.Costs.Count} examples; standard error {test.StandardError:F4})
            """));
    }

    /// <summary>Tests every snapshot of a run.</summary>
    public void EverySnapshot(Run run, Output output, CancellationToken cancellation)
    {
        var rows = new List<ReconstructionTest>();
        output.WithProgress(display =>
        {
            foreach (int epoch in run.SnapshotEpochs)
            {
                cancellation.ThrowIfCancellationRequested();
                rows.Add(ReconstructionTest.Of($"{run.Folder}@{epoch}", run.Read(epoch), Data, Test.Part, Test.Threads));
                display.Show((double)rows.Count / run.SnapshotEpochs.Count, $"epoch {epoch}: cost {rows[^1].Cost.ToString("F2", CultureInfo.InvariantCulture)}");
            }

            return rows.Count;
        });
        var table = new Table(new Column("epoch"), new Column("cost", Format: "F6"), new Column("standard_error", Format: "F4"));
        foreach (ReconstructionTest row in rows)
            table.Add(row.Snapshot.Epoch, row.Cost, row.StandardError);
        if (Test.Files.Csv is not null)
            AtomicFile.Write(Test.Files.Csv, table.ToCsv());
        if (Test.Files.Figure is not null)
            Figure(run, rows).Save(Test.Files.FigureBase!);
        output.Json(() =>
        {
            JsonObject document = DistanceDocument.Of(run);
            document["set"] = SharedOptions.WordOf(Test.Part);
            document["examples"] = Data[Test.Part].Count;
            document["rows"] = new JsonArray([.. rows.Select(static row => (JsonNode)new JsonObject { ["epoch"] = row.Snapshot.Epoch }.With("cost", row.Cost).With("standard_error", row.StandardError))]);
            document["data"] = JsonText.Of(Data);
            return document;
        });
        output.Result($"{run.Folder}, every snapshot on the {Fit.Words(Test.Part)} of {Data.Name}; cost of reconstruction in nats an example\n\n{table.ToText()}");
    }

    private Figure Figure(Run run, List<ReconstructionTest> rows) => new(
        $"Cost of reconstruction by epoch: {run.Folder}",
        new Chart(
            new Axis("epoch"),
            new Axis($"cost on the {Fit.Words(Test.Part)}", "nats", Test.Scale ?? AxisScale.Logarithmic),
            [new Series("cost", [.. rows.Select(static row => (double)row.Snapshot.Epoch!)], [.. rows.Select(static row => row.Cost)])]));

    private static Table Table(ReconstructionTest test)
    {
        var table = new Table(new Column("index"), new Column("cost"));
        for (int i = 0; i < test.Costs.Count; i++)
            table.Add(i, test.Costs[i]);
        return table;
    }

    private JsonObject Document(ReconstructionTest test)
    {
        JsonObject document = DistanceDocument.Of(test.Name, test.Snapshot);
        document["set"] = SharedOptions.WordOf(test.Part);
        document["examples"] = test.Costs.Count;
        document.With("cost", test.Cost).With("standard_error", double.IsNaN(test.StandardError) ? null : test.StandardError);
        document["data"] = JsonText.Of(Data);
        return document;
    }
}
