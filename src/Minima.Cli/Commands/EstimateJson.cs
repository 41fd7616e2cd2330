using System.Text.Json.Nodes;
using Minima.Numerics;

namespace Minima.Cli.Commands;

/// <summary>Means with their intervals as JSON.</summary>
internal static class EstimateJson
{
    /// <summary><c>mean, low, high, count</c>; an interval that there is not is null, without a word of what is not finite.</summary>
    public static JsonObject Of(Estimate estimate)
    {
        JsonObject json = new JsonObject().With("mean", estimate.Value).With("low", Known(estimate.Low)).With("high", Known(estimate.High));
        json["count"] = estimate.Count;
        return json;
    }

    private static double? Known(double value) => double.IsNaN(value) ? null : value;
}
