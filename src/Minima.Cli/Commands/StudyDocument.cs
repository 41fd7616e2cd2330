using System.Text.Json.Nodes;
using Minima.Numerics;
using Minima.Studies.Experiments;
using Minima.Studies.Pairs;

namespace Minima.Cli.Commands;

/// <summary>The JSON of <c>minima study</c>.</summary>
internal static class StudyDocument
{
    public static JsonObject Of(InitStudy study, IReadOnlyList<string> files)
    {
        JsonObject json = Begin("init", study.Setting, study.Runs);
        json["cells"] = Array(study.Cells, static cell => new JsonObject
        {
            ["hidden_seed"] = InitCell.Levels[0][cell.Place[0]],
            ["output_layers"] = InitCell.Levels[1][cell.Place[1]],
            ["data_order"] = InitCell.Levels[2][cell.Place[2]],
            ["quantities"] = Quantities(cell.Of),
            ["meet_raw"] = cell.Pairs.Count(static pair => pair.MeetsRaw),
            ["meet_aligned"] = cell.Pairs.Count(static pair => pair.MeetsAligned),
            ["pairs"] = Array(cell.Pairs, Pair),
        });
        json["effects"] = Array(study.Effects, static effects => new JsonObject
        {
            ["quantity"] = effects.Quantity.Id,
            ["decisive"] = effects.Decisive?.Factor,
            ["shares"] = new JsonObject(effects.Shares.Select(static share => KeyValuePair.Create(share.Factor.Replace(' ', '_'), (JsonNode?)EstimateJson.Of(share.Share)))),
            ["levels"] = Array(effects.Levels, static level => new JsonObject
            {
                ["factor"] = level.Factor.Replace(' ', '_'),
                ["level"] = level.Level,
                ["against"] = level.Against,
                ["difference"] = EstimateJson.Of(level.Difference),
            }),
        });
        json["sentences"] = Array(InitReport.Sentences(study), static sentence => JsonValue.Create(sentence));
        return End(json, files, JsonText.Of(study.Data));
    }

    public static JsonObject Of(SweepStudy study, IReadOnlyList<string> files)
    {
        JsonObject json = Begin(study.Name, study.Setting, study.Runs);
        json["points"] = Array(study.Points, point =>
        {
            JsonObject row = new JsonObject().With(study.Name == "fork" ? "epoch" : "size", point.At);
            row["start_distance"] = EstimateJson.Of(Estimate.OfMean(point.Starts));
            row["relative_start"] = EstimateJson.Of(Estimate.OfMean(point.RelativeStarts));
            row["quantities"] = Quantities(point.Of);
            row["meets"] = point.Meets;
            row["meet_raw"] = point.Pairs.Count(static pair => pair.MeetsRaw);
            row["meet_aligned"] = point.Pairs.Count(static pair => pair.MeetsAligned);
            row["pairs"] = Array(point.Pairs, Pair);
            return row;
        });
        json.With(study.Name == "fork" ? "meet_from" : "part_from", study.Name == "fork" ? study.MeetFrom : study.PartFrom);
        json["sentence"] = SweepReport.Sentence(study);
        return End(json, files, JsonText.Of(study.Data));
    }

    private static JsonObject Begin(string name, StudySetting setting, int runs)
    {
        var json = new JsonObject
        {
            ["study"] = name,
            ["folder"] = setting.Folder,
            ["epochs"] = setting.Epochs,
            ["replicates"] = setting.Replicates,
            ["seed"] = setting.Seed,
            ["runs"] = runs,
        };
        return json.With("connected_below", PairMeasure.Connected);
    }

    private static JsonObject End(JsonObject json, IReadOnlyList<string> files, JsonObject data)
    {
        json["files"] = Array(files, static file => JsonValue.Create(file));
        json["data"] = data;
        return json;
    }

    private static JsonObject Quantities(Func<PairQuantity, Estimate> of) =>
        new(PairQuantity.All.Select(quantity => KeyValuePair.Create(quantity.Id, (JsonNode?)EstimateJson.Of(of(quantity)))));

    private static JsonObject Pair(PairMeasure pair)
    {
        var json = new JsonObject { ["a"] = pair.A.Name, ["b"] = pair.B.Name };
        foreach (PairQuantity quantity in PairQuantity.All)
            json.With(quantity.Id, quantity.Value(pair));
        return json;
    }

    private static JsonArray Array<T>(IEnumerable<T> items, Func<T, JsonNode?> of) => new([.. items.Select(of)]);
}
