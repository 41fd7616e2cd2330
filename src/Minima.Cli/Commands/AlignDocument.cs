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
        document["ancestry"] = study.Ancestry is { } ancestry ? Of(ancestry) : null;
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
        ReconstructionProof? given = study.Proof.Reconstruction;
        document.With("max_logprob_difference", given is null ? study.Proof.MaxLogProbabilityDifference : null);
        document["disagreements"] = given is null ? study.Proof.Disagreements : null;
        document["differ"] = given is null ? study.Proof.Differ : null;
        document.With("disagreement", given is null ? (double)study.Proof.Differ / study.Proof.Examples : null);
        document["reconstruction"] = given is null ? null
            : new JsonObject().With("max_difference", given.MaxDifference).With("mean_difference_of_a_and_b", given.MeanDifference);
        document["self_test"] = test is null ? null : new JsonObject { ["planted"] = test.Planted, ["recovered"] = test.Recovered };
        document["data"] = JsonText.Of(study.Data);
        return document;
    }

    /// <summary>How many units keep their index, against chance.</summary>
    public static JsonObject Of(Ancestry ancestry)
    {
        JsonObject json = new() { ["units"] = ancestry.Units, ["own_index"] = ancestry.Own };
        json.With("expected", ancestry.Expected).With("p", ancestry.P);
        json["kin"] = ancestry.IsKin;
        json["sentence"] = ancestry.Sentence;
        json["layers"] = new JsonObject(ancestry.Layers.Select(static layer => KeyValuePair.Create(
            layer.Layer, (JsonNode?)new JsonObject { ["units"] = layer.Units, ["own_index"] = layer.Own }.With("p", layer.P))));
        return json;
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
