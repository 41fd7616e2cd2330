using Minima.Figures;

namespace Minima.Studies;

/// <summary>How far an interpolated surface is from the true one, at points that it was not made from.</summary>
/// <param name="Nodes">Chebyshev points along each axis.</param>
/// <param name="Checked">Points of the grid that were measured too.</param>
/// <param name="TrainLoss">The largest difference of the training loss there, nats; null where it is not measured.</param>
/// <param name="TestLoss">The same of the test loss.</param>
public sealed record InterpolationError(int Nodes, int Checked, double? TrainLoss, double? TestLoss)
{
    /// <summary>The larger of both.</summary>
    public double Largest => Math.Max(TrainLoss ?? 0, TestLoss ?? 0);
}

/// <summary>One height over the grid of a surface.</summary>
/// <param name="Name">In JSON and files: <c>train_loss</c>, <c>train_cost</c>, <c>train_errors</c>, <c>test_loss</c>, <c>test_errors</c>.</param>
/// <param name="Title">In figures, with the unit.</param>
/// <param name="Values">Row after row, [y][x]. Errors of an interpolated surface are no whole numbers.</param>
public sealed record SurfaceLayer(string Name, string Title, double[] Values);

/// <summary>Loss, cost and errors over a grid of a plane.</summary>
/// <param name="Plane">The plane.</param>
/// <param name="X">The columns.</param>
/// <param name="Y">The rows.</param>
/// <param name="Layers">The heights that were measured.</param>
/// <param name="Error">What the interpolation leaves; null where every point was measured.</param>
public sealed record Surface(StudiedPlane Plane, double[] X, double[] Y, IReadOnlyList<SurfaceLayer> Layers, InterpolationError? Error)
{
    /// <summary>The layer of that name; null where it was not measured.</summary>
    public SurfaceLayer? this[string name] => Layers.FirstOrDefault(layer => layer.Name == name);

    /// <summary>Points at which some height is not finite.</summary>
    public int NotFinite => Enumerable.Range(0, X.Length * Y.Length).Count(i => Layers.Any(layer => !double.IsFinite(layer.Values[i])));

    /// <summary>A layer as a map.</summary>
    public ContourMap ToMap(SurfaceLayer layer, AxisScale levels, string? title = null) => new(title ?? layer.Title, X, Y, layer.Values)
    {
        XLabel = Plane.XLabel,
        YLabel = Plane.YLabel,
        Levels = levels,
        Paths = Plane.Marks,
    };
}
