using System.Text.Json.Nodes;
using Minima.Curvature;
using Minima.Studies;
using Minima.Trajectories;

namespace Minima.Cli.Commands;

/// <summary>The JSON of <c>minima curvature</c>.</summary>
internal static class CurvatureDocument
{
    /// <summary>Of a study: a snapshot's figures, or with <paramref name="all"/> rows of them.</summary>
    public static JsonObject Of(CurvatureStudy study, Run? run, bool all)
    {
        var document = new JsonObject { ["name"] = study.Name, ["run"] = run?.Configuration.Identity, ["of"] = study.Options.OfWord, ["set"] = "train", ["examples"] = study.Examples };
        document.With("l1", study.Options.L1).With("l2", study.Options.L2);
        document["parameters"] = study.Network.Layout.Count;
        document["seed"] = study.Options.Spectrum.Seed;
        document["steps"] = study.Options.Spectrum.Steps;
        document["probes"] = study.Options.Spectrum.Probes;
        document["samples"] = study.Options.Spectrum.Samples;
        document["precision"] = study.Options.Spectrum.Precision.ToString().ToLowerInvariant();
        document.With("learning_rate", study.LearningRate);
        if (all)
        {
            document["rows"] = new JsonArray([.. study.Rows.Select(static row => Of(row))]);
        }
        else
        {
            foreach ((string name, JsonNode? value) in Of(study.Rows[0]).ToArray())
                document[name] = value?.DeepClone();
        }

        document["data"] = JsonText.Of(study.Data);
        return document;
    }

    private static JsonObject Of(SnapshotCurvature row)
    {
        Spectrum spectrum = row.Spectrum;
        JsonObject json = new JsonObject { ["epoch"] = row.Epoch }.With("loss", row.Loss).With("cost", row.Cost);
        json["errors"] = row.Errors;
        json.With("gradient_norm", row.GradientNorm);
        json["one_more_epoch"] = row.Movement is not { } moved
            ? null
            : new JsonObject().With("distance", moved.Distance).With("relative", moved.Relative).With("per_step", moved.PerStep);
        json["largest"] = Of(spectrum.Largest);
        json["smallest"] = Of(spectrum.Smallest);
        json["trace"] = new JsonObject().With("value", spectrum.Trace.Value).With("standard_error", spectrum.Trace.StandardError);
        json.With("gradient_share", spectrum.GradientShare);
        json["known"] = new JsonObject { ["of_penalty"] = spectrum.Known.OfPenalty, ["flat"] = spectrum.Known.Flat, ["dark_inputs"] = spectrum.Known.DarkInputs.Count }
            .With("penalty", spectrum.Penalty).With("deviation", spectrum.KnownDeviation);
        json["density"] = new JsonArray([.. spectrum.Density.Nodes.Select(static node =>
            new JsonObject { ["exact"] = node.Exact }.With("value", node.Value).With("share", node.Share))]);
        return json;
    }

    /// <summary>Of eigenvalues.</summary>
    public static JsonArray Of(IReadOnlyList<Eigenvalue> values) =>
        new([.. values.Select(static pair => new JsonObject().With("value", pair.Value).With("residual", pair.Residual))]);
}
