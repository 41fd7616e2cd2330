using System.Text.Json.Nodes;
using Minima.Data;
using Minima.Studies;
using Minima.Studies.Reports;

namespace Minima.Web.Documents;

/// <summary>A whole report as the page reads it.</summary>
public static class ReportDocument
{
    /// <summary>The report.</summary>
    /// <param name="report">What was gathered.</param>
    /// <param name="title">Its heading.</param>
    /// <param name="commands">The command that made it, and those that give its parts alone.</param>
    public static JsonObject Of(Report report, string title, IEnumerable<string> commands) => new()
    {
        ["mode"] = "report",
        ["version"] = Version,
        ["title"] = title,
        ["commands"] = Json.Texts(commands),
        ["data"] = Data(report.Data),
        ["runs"] = Json.List(report.Runs.Select(RunDocument.Of)),
        ["pairs"] = Json.List(report.Pairs.Select(PairDocument.Of)),
        ["planes"] = Json.List(report.Planes.Select(Plane)),
        ["remarks"] = Json.Texts(report.Remarks),
    };

    /// <summary>The version of the library.</summary>
    public static string Version => typeof(UnusableInputException).Assembly.GetName().Version!.ToString(3);

    private static JsonObject Data(DataSet data) => new()
    {
        ["name"] = data.Name,
        ["description"] = WithoutPlace(data.Description),
        ["fingerprint"] = data.Fingerprint,
        ["classes"] = data.Classes,
        ["train"] = data.Train.Count,
        ["valid"] = data.Validation.Count,
        ["test"] = data.Test.Count,
    };

    // A page is sent to others: where the data lay on this machine is none of their business.
    private static string WithoutPlace(string description) =>
        description.IndexOf(", from '", StringComparison.Ordinal) is >= 0 and var place ? description[..place] : description;

    private static JsonObject Plane(PlaneReport plane) => new()
    {
        ["name"] = plane.Name,
        ["explained"] = Json.Numbers(plane.Explained),
        ["runs"] = Json.List(plane.Ways.Select(static way => new JsonObject
        {
            ["name"] = way.Name,
            ["epochs"] = Json.Numbers(way.Epochs),
            ["x"] = Json.Numbers(way.Feet.Select(static foot => foot.X)),
            ["y"] = Json.Numbers(way.Feet.Select(static foot => foot.Y)),
            ["off"] = Json.Numbers(way.Feet.Select(static foot => foot.Distance)),
        })),
        ["surface"] = plane.Surface is not { } surface ? null : new JsonObject
        {
            ["x"] = Json.Numbers(surface.X),
            ["y"] = Json.Numbers(surface.Y),
            ["trainLoss"] = Grid(surface, "train_loss"),
            ["testLoss"] = Grid(surface, "test_loss"),
        },
    };

    private static JsonArray? Grid(Surface surface, string name) => surface[name] is not { } layer
        ? null
        : Json.List(surface.Y.Select((_, row) => (JsonNode)Json.Numbers(layer.Values.Skip(row * surface.X.Length).Take(surface.X.Length))));
}
