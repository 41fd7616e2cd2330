using System.Text.Json.Nodes;
using Minima.Formats;
using Minima.Studies.Comparisons;

namespace Minima.Cli.Commands;

/// <summary>The JSON of <c>minima compare --logits</c>.</summary>
internal static class LogitsDocument
{
    public static JsonObject Of(LogitsComparison compared)
    {
        var document = new JsonObject
        {
            ["a"] = Of(compared.A.Path, compared.A.Type, compared.A.Shape),
            ["b"] = Of(compared.B.Path, compared.B.Type, compared.B.Shape),
            ["labels"] = Of(compared.Labels.Path, compared.Labels.Type, compared.Labels.Shape),
            ["remarks"] = new JsonArray([.. compared.Remarks.Select(static remark => (JsonNode)remark)]),
            ["sentence"] = compared.Sentence,
        };
        document.With("disagreement", compared.Pair.Disagreement);
        document["functions"] = CompareDocument.Of(compared.Pair, "given");
        document["calibration"] = new JsonObject
        {
            ["bins"] = compared.Options.Bins,
            ["a"] = Of(compared.CalibrationOfA),
            ["b"] = Of(compared.CalibrationOfB),
            ["mean_prediction"] = compared.CalibrationOfMean is { } mean ? Of(mean) : null,
        };
        document["ensemble"] = compared.Ensemble is { } gain ? Of(gain, compared) : null;
        JsonObject layers = [];
        foreach (LayerSimilarity layer in compared.Layers)
            layers.With(layer.Layer, layer.Cka);
        document["cka"] = layers;
        document["data"] = new JsonObject { ["name"] = compared.Labels.Path, ["description"] = null, ["fingerprint"] = compared.Labels.Fingerprint, ["augmentation"] = null };
        return document;
    }

    private static JsonObject Of(string path, ElementType type, IReadOnlyList<long> shape) => new()
    {
        ["file"] = path,
        ["dtype"] = type.ToString(),
        ["shape"] = new JsonArray([.. shape.Select(static length => (JsonNode)length)]),
    };

    private static JsonObject Of(Calibration calibration)
    {
        JsonObject json = new JsonObject()
            .With("loss", calibration.Evaluation.Loss).With("confidence", calibration.Confidence).With("accuracy", 1 - calibration.Evaluation.ErrorRate)
            .With("ece", calibration.Ece).With("temperature", calibration.Temperature);
        json["scaled"] = new JsonObject().With("loss", calibration.ScaledLoss).With("ece", calibration.ScaledEce);
        return json;
    }

    private static JsonObject Of(EnsembleGain gain, LogitsComparison compared)
    {
        JsonObject json = CompareDocument.Of(gain.Evaluation);
        json["against_a"] = Against(compared.CalibrationOfA, gain.OnlyA, gain.OnlyMeanNotA, gain.PAgainstA);
        json["against_b"] = Against(compared.CalibrationOfB, gain.OnlyB, gain.OnlyMeanNotB, gain.PAgainstB);
        return json;

        JsonObject Against(Calibration other, int corrected, int spoilt, double p)
        {
            JsonObject against = new() { ["fewer_errors"] = other.Evaluation.Errors - gain.Evaluation.Errors, ["corrected"] = corrected, ["spoilt"] = spoilt };
            return against.With("lower_loss", other.Evaluation.Loss - gain.Evaluation.Loss).With("mcnemar_p", p);
        }
    }
}
