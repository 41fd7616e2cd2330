using System.Text.Json.Nodes;
using Minima.Geometry;
using Minima.Studies;
using Minima.Studies.Comparisons;
using Minima.Studies.Reports;

namespace Minima.Web.Documents;

/// <summary>Two networks, compared, as the page reads them.</summary>
public static class PairDocument
{
    /// <summary>The verdict and all that it rests on.</summary>
    public static JsonObject Of(PairReport report)
    {
        Comparison compared = report.Compared;
        return new JsonObject
        {
            ["a"] = report.NameA,
            ["b"] = report.NameB,
            ["epochA"] = compared.A.Epoch,
            ["epochB"] = compared.B.Epoch,
            ["verdict"] = compared.Verdict.Word(),
            ["answer"] = report.Plain.Answer.ToString().ToLowerInvariant(),
            ["headline"] = report.Plain.Headline,
            ["plain"] = Json.Texts(report.Plain.Why),
            ["certainty"] = Json.List(report.Plain.Certainty.Select(static point => new JsonObject { ["title"] = point.Title, ["text"] = point.Text })),
            ["sentence"] = compared.Sentence,
            ["rules"] = Json.List(compared.Checks.Select(Rule)),
            ["alignment"] = compared.Alignment is { } study ? Alignment(study) : null,
            ["lines"] = Json.List(compared.Lines.Select(line => Line(line, compared))),
            ["best"] = compared.Best is { } best ? compared.Lines.ToList().IndexOf(best) : 0,
            ["functions"] = Functions(compared.Functions),
            ["layers"] = Json.List(compared.Layers.Select(static layer => new JsonObject { ["layer"] = layer.Layer, ["cka"] = Json.Number(layer.Cka) })),
            ["course"] = report.Course is { } course ? CourseDocument.Of(course) : null,
        };
    }

    private static JsonObject Rule(RuleCheck check) => new()
    {
        ["verdict"] = check.Rule.Word(),
        ["figure"] = check.Figure,
        ["raw"] = Json.Number(check.Raw),
        ["aligned"] = Json.Number(check.Aligned),
        ["relation"] = check.Relation switch { RuleRelation.AtMost => "at-most", RuleRelation.Below => "below", _ => "at-least" },
        ["threshold"] = Json.Number(check.Threshold),
        ["isShare"] = check.IsShare,
        ["met"] = check.Met,
    };

    private static JsonObject Alignment(AlignmentStudy study) => new()
    {
        ["distances"] = Json.List(Enumerable.Range(0, study.Raw.Parameters.Count + 1).Select(i =>
        {
            ParameterDistance raw = At(study.Raw), aligned = At(study.ToAligned);
            return new JsonObject
            {
                ["name"] = raw.Name,
                ["raw"] = Json.Number(raw.L2),
                ["permuted"] = Json.Number(At(study.Permuted).L2),
                ["aligned"] = Json.Number(aligned.L2),
                ["shiftRemoved"] = Json.Number(At(study.ShiftRemoved).L2),
                ["cosineRaw"] = Json.Number(raw.Cosine),
                ["cosineAligned"] = Json.Number(aligned.Cosine),
            };

            ParameterDistance At(Distances distances) => i < distances.Parameters.Count ? distances.Parameters[i] : distances.Total;
        })),
        ["overlap"] = Json.Number(study.Overlap),
        ["rawOverlap"] = Json.Number(study.RawOverlap),
        ["nullMean"] = Json.Number(study.Null.Mean),
        ["nullDeviation"] = Json.Number(study.Null.Deviation),
        ["nullDraws"] = study.Null.Overlaps.Count,
        ["control"] = new JsonObject
        {
            ["raw"] = Json.Number(study.Control.Raw),
            ["aligned"] = Json.Number(study.Control.Aligned),
            ["rawOverlap"] = Json.Number(study.Control.RawOverlap),
            ["overlap"] = Json.Number(study.Control.Overlap),
        },
        ["recognised"] = Json.List(study.Units.Select(static units => new JsonObject
        {
            ["layer"] = units.Group.Name,
            ["recognised"] = units.Recognised,
            ["of"] = units.Group.Count,
            ["threshold"] = Json.Number(units.Threshold),
        })),
        ["matching"] = study.Result.Symmetry.Maps is [var map, ..]
            ? new JsonObject
            {
                ["layer"] = study.Units[0].Group.Name,
                ["unit"] = Json.Numbers(map.Source),
                ["sign"] = Json.Numbers(map.Factor.Select(static factor => factor < 0 ? -1 : 1)),
                ["cosine"] = Json.Numbers(study.Units[0].Cosines),
            }
            : null,
    };

    private static JsonObject Line(ComparedLine line, Comparison compared)
    {
        LineBarrier barrier = line.Path.Barrier;
        TestExcess? excess = ReferenceEquals(line, compared.Best) ? compared.Uncertainty?.Best : ReferenceEquals(line, compared.Raw) ? compared.Uncertainty?.Raw : null;
        return new JsonObject
        {
            ["name"] = line.Name,
            ["meaning"] = line.Meaning,
            ["t"] = Json.Numbers(line.Path.Points.Select(static point => point.T)),
            ["trainLoss"] = Json.Numbers(line.Path.Points.Select(static point => point.Train.Loss)),
            ["trainCost"] = Json.Numbers(line.Path.Points.Select(static point => point.TrainCost)),
            ["trainError"] = Json.Numbers(line.Path.Points.Select(static point => point.Train.ErrorRate)),
            ["testLoss"] = Json.Numbers(line.Path.Points.Select(static point => point.Test.Loss)),
            ["testError"] = Json.Numbers(line.Path.Points.Select(static point => point.Test.ErrorRate)),
            ["top"] = line.Path.Top is { } top ? new JsonObject { ["t"] = top.T, ["trainLoss"] = Json.Number(top.Train.Loss) } : null,
            ["barrier"] = new JsonObject
            {
                ["trainLoss"] = Json.Number(barrier.TrainLoss),
                ["trainCost"] = Json.Number(barrier.TrainCost),
                ["trainError"] = Json.Number(barrier.TrainError),
                ["testLoss"] = Json.Number(barrier.TestLoss),
                ["testError"] = Json.Number(barrier.TestError),
            },
            ["costRise"] = Json.Number(line.CostRise),
            ["testErrorInterval"] = excess?.Error.Interval is { } interval
                ? new JsonObject { ["low"] = Json.Number(interval.Low), ["high"] = Json.Number(interval.High) }
                : null,
        };
    }

    private static JsonObject Functions(PredictionPair pair) => new()
    {
        ["examples"] = pair.Examples,
        ["errorsA"] = pair.A.Errors,
        ["errorsB"] = pair.B.Errors,
        ["lossA"] = Json.Number(pair.A.Loss),
        ["lossB"] = Json.Number(pair.B.Loss),
        ["differ"] = pair.Differ,
        ["bothWrong"] = pair.BothWrong,
        ["sameWrong"] = pair.SameWrong,
        ["onlyA"] = pair.OnlyAWrong,
        ["onlyB"] = pair.OnlyBWrong,
        ["p"] = Json.Number(pair.P),
        ["differIfIndependent"] = Json.Number(pair.DifferIfIndependent),
        ["bothWrongIfIndependent"] = Json.Number(pair.BothWrongIfIndependent),
    };
}

/// <summary>Two runs epoch by epoch as the page reads them.</summary>
internal static class CourseDocument
{
    public static JsonObject Of(SeriesComparison course)
    {
        IReadOnlyList<EpochComparison> rows = course.Rows;
        return new JsonObject
        {
            ["parting"] = course.Parting,
            ["epochs"] = Json.Numbers(rows.Select(static row => row.Epoch)),
            ["verdicts"] = Json.Texts(rows.Select(static row => row.Verdict.Word())),
            ["raw"] = DistancesDocument.Of(rows.Select(static row => (row.Epoch, row.Raw))),
            ["aligned"] = DistancesDocument.Of(rows.Select(static row => (row.Epoch, row.Aligned))),
            ["rawOverlap"] = Json.Numbers(rows.Select(static row => row.RawOverlap)),
            ["overlap"] = Json.Numbers(rows.Select(static row => row.Overlap)),
            ["rawErrorBarrier"] = Json.Numbers(rows.Select(static row => row.RawLine.Barrier.TrainError)),
            ["errorBarrier"] = Json.Numbers(rows.Select(static row => row.AlignedLine.Barrier.TrainError)),
            ["rawLossBarrier"] = Json.Numbers(rows.Select(static row => row.RawLine.Barrier.TrainLoss)),
            ["lossBarrier"] = Json.Numbers(rows.Select(static row => row.AlignedLine.Barrier.TrainLoss)),
            ["t"] = Json.Numbers(rows[0].RawLine.Points.Select(static point => point.T)),
            ["rawLine"] = Lines(rows.Select(static row => row.RawLine)),
            ["line"] = Lines(rows.Select(static row => row.AlignedLine)),
        };
    }

    private static JsonObject Lines(IEnumerable<LinePath> lines)
    {
        LinePath[] all = [.. lines];
        return new JsonObject
        {
            ["trainLoss"] = Values(static point => point.Train.Loss),
            ["trainError"] = Values(static point => point.Train.ErrorRate),
            ["testError"] = Values(static point => point.Test.ErrorRate),
        };

        JsonArray Values(Func<LinePoint, double> value) => Json.List(all.Select(line => (JsonNode)Json.Numbers(line.Points.Select(value))));
    }
}
