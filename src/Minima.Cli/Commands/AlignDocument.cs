using System.Text.Json.Nodes;
using Minima.Geometry;
using Minima.Studies;

namespace Minima.Cli.Commands;

/// <summary>The JSON of <c>minima align</c>. Distances are totals; <c>parameters</c> has them one by one.</summary>
internal static class AlignDocument
{
    private static readonly string[] Columns = ["raw", "permuted", "aligned", "shift_removed"];

    public static JsonObject Of(string a, string b, AlignmentStudy study, AlignmentSelfTest? test)
    {
        AlignmentResult result = study.Result;
        var document = new JsonObject
        {
            ["a"] = DistanceDocument.Of(a, study.A),
            ["b"] = DistanceDocument.Of(b, study.B),
            ["by"] = study.Options.Given is null ? AlignText.Word(study.Options.By) : "given",
            ["symmetry"] = study.Options.Kind.ToString().ToLowerInvariant(),
        };
        (string Name, double[] Distances)[] rows = [.. AlignText.Rows(study)];
        document["distance"] = Four(rows[^1].Distances);
        document["parameters"] = new JsonObject(rows[..^1].Select(static row => KeyValuePair.Create(row.Name, (JsonNode?)Four(row.Distances))));
        document.With("overlap", study.Overlap).With("overlap_raw", study.RawOverlap);
        document["null"] = new JsonObject { ["draws"] = study.Null.Overlaps.Count }
            .With("mean", study.Null.Mean).With("sd", study.Null.Deviation).With("largest", study.Null.Overlaps.Max());
        document["recognised"] = study.Recognised;
        document["units"] = ByGroup(study, g => new JsonObject { ["count"] = study.Units[g].Group.Count, ["recognised"] = study.Units[g].Recognised }
            .With("threshold", study.Units[g].Threshold).With("median_cosine", study.Units[g].Median));
        document["permutation"] = ByGroup(study, g => Array(result.Symmetry.Maps[g].Source));
        document["signs"] = ByGroup(study, g => Array(result.Symmetry.Maps[g].Factor.Select(static factor => factor < 0 ? -1 : 1)));
        document["scales"] = ByGroup(study, g => Array(result.Symmetry.Maps[g].Factor.Select(static factor => Math.Abs(factor))));
        document["flipped"] = result.Symmetry.Maps.Sum(static map => map.Factor.Count(static factor => factor < 0));
        document["certificate"] = new JsonObject()
            .With("squared_distance", result.SquaredDistance).With("lower_bound", result.LowerBound).With("gap", result.SquaredDistance - result.LowerBound);
        document["closest"] = new JsonObject().With("distance", Math.Sqrt(study.Closest.SquaredDistance))
            .With("lower_bound", Math.Sqrt(Math.Max(0, study.Closest.LowerBound)));
        AlignmentMidpoints middle = study.Midpoints;
        document["midpoint_loss"] = new JsonObject { ["set"] = SharedOptions.WordOf(study.Proof.Part) }
            .With("a", middle.A).With("b", middle.B).With("raw", middle.Raw).With("closest", middle.Closest).With("aligned", middle.Aligned);
        document["starts"] = new JsonObject { ["count"] = result.Starts.Count }
            .With("best", Math.Sqrt(result.Starts.Min())).With("worst", Math.Sqrt(result.Starts.Max()));
        document["copy_of_a"] = new JsonObject()
            .With("raw", study.Control.Raw).With("aligned", study.Control.Aligned)
            .With("overlap_raw", study.Control.RawOverlap).With("overlap", study.Control.Overlap);
        document["set"] = SharedOptions.WordOf(study.Proof.Part);
        document["examples"] = study.Proof.Examples;
        document.With("max_logprob_difference", study.Proof.MaxLogProbabilityDifference);
        document["disagreements"] = study.Proof.Disagreements;
        document["differ"] = study.Proof.Differ;
        document["self_test"] = test is null ? null : new JsonObject { ["planted"] = test.Planted, ["recovered"] = test.Recovered };
        document["data"] = JsonText.Of(study.Data);
        return document;
    }

    private static JsonObject Four(double[] distances)
    {
        var json = new JsonObject();
        for (int i = 0; i < Columns.Length; i++)
            json.With(Columns[i], distances[i]);
        return json;
    }

    private static JsonObject ByGroup(AlignmentStudy study, Func<int, JsonNode> value) =>
        new(study.Result.Symmetry.Groups.Select((group, g) => KeyValuePair.Create(group.Name, (JsonNode?)value(g))));

    private static JsonArray Array<T>(IEnumerable<T> values) => new([.. values.Select(static value => (JsonNode?)JsonValue.Create(value))]);
}
