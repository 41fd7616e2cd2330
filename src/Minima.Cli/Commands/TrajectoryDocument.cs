using System.Text.Json.Nodes;
using Minima.Geometry;
using Minima.Studies;

namespace Minima.Cli.Commands;

/// <summary>The JSON of <c>minima trajectory</c>.</summary>
internal static class TrajectoryDocument
{
    private const int MostComponents = 10;

    /// <summary>Of a study.</summary>
    public static JsonObject Of(TrajectoryStudy study)
    {
        var document = new JsonObject();
        document["planes"] = new JsonObject([.. study.Planes.Select(plane => KeyValuePair.Create(plane.Name, (JsonNode?)Of(plane, study.Height)))]);
        document["controls"] = new JsonArray([.. study.Controls.Select(static control => (JsonNode)new JsonObject
        {
            ["run"] = control.Run,
            ["explained"] = Explained(control.Own),
            ["random_steps"] = Explained(control.Random),
            ["random_steps_and_drift"] = Explained(control.Drift),
        }.With("straightness", control.Straightness))]);
        document.With("l1", study.Options.Surface.L1).With("l2", study.Options.Surface.L2);
        document["data"] = JsonText.Of(study.Data);
        return document;
    }

    private static JsonObject Of(TrajectoryPlane plane, string height) => new()
    {
        ["explained"] = Explained(plane.Components),
        ["points"] = new JsonArray([.. plane.Points.Select(point => (JsonNode)Of(point, height))]),
        ["surface"] = plane.Surface is null ? null : SurfaceDocument.Of(plane.Surface),
    };

    private static JsonObject Of(TrajectoryPoint point, string height)
    {
        var json = new JsonObject { ["run"] = point.Run, ["epoch"] = point.Epoch };
        return json.With("x", point.Foot.X).With("y", point.Foot.Y).With("off_plane", point.Foot.Distance)
            .With($"train_{height}", point.Own.Train).With($"foot_train_{height}", point.AtFoot.Train)
            .With($"test_{height}", point.Own.Test).With($"foot_test_{height}", point.AtFoot.Test);
    }

    private static JsonArray Explained(PrincipalComponents components) =>
        new([.. components.Explained.Take(MostComponents).Select(static share => (JsonNode)JsonValue.Create(share))]);
}
