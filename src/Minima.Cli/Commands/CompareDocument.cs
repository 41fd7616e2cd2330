using System.Text.Json.Nodes;
using Minima.Geometry;
using Minima.Networks;
using Minima.Numerics;
using Minima.Studies;
using Minima.Studies.Comparisons;

namespace Minima.Cli.Commands;

/// <summary>The JSON of <c>minima compare</c>.</summary>
internal static class CompareDocument
{
    /// <summary>Of two snapshots.</summary>
    public static JsonObject Of(Comparison compared) => new()
    {
        ["a"] = DistanceDocument.Of(compared.NameA, compared.A),
        ["b"] = DistanceDocument.Of(compared.NameB, compared.B),
        ["verdict"] = compared.Verdict.Word(),
        ["sentence"] = compared.Sentence,
        ["evidence"] = Evidence(compared),
        ["data"] = JsonText.Of(compared.Data),
    };

    /// <summary>Of two runs: the last common epoch's, and a row an epoch.</summary>
    public static JsonObject Of(SeriesComparison compared)
    {
        JsonObject document = Of(compared.Last);
        document["parted"] = new JsonObject
        {
            ["sentence"] = compared.Parting,
            ["last_same_basin"] = compared.LastTogether,
            ["last_connected"] = compared.LastConnected,
        };
        document["rows"] = new JsonArray([.. compared.Rows.Select(static row =>
        {
            var json = new JsonObject { ["epoch"] = row.Epoch, ["verdict"] = row.Verdict.Word(), ["identical"] = row.AreIdentical };
            json["raw"] = Side(row.Raw, row.RawOverlap, row.RawLine);
            json["aligned"] = Side(row.Aligned, row.Overlap, row.AlignedLine);
            return json;
        })]);
        return document;
    }

    private static JsonObject Side(Distances distances, double overlap, LinePath line)
    {
        JsonObject json = new JsonObject()
            .With("distance", distances.Total.L2).With("relative", distances.Total.Relative).With("cosine", distances.Total.Cosine).With("overlap", overlap);
        json["barrier"] = PathDocument.Of(line.Barrier, withCost: true, loss: true, error: true);
        return json.With("cost_rise", ComparedLine.CostRiseOf(line));
    }

    private static JsonObject Evidence(Comparison compared)
    {
        ComparisonOptions options = compared.Options;
        JsonObject evidence = new JsonObject().With("l1", options.L1).With("l2", options.L2);
        evidence["seed"] = options.Alignment.Seed;
        evidence["rules"] = Of(compared.Checks);
        evidence["train"] = new JsonObject { ["a"] = Of(compared.Train[0]), ["b"] = Of(compared.Train[1]) };
        evidence["alignment"] = compared.Alignment is { } study ? Of(study) : null;
        evidence["lines"] = new JsonObject([.. compared.Lines.Select(static line => KeyValuePair.Create(line.Name, (JsonNode?)Of(line)))]);
        evidence["best"] = compared.Best?.Name;
        evidence["uncertainty"] = compared.Uncertainty is not { } uncertainty ? null : new JsonObject
        {
            ["draws"] = options.Draws,
            ["confidence"] = 0.95,
            ["raw"] = Of(uncertainty.Raw),
            ["best"] = Of(uncertainty.Best),
        };
        evidence["polish"] = compared.Polished is { } polished ? ComparePolished.Of(polished) : null;
        evidence["functions"] = Of(compared.Functions, "test");
        JsonObject layers = [];
        foreach (LayerSimilarity layer in compared.Layers)
            layers.With(layer.Layer, layer.Cka);
        evidence["cka"] = layers;
        return evidence;
    }

    /// <summary>Rules with their figures.</summary>
    public static JsonArray Of(IReadOnlyList<RuleCheck> checks) => new([.. checks.Select(static check =>
    {
        var json = new JsonObject { ["rule"] = check.Rule.Word(), ["figure"] = check.Figure };
        json.With("raw", check.Raw).With("aligned", check.Aligned);
        json["relation"] = check.Relation switch { RuleRelation.AtMost => "at most", RuleRelation.Below => "below", _ => "at least" };
        json.With("threshold", check.Threshold);
        json["met"] = check.Met;
        return json;
    })]);

    private static JsonObject Of(AlignmentStudy study)
    {
        var json = new JsonObject
        {
            ["distance"] = new JsonObject()
                .With("raw", study.Raw.Total.L2).With("permuted", study.Permuted.Total.L2).With("aligned", study.ToAligned.Total.L2).With("shift_removed", study.ShiftRemoved.Total.L2),
            ["cosine"] = new JsonObject()
                .With("raw", study.Raw.Total.Cosine).With("permuted", study.Permuted.Total.Cosine).With("aligned", study.ToAligned.Total.Cosine)
                .With("shift_removed", study.ShiftRemoved.Total.Cosine),
        };
        json.With("overlap", study.Overlap).With("overlap_raw", study.RawOverlap);
        json["null"] = new JsonObject { ["draws"] = study.Null.Overlaps.Count }
            .With("mean", study.Null.Mean).With("sd", study.Null.Deviation).With("largest", study.Null.Overlaps.Max());
        json["recognised"] = study.Recognised;
        json["units"] = study.Units.Sum(static units => units.Group.Count);
        json["ancestry"] = study.Ancestry is { } ancestry ? AlignDocument.Of(ancestry) : null;
        json["copy_of_a"] = new JsonObject()
            .With("raw", study.Control.Raw).With("aligned", study.Control.Aligned)
            .With("overlap_raw", study.Control.RawOverlap).With("overlap", study.Control.Overlap);
        json.With("max_logprob_difference", study.Proof.MaxLogProbabilityDifference);
        json["disagreements"] = study.Proof.Disagreements;
        return json;
    }

    private static JsonObject Of(ComparedLine line)
    {
        var json = new JsonObject
        {
            ["meaning"] = line.Meaning,
            ["barrier"] = PathDocument.Of(line.Path.Barrier, withCost: true, loss: true, error: true),
        };
        json.With("cost_rise", line.CostRise);
        json["top"] = line.Path.Top is null ? null : PathDocument.Of(line.Path.Top);
        json["mean_weights"] = line.Middle is null ? null : PathDocument.Of(line.Middle);
        return json;
    }

    private static JsonObject Of(TestExcess excess) => new() { ["loss"] = Of(excess.Loss), ["error"] = Of(excess.Error) };

    private static JsonObject Of(ExcessUncertainty excess)
    {
        JsonObject json = new JsonObject().With("barrier", excess.Estimate);
        json["interval"] = excess.Interval is not BootstrapInterval interval ? null : new JsonObject()
            .With("low", interval.Low).With("high", interval.High).With("bias", interval.Bias).With("acceleration", interval.Acceleration);
        json["at_half"] = new JsonObject().With("excess", excess.AtHalf).With("p", excess.P);
        return json;
    }

    /// <summary>What two models make of the same examples.</summary>
    public static JsonObject Of(PredictionPair pair, string set)
    {
        var json = new JsonObject
        {
            ["set"] = set,
            ["examples"] = pair.Examples,
            ["a"] = Of(pair.A),
            ["b"] = Of(pair.B),
            ["differ"] = pair.Differ,
            ["differ_beyond_rounding"] = pair.DifferBeyondRounding,
            ["both_wrong"] = pair.BothWrong,
            ["same_wrong"] = pair.SameWrong,
            ["only_a_wrong"] = pair.OnlyAWrong,
            ["only_b_wrong"] = pair.OnlyBWrong,
        };
        json.With("disagreement", pair.Disagreement).With("mcnemar_p", pair.P).With("max_logprob_difference", pair.MaxLogProbabilityDifference);
        json["predicted"] = new JsonObject
        {
            ["independence"] = new JsonObject().With("differ", pair.DifferIfIndependent).With("both_wrong", pair.BothWrongIfIndependent),
            ["jiang"] = new JsonObject().With("differ", pair.DifferByTestError),
        };
        json["mean_prediction"] = pair.Averaged is null ? null : Of(pair.Averaged);
        return json;
    }

    /// <summary>Errors and loss.</summary>
    public static JsonObject Of(Evaluation evaluation) =>
        new JsonObject { ["errors"] = evaluation.Errors }.With("error_rate", evaluation.ErrorRate).With("loss", evaluation.Loss);
}
