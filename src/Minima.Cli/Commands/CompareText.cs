using System.Text;
using Minima.Figures;
using Minima.Geometry;
using Minima.Networks;
using Minima.Studies.Comparisons;

namespace Minima.Cli.Commands;

/// <summary>A comparison in words and tables.</summary>
internal static class CompareText
{
    private const int Heading = 17;

    public static string Of(Comparison compared)
    {
        var text = new StringBuilder();
        text.Append($"A = {compared.NameA}, B = {compared.NameB}, on {compared.Data.Name}\n\nverdict: {compared.Verdict.Word()}\n\n");
        foreach (string line in HelpText.Wrap(compared.Sentence, HelpText.Width))
            text.Append(line).Append('\n');
        text.Append($"\nThe rules, in the order in which they are asked{(compared.Best is { } best ? $"; aligned: {best.Meaning} ({best.Name}), the lowest line found" : "")}\n\n");
        text.Append(Rules(compared).ToText());
        if (compared.Alignment is { } study)
        {
            text.Append($"\nHow near they come\n\n{Distances(study).ToText()}\n");
            Near(text, study);
            text.Append($"\nThe lines from A to copies of B that compute the same\n\n{Lines(compared).ToText()}\n");
            Sure(text, compared);
        }

        if (compared.Polished is { } polished)
        {
            text.Append($"\nTaken on to critical points of the cost (the midpoint: of A and the copy of B on the best line)\n\n{ComparePolished.Points(polished).ToText()}\n");
            text.Append(ComparePolished.Meetings(polished).ToText());
        }

        text.Append($"\nWhat they do on {Counted.Of(compared.Functions.Examples, "test example")}\n\n");
        Functions(text, compared);
        return text.ToString();
    }

    public static string Of(SeriesComparison compared, string a, string b)
    {
        var text = new StringBuilder($"A = {a}, B = {b}, epoch by epoch\n\n");
        foreach (string line in HelpText.Wrap(compared.Parting, HelpText.Width))
            text.Append(line).Append('\n');
        return text.Append($"\n{compared.ToTable().ToText()}\nThe last common epoch\n\n{Of(compared.Last)}").ToString();
    }

    /// <summary>Every figure beside its threshold.</summary>
    public static Table Rules(Comparison compared) => Rules(compared.Checks);

    /// <summary>The same of any rules.</summary>
    public static Table Rules(IReadOnlyList<RuleCheck> checks)
    {
        var table = new Table(
            new Column("verdict", Alignment.Left), new Column("figure", Alignment.Left), new Column("raw"), new Column("aligned"), new Column("threshold"),
            new Column("met", Alignment.Left));
        foreach (RuleCheck check in checks)
        {
            string? threshold = check.Threshold is not { } value ? null : check.Relation switch
            {
                RuleRelation.AtMost => "at most ",
                RuleRelation.Below => "below ",
                _ => "at least ",
            } + Shown(value, check.IsShare);
            table.Add(check.Rule.Word(), check.Figure, Shown(check.Raw, check.IsShare), Shown(check.Aligned, check.IsShare), threshold, check.Met);
        }

        return table;
    }

    private static string? Shown(double? value, bool isShare) => value is not { } number ? null : isShare ? $"{100 * number:0.00##} %" : $"{number:G4}";

    private static Table Distances(Studies.AlignmentStudy study)
    {
        var table = new Table(
            new Column("parameter", Alignment.Left), new Column("raw", Format: "F6"), new Column("cosine", Format: "F4"), new Column("aligned", Format: "F6"),
            new Column("cosine", Format: "F4"), new Column("shift removed", Format: "F6"), new Column("cosine", Format: "F4"));
        for (int i = 0; i <= study.Raw.Parameters.Count; i++)
        {
            ParameterDistance[] three = [.. new[] { study.Raw, study.ToAligned, study.ShiftRemoved }.Select(
                distances => i < distances.Parameters.Count ? distances.Parameters[i] : distances.Total)];
            table.Add([three[0].Name, .. three.SelectMany(static distance => new object?[] { distance.L2, distance.Cosine })]);
        }

        return table;
    }

    private static void Near(StringBuilder text, Studies.AlignmentStudy study)
    {
        Line(text, "overlap", $"{study.Overlap:F4} aligned (1: the same network, 0: nothing in common), {study.RawOverlap:F4} raw");
        Line(text, "null", $"{study.Null.Mean:F4} +- {study.Null.Deviation:F4}: what aligning reaches with no unit shared, {Counted.Of(study.Null.Overlaps.Count, "draw")}");
        foreach (UnitRecognition units in study.Units)
            Line(text, "recognised", $"{units.Recognised} of {Counted.Of(units.Group.Count, "unit")} of '{units.Group.Name}' (cosine above {units.Threshold:F4}, the null's largest)");
        if (study.Ancestry is { } ancestry)
            Line(text, "ancestry", ancestry.Sentence);
        Line(text, "a copy of A", $"distance {study.Control.Raw:F6} raw, {study.Control.Aligned:G3} aligned; overlap {study.Control.RawOverlap:F4} raw, {study.Control.Overlap:F4} aligned");
    }

    private static Table Lines(Comparison compared)
    {
        var table = new Table(
            new Column("line", Alignment.Left), new Column("train loss", Format: "F4"), new Column("train cost", Format: "F4"),
            new Column("train error %", Format: "F2"), new Column("test loss", Format: "F4"), new Column("test error %", Format: "F2"),
            new Column("cost rise %", Format: "F2"), new Column("top at t", Format: "F4"));
        foreach (ComparedLine line in compared.Lines)
        {
            LineBarrier barrier = line.Path.Barrier;
            table.Add(
                $"{line.Name}: {line.Meaning}", barrier.TrainLoss, barrier.TrainCost, 100 * barrier.TrainError, barrier.TestLoss, 100 * barrier.TestError,
                100 * line.CostRise, line.Path.Top?.T);
        }

        return table;
    }

    private static void Sure(StringBuilder text, Comparison compared)
    {
        (TestExcess raw, TestExcess best) = compared.Uncertainty!.Value;
        foreach ((string name, TestExcess excess) in new[] { (compared.Raw!.Name, raw), (compared.Best!.Name, best) }.DistinctBy(static line => line.Name))
        {
            Line(text, $"test, {name}", $"error {Interval(excess.Error, 100, "F2")} points, loss {Interval(excess.Loss, 1, "F4")} nats; at t = 1/2 error "
                + $"{100 * excess.Error.AtHalf:F2} points (one-sided p {excess.Error.P:G2}), loss {excess.Loss.AtHalf:F4} (p {excess.Loss.P:G2})");
        }

        Line(text, "", "95 % intervals: other test examples of the kind, BCa; the training set's barriers are numbers without one");
    }

    private static string Interval(ExcessUncertainty excess, double factor, string format)
    {
        string estimate = (factor * excess.Estimate).ToString(format);
        return excess.Interval is { } interval
            ? $"{estimate} [{(factor * interval.Low).ToString(format)}, {(factor * interval.High).ToString(format)}]"
            : estimate;
    }

    /// <summary>What two models make of the same examples: errors, predictions, log-probabilities.</summary>
    public static void Functions(StringBuilder text, PredictionPair pair)
    {
        Line(text, "errors", $"A {pair.A.Errors}, B {pair.B.Errors}; both {pair.BothWrong} ({pair.SameWrong} of them alike), only A {pair.OnlyAWrong}, only B {pair.OnlyBWrong}; McNemar's exact p {pair.P:G3}");
        Line(text, "predictions", $"{Counted.Of(pair.Differ, "differs", "differ")}; {pair.DifferIfIndependent:F0} would if, given the true class, they knew nothing of each other (independence), "
            + $"{pair.DifferByTestError:F1} by \"disagreement equals test error\" (Jiang et al.)");
        Line(text, "shared errors", $"{pair.BothWrong}; {pair.BothWrongIfIndependent:F1} by independence");
        if (pair.MaxLogProbabilityDifference is { } largest)
            Line(text, "log-probabilities", $"differ by at most {largest:G3}");
    }

    private static void Functions(StringBuilder text, Comparison compared)
    {
        PredictionPair pair = compared.Functions;
        Functions(text, pair);
        Line(text, "layers", $"linear CKA {string.Join(", ", compared.Layers.Select(static layer => $"{layer.Layer} {(layer.Cka is { } cka ? $"{cka:F4}" : "-")}"))} (1: the same but for a rotation)");
        Line(text, "losses", $"A {pair.A.Loss:F4}, B {pair.B.Loss:F4} nats");
        if (pair.Averaged is { } averaged)
            Line(text, "mean prediction", $"{Counted.Of(averaged.Errors, "error")}, loss {averaged.Loss:F4}");
        foreach (ComparedLine line in new[] { compared.Raw, compared.Best }.OfType<ComparedLine>().Distinct())
        {
            if (line.Middle is { Test: Evaluation middle })
                Line(text, "mean weights", $"{Counted.Of(middle.Errors, "error")}, loss {middle.Loss:F4} ({line.Name}: {line.Meaning})");
        }
    }

    private static void Line(StringBuilder text, string heading, string sentence) => text.Append($"{heading,-Heading}  {sentence}\n");
}
