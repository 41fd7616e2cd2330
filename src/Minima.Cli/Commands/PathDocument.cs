using System.Text.Json.Nodes;
using Minima.Data;
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
        document["definitions"] = new JsonArray([.. study.Options.Definitions.Select(static definition => (JsonNode)new JsonObject
        {
            ["name"] = definition.Name,
            ["source"] = definition.Source,
            ["subtracted"] = definition.Base.ToString().ToLowerInvariant(),
            ["points"] = definition.Points,
        })]);
        document["calibrated_on"] = SharedOptions.WordOf(study.Data.Validation.Count > 0 ? DataPart.Validation : DataPart.Train);
        foreach (string name in new[] { "raw", "permuted", "aligned", "given" })
            document[name] = Of(study, name);
        document["controls"] = new JsonObject([.. Controls.Select(name => KeyValuePair.Create(name, Of(study, name)))]);
        document["data"] = JsonText.Of(study.Data);
        return document;
    }

    /// <summary>Of two autoencoders.</summary>
    public static JsonObject Of(ReconstructionPath path, JsonObject a, JsonObject b, uint seed)
    {
        var document = new JsonObject { ["a"] = a, ["b"] = b, ["seed"] = seed };
        foreach (string name in new[] { "raw", "permuted", "aligned" })
            document[name] = Of(path, name);
        document["controls"] = new JsonObject { ["copy"] = Of(path, "copy") };
        document["data"] = JsonText.Of(path.Data);
        return document;
    }

    private static JsonNode? Of(ReconstructionPath path, string name) => path.Lines.FirstOrDefault(line => line.Name == name) is not { } line ? null : new JsonObject
    {
        ["barrier"] = new JsonObject
        {
            ["train"] = new JsonObject().With("cost", line.TrainBarrier),
            ["test"] = new JsonObject().With("cost", line.TestBarrier),
        },
        ["points"] = new JsonArray([.. line.Points.Select(static point =>
            (JsonNode)new JsonObject().With("t", point.T).With("train_cost", point.Train).With("test_cost", point.Test))]),
    };

    private static JsonNode? Of(PathStudy study, string name)
    {
        if (study.Lines.FirstOrDefault(line => line.Name == name) is not { Path: { } path } studied)
            return null;
        var line = new JsonObject { ["barrier"] = Of(path.Barrier, withCost: true, loss: true, error: true) };
        if (study.Options.Definitions.Count > 0)
        {
            line["by_definition"] = new JsonObject([.. study.Options.Definitions.Select(definition => KeyValuePair.Create(
                definition.Name, (JsonNode?)Of(path.BarrierBy(definition), withCost: false, definition.OfLoss, definition.OfError)))]);
        }

        line["top"] = path.Top is null ? null : Of(path.Top);
        line["points"] = new JsonArray([.. path.Points.Select(static point => Of(point))]);
        if (studied.Midpoint is { } middle)
            line["midpoint"] = Of(middle);
        return line;
    }

    /// <summary>A barrier; what a definition does not speak of is null.</summary>
    internal static JsonObject Of(LineBarrier barrier, bool withCost, bool loss, bool error)
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

    private static JsonObject Of(Midpoint middle) => new()
    {
        ["variance"] = new JsonObject([.. middle.Spreads.Select(static spread => KeyValuePair.Create(
            spread.Layer, (JsonNode?)new JsonObject().With("a", spread.A).With("b", spread.B).With("middle", spread.Middle).With("ratio", spread.Ratio)))]),
        ["itself"] = Of(middle.Itself),
        ["other_networks"] = new JsonObject { ["repaired"] = Of(middle.Repaired), ["calibrated"] = Of(middle.Calibrated).With("temperature", middle.Temperature) },
    };

    private static JsonObject Of(TwoEvaluations does)
    {
        JsonObject json = new JsonObject().With("train_loss", does.Train.Loss);
        json["train_errors"] = does.Train.Errors;
        json.With("test_loss", does.Test.Loss);
        json["test_errors"] = does.Test.Errors;
        return json;
    }
}
