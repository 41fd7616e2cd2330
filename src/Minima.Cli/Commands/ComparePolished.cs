using System.Text.Json.Nodes;
using Minima.Curvature;
using Minima.Figures;
using Minima.Studies;

namespace Minima.Cli.Commands;

/// <summary>The polished part of <c>minima compare</c>.</summary>
internal static class ComparePolished
{
    /// <summary>A row for each point.</summary>
    public static Table Points(PolishedMeeting polished)
    {
        var table = new Table(
            new Column("point", Alignment.Left), new Column("cost", Format: "F12"), new Column("loss", Format: "F9"), new Column("errors"), new Column("gradient", Format: "E1"),
            new Column("moved", Format: "F4"), new Column("gradients"), new Column("steps"), new Column("products"), new Column("dead units"), new Column("smallest eigenvalue", Format: "E3"), new Column("residual", Format: "E1"),
            new Column("kind", Alignment.Left));
        foreach (PolishStudy study in All(polished))
        {
            CriticalPoint point = study.Critical;
            table.Add(
                study.Name, point.Cost, point.Loss, point.Errors, point.GradientNorm, point.Moved, point.Gradients, point.Steps, point.Products, point.DeadUnits, point.Smallest?.Value, point.Smallest?.Residual,
                point.Outcome == PolishOutcome.OutOfProducts ? "not critical" : !point.IsSettled ? "not settled" : point.IsMinimum ? "minimum" : "saddle");
        }

        return table;
    }

    /// <summary>A row for each two of them.</summary>
    public static Table Meetings(PolishedMeeting polished)
    {
        var table = new Table(
            new Column("points", Alignment.Left), new Column("costs apart", Format: "E3"), new Column("least relative distance", Format: "E3"), new Column("none below", Format: "E3"),
            new Column("one point up to symmetry", Alignment.Left));
        foreach (Meeting meeting in polished.Meetings)
            table.Add($"{meeting.First}, {meeting.Second}", meeting.CostDifference, meeting.Relative, meeting.RelativeBound, Word(meeting.Verdict));
        return table;
    }

    /// <summary>As JSON.</summary>
    public static JsonObject Of(PolishedMeeting polished)
    {
        var json = new JsonObject { ["verdict"] = Word(polished.Verdict), ["sentence"] = polished.Sentence };
        json["points"] = new JsonArray([.. All(polished).Select(static study =>
        {
            CriticalPoint point = study.Critical;
            var row = new JsonObject { ["name"] = study.Name, ["outcome"] = PolishRequest.Word(point.Outcome) };
            row.With("cost", point.Cost).With("loss", point.Loss).With("gradient_norm", point.GradientNorm).With("moved", point.Moved);
            row["errors"] = point.Errors;
            row["gradients"] = point.Gradients;
            row["steps"] = point.Steps;
            row["products"] = point.Products;
            row["dead_units"] = point.DeadUnits;
            row["smallest"] = PolishRequest.Of(point.Smallest);
            row["settled"] = point.IsSettled;
            row["minimum"] = point.IsMinimum;
            return row;
        })]);
        json["meetings"] = new JsonArray([.. polished.Meetings.Select(static meeting =>
        {
            var row = new JsonObject { ["first"] = meeting.First, ["second"] = meeting.Second, ["verdict"] = Word(meeting.Verdict) };
            return row.With("cost_difference", meeting.CostDifference).With("relative", meeting.Relative).With("relative_bound", meeting.RelativeBound);
        })]);
        return json;
    }

    private static IEnumerable<PolishStudy> All(PolishedMeeting polished) => new[] { polished.A, polished.B, polished.Middle }.OfType<PolishStudy>();

    private static string Word(MeetingVerdict verdict) => verdict switch
    {
        MeetingVerdict.Same => "same",
        MeetingVerdict.Different => "different",
        _ => "open",
    };
}
