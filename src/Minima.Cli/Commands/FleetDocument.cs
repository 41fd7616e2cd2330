using System.Text.Json.Nodes;
using Minima.Networks;
using Minima.Numerics;
using Minima.Studies;
using Minima.Studies.Fleets;

namespace Minima.Cli.Commands;

/// <summary>The JSON of <c>minima fleet</c>.</summary>
internal static class FleetDocument
{
    public static JsonObject Of(string folder, FleetStudy study, IReadOnlyList<TrainingResult> results, IReadOnlyList<string> files) => new()
    {
        ["folder"] = folder,
        ["varied"] = study.Varied,
        ["reference"] = study.Reference.Name,
        ["members"] = Array(Enumerable.Range(0, study.Runs.Count), i => Member(study, i, results[i])),
        ["pairs"] = Array(study.Pairs, pair => Pair(study, pair)),
        ["summary"] = new JsonObject(FleetReport.Quantities.Select(quantity => KeyValuePair.Create(quantity.Id, (JsonNode?)Summary(study.MeanOf(quantity.Value))))),
        ["mean_network"] = study.Mean is not { } mean ? null : new JsonObject
        {
            ["raw"] = Ends(mean.RawTrain, mean.RawTest),
            ["aligned"] = Ends(mean.AlignedTrain, mean.AlignedTest),
        },
        ["cycle_error"] = study.Cycles is { } cycles ? Cycles(cycles) : null,
        ["curves"] = Array(study.Curves.Rows, static row => new JsonObject
        {
            ["epoch"] = row.Epoch,
            ["train_cost"] = row.TrainCost is { } cost ? EstimateJson.Of(cost) : null,
            ["valid_errors"] = EstimateJson.Of(row.ValidationErrors),
            ["test_errors"] = EstimateJson.Of(row.TestErrors),
        }),
        ["files"] = Array(files, static file => JsonValue.Create(file)),
        ["data"] = JsonText.Of(study.Data),
    };

    private static JsonObject Member(FleetStudy study, int i, TrainingResult result)
    {
        var json = new JsonObject
        {
            ["name"] = study.Runs[i].Name,
            ["value"] = study.Runs[i].Value,
            ["run"] = result.Folder,
            ["epoch"] = result.Epoch,
            ["outcome"] = JsonText.Of(result.Outcome),
            ["valid_errors"] = result.ValidationErrors,
            ["seconds"] = result.Seconds,
        };
        if (study.Members[i] is { } member)
        {
            foreach ((string name, JsonNode? value) in Ends(member.Train, member.Test).ToArray())
                json[name] = value?.DeepClone();
        }

        return json;
    }

    private static JsonObject Pair(FleetStudy study, FleetPair pair)
    {
        var json = new JsonObject { ["a"] = study.Runs[pair.A].Name, ["b"] = study.Runs[pair.B].Name };
        foreach (FleetQuantity quantity in FleetReport.Quantities)
            json.With(quantity.Id, quantity.Value(pair));
        return json;
    }

    private static JsonObject? Summary(TupleMean? mean)
    {
        if (mean is null)
            return null;
        JsonObject json = EstimateJson.Of(mean.Estimate).With("least", mean.Least).With("largest", mean.Largest);
        json["pairs"] = mean.Count;
        return json;
    }

    private static JsonObject Cycles(CycleErrors cycles)
    {
        JsonObject json = EstimateJson.Of(cycles.Share).With("least", cycles.Least).With("largest", cycles.Largest).With("by_chance", cycles.ByChance);
        json["triples"] = cycles.Triples;
        return json;
    }

    private static JsonObject Ends(Evaluation train, Evaluation test)
    {
        JsonObject json = new JsonObject().With("train_loss", train.Loss).With("test_loss", test.Loss);
        json["train_errors"] = train.Errors;
        json["test_errors"] = test.Errors;
        return json;
    }

    private static JsonArray Array<T>(IEnumerable<T> items, Func<T, JsonNode?> of) => new([.. items.Select(of)]);
}
