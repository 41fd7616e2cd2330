using System.Text.Json.Nodes;
using Minima.Geometry;
using Minima.Studies;

namespace Minima.Cli.Commands;

/// <summary>The JSON of <c>minima path</c>.</summary>
internal static class PathDocument
{
    private static readonly string[] Controls = ["copy", "previous"];

    /// <summary>Of a study; a line that was not measured is null.</summary>
    public static JsonObject Of(PathStudy study, JsonObject a, JsonObject b)
    {
        var document = new JsonObject { ["a"] = a, ["b"] = b };
        document.With("l1", study.Options.L1).With("l2", study.Options.L2);
        document["seed"] = study.Options.Seed;
        document["definition"] = study.Options.Definition is not { } definition ? null : new JsonObject
        {
            ["name"] = definition.Name,
            ["source"] = definition.Source,
            ["subtracted"] = definition.Base.ToString().ToLowerInvariant(),
            ["points"] = study["raw"]!.Points.Count,
        };
        foreach (string name in new[] { "raw", "permuted", "aligned" })
            document[name] = Of(study, name);
        document["controls"] = new JsonObject([.. Controls.Select(name => KeyValuePair.Create(name, Of(study, name)))]);
        document["data"] = JsonText.Of(study.Data);
        return document;
    }

    private static JsonNode? Of(PathStudy study, string name)
    {
        if (study[name] is not { } path)
            return null;
        var line = new JsonObject { ["barrier"] = Of(path.Barrier, withCost: true, loss: true, error: true) };
        if (study.Options.Definition is { } definition)
            line["barrier_by_definition"] = Of(path.BarrierBy(definition), withCost: false, definition.OfLoss, definition.OfError);
        line["top"] = path.Top is null ? null : Of(path.Top);
        line["points"] = new JsonArray([.. path.Points.Select(static point => Of(point))]);
        return line;
    }

    private static JsonObject Of(LineBarrier barrier, bool withCost, bool loss, bool error)
    {
        JsonObject train = [], test = [];
        train.With("loss", loss ? barrier.TrainLoss : null);
        if (withCost)
            train.With("cost", barrier.TrainCost);
        train.With("error", error ? barrier.TrainError : null);
        test.With("loss", loss ? barrier.TestLoss : null).With("error", error ? barrier.TestError : null);
        return new JsonObject { ["train"] = train, ["test"] = test };
    }

    /// <summary>A place of a way.</summary>
    public static JsonObject Of(LinePoint point)
    {
        JsonObject json = new JsonObject().With("t", point.T).With("train_loss", point.Train.Loss).With("train_cost", point.TrainCost);
        json["train_errors"] = point.Train.Errors;
        json.With("test_loss", point.Test.Loss);
        json["test_errors"] = point.Test.Errors;
        return json;
    }
}
