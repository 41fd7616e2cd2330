using System.Text.Json.Nodes;
using Minima.Data;
using Minima.Studies;
using Minima.Trajectories;

namespace Minima.Cli.Commands;

/// <summary>The JSON of <c>minima predict</c>: an array, so each element carries what a document carries elsewhere.</summary>
internal static class PredictDocument
{
    /// <param name="prediction">What was read.</param>
    /// <param name="name">What the snapshot is called.</param>
    /// <param name="snapshot">What read it.</param>
    /// <param name="data">The data set that the image is of; null for a picture.</param>
    public static JsonNode Of(Prediction prediction, string name, Snapshot snapshot, DataSet? data)
    {
        var json = new JsonObject
        {
            ["file"] = prediction.Input.File,
            ["prediction"] = prediction.Class,
            ["probabilities"] = JsonText.OfValue(prediction.Probabilities),
        };
        if (!prediction.Probabilities.All(double.IsFinite))
            json["finite"] = false;
        json["expected"] = prediction.Input.Expected;
        json["correct"] = prediction.IsCorrect;
        json["snapshot"] = DistanceDocument.Of(name, snapshot);
        json["data"] = data is null ? null : JsonText.Of(data);
        return json;
    }
}
