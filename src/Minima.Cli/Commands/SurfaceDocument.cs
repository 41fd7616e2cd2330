using System.Globalization;
using System.Text.Json.Nodes;
using Minima.Curvature;
using Minima.Studies;

namespace Minima.Cli.Commands;

/// <summary>The JSON of <c>minima surface</c>, and what it says in words.</summary>
internal static class SurfaceDocument
{
    /// <summary>An interpolation that is off by more than this many nats is warned of.</summary>
    public const double GoodEnough = 1e-3;

    /// <summary>Of a study.</summary>
    public static JsonObject Of(SurfaceStudy study, IReadOnlyList<JsonObject> snapshots)
    {
        var document = new JsonObject { ["snapshots"] = new JsonArray([.. snapshots]) };
        document.With("l1", study.Options.L1).With("l2", study.Options.L2);
        document["surfaces"] = new JsonArray([.. study.Surfaces.Select(Of)]);
        document["data"] = JsonText.Of(study.Data);
        return document;
    }

    /// <summary>How it was measured.</summary>
    public static string Words(SurfaceStudy study) =>
        study.Options.Nodes == 0 ? "each measured" : $"interpolated from {study.Options.Nodes} x {study.Options.Nodes}";

    /// <summary>Warns of interpolations that are not good enough.</summary>
    public static void Warn(IEnumerable<Surface> surfaces, Output output)
    {
        foreach (InterpolationError error in surfaces.Select(static surface => surface.Error).OfType<InterpolationError>())
        {
            if (!(error.Largest <= GoodEnough))
                output.Warning(string.Create(CultureInfo.InvariantCulture, $"The interpolation is off by up to {error.Largest:G3} nats; take more points than {error.Nodes} (--interpolate N), or leave it out."));
        }
    }

    /// <summary>What interpolations leave; nothing where there is none.</summary>
    public static string ErrorText(IEnumerable<Surface> surfaces) => string.Concat(surfaces.Where(static surface => surface.Error is not null).Select(static surface =>
        string.Create(CultureInfo.InvariantCulture, $"\nInterpolation, {surface.Plane.Name}: off by at most {surface.Error!.Largest:G3} nats at {surface.Error.Checked} points left out\n")));

    /// <summary>The curvatures along eigenvectors; nothing where no plane has such axes.</summary>
    public static string EigenText(IEnumerable<Surface> surfaces) => string.Concat(surfaces.Where(static surface => surface.Plane.Eigenvalues.Count > 0).Select(static surface =>
        $"\n{surface.Plane.Name}, of the training cost: eigenvalues {string.Join(" and ", surface.Plane.Eigenvalues.Select(Words))}\n"));

    private static string Words(Eigenvalue pair) => string.Create(CultureInfo.InvariantCulture, $"{pair.Value:F6} (residual {pair.Residual:E1})");

    /// <summary>Of a surface.</summary>
    public static JsonObject Of(Surface surface)
    {
        var json = new JsonObject
        {
            ["plane"] = surface.Plane.Name,
            ["x"] = Numbers(surface.X),
            ["y"] = Numbers(surface.Y),
        };
        json.With("cosine", surface.Plane.Plane.Cosine);
        json["eigenvalues"] = surface.Plane.Eigenvalues.Count == 0 ? null : CurvatureDocument.Of(surface.Plane.Eigenvalues);
        foreach (SurfaceLayer layer in surface.Layers)
            json[layer.Name] = new JsonArray([.. layer.Values.Chunk(surface.X.Length).Select(Numbers)]);
        json["finite"] = surface.NotFinite == 0;
        json["interpolation"] = surface.Error is not { } error ? null : new JsonObject
        {
            ["nodes"] = error.Nodes,
            ["left_out"] = error.Checked,
        }.With("train_loss", error.TrainLoss).With("test_loss", error.TestLoss);
        return json;
    }

    private static JsonArray Numbers(double[] values) =>
        new([.. values.Select(static value => double.IsFinite(value) ? (JsonNode?)JsonValue.Create(value) : null)]);
}
