using System.Text.Json.Nodes;
using Minima.Networks;
using Minima.Numerics;
using Minima.Studies;

namespace Minima.Cli.Commands;

/// <summary>The JSON of <c>minima test</c>.</summary>
internal static class TestDocument
{
    /// <summary>Of one snapshot.</summary>
    public static JsonObject Of(SnapshotTest test, bool withList, bool withConfusion)
    {
        JsonObject document = DistanceDocument.Of(test.Name, test.Snapshot);
        document["set"] = SharedOptions.WordOf(test.Part);
        Add(document, test.Evaluation, test.Interval);
        if (withConfusion)
            document["confusion"] = Table(test.Confusion);
        if (withList)
            document["wrong"] = new JsonArray([.. test.Wrong.Select(static wrong => Of(wrong))]);
        document["data"] = JsonText.Of(test.Data);
        return document;
    }

    /// <summary>Of all snapshots of a run; the figures of a snapshot that is not finite are null.</summary>
    public static JsonObject Of(SeriesTest series)
    {
        JsonObject document = DistanceDocument.Of(series.Run);
        document["set"] = SharedOptions.WordOf(series.Part);
        document["examples"] = series.Data[series.Part].Count;
        document["rows"] = new JsonArray([.. series.Rows.Select(static row => Of(row))]);
        document["data"] = JsonText.Of(series.Data);
        return document;
    }

    private static JsonObject Of(EpochTest row)
    {
        var json = new JsonObject { ["epoch"] = row.Epoch };
        if (row.Evaluation is { } evaluation && row.Interval is { } interval)
            return Add(json, evaluation, interval);
        foreach (string name in new[] { "errors", "error_rate", "error_rate_low", "error_rate_high", "loss" })
            json[name] = null;
        json["finite"] = false;
        json["not_finite"] = row.NotFinite;
        return json;
    }

    private static JsonObject Add(JsonObject json, Evaluation evaluation, ShareInterval interval)
    {
        json["examples"] = evaluation.Examples;
        json["errors"] = evaluation.Errors;
        return json
            .With("error_rate", evaluation.ErrorRate)
            .With("error_rate_low", interval.Low)
            .With("error_rate_high", interval.High)
            .With("loss", evaluation.Loss);
    }

    private static JsonObject Of(WrongPrediction wrong) => new()
    {
        ["index"] = wrong.Index,
        ["predicted"] = wrong.Predicted,
        ["true"] = wrong.True,
        ["probabilities"] = new JsonArray([.. wrong.Sorted().Select(static entry =>
            new JsonObject { ["class"] = entry.Class }.With("probability", entry.Probability))]),
    };

    private static JsonArray Table(int[,] counts) => new([.. Enumerable.Range(0, counts.GetLength(0)).Select(row =>
        new JsonArray([.. Enumerable.Range(0, counts.GetLength(1)).Select(column => JsonValue.Create(counts[row, column]))]))]);
}
