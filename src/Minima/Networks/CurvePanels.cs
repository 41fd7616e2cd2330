using Minima.Kernels;

namespace Minima.Networks;

/// <summary>
/// The two ends of a curve, its bend, and a point on it, each as the kernels want it. Workers own the panels that they own in a
/// <see cref="BatchEngine"/> and a <see cref="MomentUpdate"/>.
/// </summary>
internal sealed unsafe class CurvePanels : IDisposable
{
    private readonly WorkerTeam _team;
    private readonly IKernels _kernels;
    private readonly NetworkPanels _a;
    private readonly NetworkPanels _b;

    public CurvePanels(Network network, WorkerTeam team, IKernels kernels)
    {
        (_team, _kernels) = (team, kernels);
        (_a, Bend, _b, Point) = (new NetworkPanels(network), new NetworkPanels(network), new NetworkPanels(network), new NetworkPanels(network));
    }

    /// <summary>What bends the curve.</summary>
    public NetworkPanels Bend { get; }

    /// <summary>The point that <see cref="MixPoint"/> made.</summary>
    public NetworkPanels Point { get; }

    /// <summary>Takes a curve.</summary>
    public void Load(Parameters a, Parameters bend, Parameters b)
    {
        _a.Load(a, _kernels);
        Bend.Load(bend, _kernels);
        _b.Load(b, _kernels);
    }

    /// <summary>Called by every worker: its part of the point with these factors of the ends and the bend. All must meet before it is used.</summary>
    public void MixPoint(int worker, float ofA, float ofBend, float ofB)
    {
        Mix(worker, _a, Bend, ofA, ofBend, ofBend, Point);
        Mix(worker, Point, _b, 1, ofB, ofB, Point);
        for (int layer = 1; layer < Point.Hidden.Count; layer++)
        {
            (int first, int end) = _team.Share(worker, Tile.Panels(Point.Hidden[layer].Outputs));
            for (int panel = first; panel < end; panel++)
                Point.Turn(layer, panel, _kernels);
        }

        (int firstLast, int endLast) = _team.Share(worker, Point.LastPanels);
        for (int panel = firstLast; panel < endLast; panel++)
            Point.TurnOutput(panel, _kernels);
    }

    /// <summary>
    /// Called by every worker: its part of the loss's gradient at the point becomes share * gradient + decay * point, on biases without the decay.
    /// </summary>
    public void ToBend(int worker, NetworkPanels gradient, float share, float decay) => Mix(worker, gradient, Point, share, decay, 0, gradient);

    public void Dispose()
    {
        foreach (NetworkPanels part in (NetworkPanels[])[_a, Bend, _b, Point])
            part.Dispose();
    }

    // mixed <- shareA a + shareB b in the worker's own panels, biases with a share of b of their own.
    private void Mix(int worker, NetworkPanels a, NetworkPanels b, float shareA, float shareB, float shareOfBiases, NetworkPanels mixed)
    {
        for (int layer = 0; layer < mixed.Hidden.Count; layer++)
        {
            int floats = checked((int)NetworkPanels.PanelFloats(mixed.Hidden[layer]));
            (int first, int end) = _team.Share(worker, Tile.Panels(mixed.Hidden[layer].Outputs));
            for (int panel = first; panel < end; panel++)
            {
                _kernels.Mix(a.Weights(layer, panel), b.Weights(layer, panel), shareA, shareB, mixed.Weights(layer, panel), floats);
                _kernels.Mix(a.Biases(layer, panel), b.Biases(layer, panel), shareA, shareOfBiases, mixed.Biases(layer, panel), Tile.Columns);
            }
        }

        (int firstLast, int endLast) = _team.Share(worker, mixed.LastPanels);
        for (int panel = firstLast; panel < endLast; panel++)
            _kernels.Mix(a.OutgoingPanel(panel), b.OutgoingPanel(panel), shareA, shareB, mixed.OutgoingPanel(panel), (int)mixed.OutgoingPanelFloats);
        if (worker == 0)
            _kernels.Mix(a.OutputBiases.Pointer, b.OutputBiases.Pointer, shareA, shareOfBiases, mixed.OutputBiases.Pointer, mixed.PaddedClasses);
    }
}
