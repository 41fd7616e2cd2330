using System.Globalization;
using System.Text;
using Minima.Numerics;
using Minima.Studies.Fleets;
using Minima.Studies.Pairs;

namespace Minima.Cli.Commands;

/// <summary>A fleet in words and tables.</summary>
internal static class FleetText
{
    private const int Enough = 8;

    public static string Of(FleetStudy study, IReadOnlyList<string> files)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{study.Runs.Count} runs on {study.Data.Name} that differ in {study.Varied}\n\n{FleetReport.Members(study).ToText()}");
        text.Append(CultureInfo.InvariantCulture, $"\nBarriers in nats and as fractions; intervals by leaving out one member after the other, with all its pairs\n\n{FleetReport.Summary(study).ToText()}\n");
        if (study.Mean is { } mean)
        {
            Line(text, "mean network", $"the mean of all as they are: train loss {mean.RawTrain.Loss:F4}, {mean.RawTrain.Errors} errors; test loss {mean.RawTest.Loss:F4}, {mean.RawTest.Errors} errors");
            Line(text, "", $"all aligned to {study.Reference.Name}: train loss {mean.AlignedTrain.Loss:F4}, {mean.AlignedTrain.Errors} errors; test loss {mean.AlignedTest.Loss:F4}, {mean.AlignedTest.Errors} errors");
            Line(text, "", Members(study));
        }

        if (study.Cycles is { } cycles)
        {
            Line(text, "cycle error", $"{100 * cycles.Share.Value:F1} % of units do not come back round three members{Interval(cycles.Share)}; {cycles.Triples} triples, "
                + $"{100 * cycles.Least:F1} to {100 * cycles.Largest:F1} %; chance {100 * cycles.ByChance:F1} %");
        }

        if (study.Runs.Count < Enough)
            Line(text, "note", $"{study.Runs.Count} members are few: {Enough} or more make intervals that can be relied on");
        text.Append("\nwritten, each figure with its data as CSV beside it:\n");
        foreach (string file in files)
            text.Append(CultureInfo.InvariantCulture, $"    {file}\n");
        return text.ToString();
    }

    private static string Members(FleetStudy study)
    {
        MeasuredNetwork[] members = [.. study.Members.OfType<MeasuredNetwork>().Where(member => member.IsOfTheSameShape(study.Reference))];
        return $"the members themselves, on average: train loss {members.Average(static one => one.Train.Loss):F4}, {members.Average(static one => one.Train.Errors):F1} errors; "
            + $"test loss {members.Average(static one => one.Test.Loss):F4}, {members.Average(static one => one.Test.Errors):F1} errors";
    }

    private static string Interval(Estimate estimate) => double.IsFinite(estimate.Low)
        ? string.Create(CultureInfo.InvariantCulture, $" (95 % interval {100 * estimate.Low:F1} to {100 * estimate.High:F1})")
        : "";

    private static void Line(StringBuilder text, string heading, string sentence) =>
        text.Append(CultureInfo.InvariantCulture, $"{heading,-15}{sentence}\n");
}
