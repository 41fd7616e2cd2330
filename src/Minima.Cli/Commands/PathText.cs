using System.Globalization;
using System.Text;
using Minima.Data;
using Minima.Geometry;
using Minima.Studies;

namespace Minima.Cli.Commands;

/// <summary>Lines between two networks in words and tables.</summary>
internal static class PathText
{
    public static string Of(PathStudy study, string a, string b)
    {
        LinePath raw = study["raw"]!;
        LinePoint start = raw.Points[0], end = raw.Points[^1];
        var text = new StringBuilder(string.Create(
            CultureInfo.InvariantCulture,
            $"""
            The line from A = {a} to B = {b}, on {study.Data.Name}

            A: train loss {start.Train.Loss:F6}, cost {start.TrainCost:F6}, {start.Train.Errors} errors; test loss {start.Test.Loss:F6}, {start.Test.Errors} errors
            B: train loss {end.Train.Loss:F6}, cost {end.TrainCost:F6}, {end.Train.Errors} errors; test loss {end.Test.Loss:F6}, {end.Test.Errors} errors

            Barriers: the largest excess over the straight mix of the two ends ({raw.Points.Count} points and the top; loss and cost in nats)

            {study.ToTable().ToText()}
            """));
        foreach (BarrierDefinition definition in study.Options.Definitions)
            text.Append(CultureInfo.InvariantCulture, $"\nBarriers by {definition.Source} ({definition.Name}: {Words(definition)}, {definition.Points} points)\n\n{study.ToTable(definition).ToText()}");
        if (study.Lines.All(static line => line.Midpoint is null))
            return text.ToString();
        string set = study.Data.Validation.Count > 0 ? "validation" : "training";
        return text.Append(CultureInfo.InvariantCulture, $"""

            What the middles are short of: the variance of the sums that go into hidden units, over the training set, averaged over the units

            {study.ToSpreadTable().ToText()}
            Other networks than the line's, no part of its barrier: the middle with its hidden units' sums given the mean and spread that the ends have on
            average (REPAIR, arXiv 2211.08403), and with its logits divided by the temperature that suits the {set} set best

            {study.ToMidpointTable().ToText()}
            """).ToString();
    }

    private static string Words(BarrierDefinition definition) => definition.Base switch
    {
        BarrierBase.Mean => "above the mean of the ends",
        BarrierBase.Mix => "above the straight mix of the ends, the top counted",
        _ => "the highest value, nothing subtracted",
    };
}
