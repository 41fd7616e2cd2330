using System.Globalization;
using System.Text;
using Minima.Figures;
using Minima.Geometry;
using Minima.Networks;
using Minima.Studies;

namespace Minima.Cli.Commands;

/// <summary>An alignment in words and a table.</summary>
internal static class AlignText
{
    public static string Of(string a, string b, AlignmentStudy study, AlignmentSelfTest? test)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"A = {a}, B = {b}; A stays as it is, B is replaced by an equivalent copy\n\n{Distances(study).ToText()}\n");
        Line(text, "symmetry", Symmetry(study));
        Line(text, "optimum", Optimum(study.Closest));
        if (!ReferenceEquals(study.Result, study.Closest))
        {
            Line(text, "matched by", $"{(study.Options.Given is null ? Word(study.Options.By) : "the given alignment")}: the copy lies at {Math.Sqrt(study.Result.SquaredDistance):F6}, "
                + $"the closest at {Math.Sqrt(study.Closest.SquaredDistance):F6}");
        }

        Line(text, "in the middle", Middle(study));
        Line(text, "overlap", $"{study.Overlap:F4} (1: the same network, 0: nothing in common); raw {study.RawOverlap:F4}");
        Line(text, "null", $"{study.Null.Mean:F4} +- {study.Null.Deviation:F4}: what aligning reaches with no unit shared, {Counted.Of(study.Null.Overlaps.Count, "draw")}");
        foreach (UnitRecognition units in study.Units)
        {
            Line(text, "recognised", $"{units.Recognised} of {Counted.Of(units.Group.Count, "unit")} of '{units.Group.Name}' {(units.Recognised == 1 ? "has" : "have")} a cosine with their partner above {units.Threshold:F4}, "
                + $"the null's largest; median {units.Median:F4}");
        }

        if (study.Ancestry is { } ancestry)
            Line(text, "ancestry", ancestry.Sentence);
        AlignmentControl control = study.Control;
        Line(text, "control", $"a random copy of A itself: distance {control.Raw:F6} raw, {control.Aligned:G3} aligned; overlap {control.RawOverlap:F4} raw, {control.Overlap:F4} aligned");
        AlignmentProof proof = study.Proof;
        if (proof.Reconstruction is { } given)
        {
            Line(text, "same function", $"on {Counted.Of(proof.Examples, "example")}, what B and its copy give back differs by at most {given.MaxDifference:G3}");
            Line(text, "A against B", $"what they give back differs by {given.MeanDifference:G3} on the mean, of numbers from 0 to 1");
        }
        else
        {
            Predictions(text, proof);
        }

        if (test is not null)
            Line(text, "self-test", $"{test.Recovered} of {Counted.Of(test.Planted, "planted symmetry", "planted symmetries")} of B recovered exactly");
        return text.ToString();
    }

    private static void Predictions(StringBuilder text, AlignmentProof proof)
    {
        Line(text, "same function", $"on {Counted.Of(proof.Examples, "example")}, B and its copy: log-probabilities differ by at most {proof.MaxLogProbabilityDifference:G3}, "
            + $"{Counted.Of(proof.Disagreements, "prediction")} changed");
        Line(text, "A against B", $"{proof.Differ} of {Counted.Of(proof.Examples, "prediction")} {(proof.Differ == 1 ? "differs" : "differ")}");
    }

    private static string Middle(AlignmentStudy study)
    {
        AlignmentMidpoints middle = study.Midpoints;
        string toThis = ReferenceEquals(study.Result, study.Closest) ? "" : string.Create(CultureInfo.InvariantCulture, $", {middle.Excess(middle.Aligned):F4} to this one");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"the loss lies {middle.Excess(middle.Raw):F4} nats above the mean of both ends raw, {middle.Excess(middle.Closest):F4} to the closest copy{toThis}; {Counted.Of(study.Proof.Examples, "example")}");
    }

    /// <summary>What <c>--by</c> calls it.</summary>
    public static string Word(AlignmentBy by) => by.ToString().ToLowerInvariant();

    private static Table Distances(AlignmentStudy study)
    {
        var table = new Table(
            new Column("parameter", Alignment.Left),
            new Column("raw", Format: "F6"),
            new Column("permuted only", Format: "F6"),
            new Column("aligned", Format: "F6"),
            new Column("shift removed", Format: "F6"));
        foreach ((string name, double[] distances) in Rows(study))
            table.Add([name, .. distances.Cast<object?>()]);
        return table;
    }

    /// <summary>Each parameter's four distances, and the total's.</summary>
    public static IEnumerable<(string Name, double[] Distances)> Rows(AlignmentStudy study)
    {
        Geometry.Distances[] columns = [study.Raw, study.Permuted, study.ToAligned, study.ShiftRemoved];
        for (int i = 0; i < study.Raw.Parameters.Count; i++)
            yield return (study.Raw.Parameters[i].Name, [.. columns.Select(column => column.Parameters[i].L2)]);
        yield return (Geometry.Distances.TotalName, [.. columns.Select(static column => column.Total.L2)]);
    }

    private static string Symmetry(AlignmentStudy study)
    {
        IEnumerable<string> groups = study.Result.Symmetry.Groups.Zip(study.Result.Symmetry.Maps, static (group, map) =>
        {
            int moved = map.Source.Where(static (from, to) => from != to).Count();
            string factors = group.Gauge == UnitGauge.Scale
                ? string.Create(CultureInfo.InvariantCulture, $"scales {map.Factor.Min():G3} to {map.Factor.Max():G3}")
                : $"{map.Factor.Count(static factor => factor < 0)} flipped";
            return $"'{group.Name}': {moved} of {Counted.Of(group.Count, "unit")} change places, {factors}";
        });
        return string.Join("; ", groups);
    }

    private static string Optimum(AlignmentResult result)
    {
        double distance = Math.Sqrt(result.SquaredDistance), least = Math.Sqrt(Math.Max(0, result.LowerBound));
        string bound = string.Create(CultureInfo.InvariantCulture, $"no symmetry of this kind comes closer than {least:F6} (gap {Math.Max(0, distance - least):G3})");
        return result.Starts.Count == 1
            ? bound
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{bound}; {result.Starts.Count} starts ended at {Math.Sqrt(result.Starts.Min()):F6} to {Math.Sqrt(result.Starts.Max()):F6}");
    }

    private static void Line(StringBuilder text, string heading, FormattableString sentence) =>
        Line(text, heading, sentence.ToString(CultureInfo.InvariantCulture));

    private static void Line(StringBuilder text, string heading, string sentence) =>
        text.Append(CultureInfo.InvariantCulture, $"{heading,-15}{sentence}\n");
}
