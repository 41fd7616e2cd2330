using System.Text;
using System.Text.Json.Nodes;
using Minima.Figures;
using Minima.Studies;
using Minima.Studies.Comparisons;

namespace Minima.Cli.Commands;

/// <summary>Barriers and verdict from losses measured elsewhere, as JSON and as text.</summary>
internal static class MeasuredPathReport
{
    private static readonly string[] Names = ["raw", "permuted", "aligned", "given"];

    /// <summary>Reads, judges, and prints what was asked for.</summary>
    public static int Run(string file, Output output)
    {
        var measured = MeasuredPath.Read(file);
        foreach (string remark in measured.Remarks)
            output.Warning($"{file}: {remark}");
        output.Json(() => Document(measured));
        output.Result(Text(measured));
        return ExitCode.Done;
    }

    private static JsonObject Document(MeasuredPath measured)
    {
        var document = new JsonObject
        {
            ["file"] = measured.Path,
            ["remarks"] = new JsonArray([.. measured.Remarks.Select(static remark => (JsonNode)remark)]),
            ["verdict"] = measured.Verdict?.Word(),
            ["sentence"] = measured.Sentence,
            ["rules"] = CompareDocument.Of(measured.Checks),
            ["best"] = measured.Best.Name,
        };
        foreach (string name in Names)
            document[name] = measured.Lines.FirstOrDefault(line => line.Name == name) is { } line ? Of(line) : null;
        document["data"] = null;
        return document;
    }

    private static JsonObject Of(MeasuredLine line) => new()
    {
        ["barrier"] = new JsonObject
        {
            ["train"] = new JsonObject().With("loss", line.Barrier(static point => point.TrainLoss)).With("cost", line.Barrier(static point => point.TrainCost))
                .With("error", line.Barrier(static point => point.TrainError)),
            ["test"] = new JsonObject().With("loss", line.Barrier(static point => point.TestLoss)).With("error", line.Barrier(static point => point.TestError)),
        },
        ["top"] = Of(line.Top),
        ["points"] = new JsonArray([.. line.Points.Select(static point => (JsonNode)Of(point))]),
    };

    private static JsonObject Of(MeasuredPoint point) => new JsonObject().With("t", point.T).With("train_loss", point.TrainLoss).With("train_cost", point.TrainCost)
        .With("train_error", point.TrainError).With("test_loss", point.TestLoss).With("test_error", point.TestError);

    private static string Text(MeasuredPath measured)
    {
        var text = new StringBuilder($"Lines from A to copies of B, as {measured.Path} says\n\nverdict: {measured.Verdict?.Word() ?? "open"}\n\n");
        foreach (string line in HelpText.Wrap(measured.Sentence, HelpText.Width))
            text.Append(line).Append('\n');
        text.Append($"\nBarriers: the largest excess over the straight mix of the two ends, over the points that were measured; loss and cost in nats\n\n{Barriers(measured).ToText()}");
        text.Append($"\nThe rules that speak of lines{(measured.Best.Name == "raw" ? "" : $"; aligned: the line '{measured.Best.Name}'")}\n\n{CompareText.Rules(measured.Checks).ToText()}");
        return text.ToString();
    }

    private static Table Barriers(MeasuredPath measured)
    {
        var table = new Table(
            new Column("line", Alignment.Left), new Column("points"), new Column("train loss", Format: "F4"), new Column("train cost", Format: "F4"),
            new Column("train error %", Format: "F2"), new Column("test loss", Format: "F4"), new Column("test error %", Format: "F2"), new Column("top at t", Format: "F4"));
        foreach (MeasuredLine line in measured.Lines)
        {
            table.Add(
                line.Name, line.Points.Count, line.Barrier(static point => point.TrainLoss), line.Barrier(static point => point.TrainCost),
                100 * line.Barrier(static point => point.TrainError), line.Barrier(static point => point.TestLoss), 100 * line.Barrier(static point => point.TestError), line.Top.T);
        }

        return table;
    }
}
