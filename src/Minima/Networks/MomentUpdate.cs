using Minima.Kernels;

namespace Minima.Networks;

/// <summary>
/// Steps of a minimiser that keeps moments of the gradient, by a team of workers: a <see cref="BatchEngine"/> sums a batch's gradient into
/// <see cref="Gradient"/>, then each worker steps the panels that it owns.
/// </summary>
internal sealed unsafe class MomentUpdate : IDisposable
{
    private readonly NetworkPanels _panels;
    private readonly WorkerTeam _team;
    private readonly IKernels _kernels;
    private readonly NetworkPanels[] _moments;
    private readonly NetworkPanels _first;
    private readonly NetworkPanels? _second;

    /// <summary>Moments that are zero.</summary>
    /// <param name="panels">The parameters.</param>
    /// <param name="team">The workers.</param>
    /// <param name="kernels">The arithmetic.</param>
    /// <param name="moments">1: momentum; 2: Adam.</param>
    public MomentUpdate(NetworkPanels panels, WorkerTeam team, IKernels kernels, int moments)
    {
        (_panels, _team, _kernels) = (panels, team, kernels);
        Gradient = new NetworkPanels(panels.Network);
        _moments = [.. Enumerable.Range(0, moments).Select(_ => new NetworkPanels(panels.Network))];
        (_first, _second) = (_moments[0], moments > 1 ? _moments[1] : null);
    }

    /// <summary>The batch's gradient of the loss. A step leaves it at zero.</summary>
    public NetworkPanels Gradient { get; }

    /// <summary>Copies the moments in; null: they become zero.</summary>
    public void Load(IReadOnlyList<Parameters>? moments)
    {
        Gradient.Clear();
        for (int i = 0; i < _moments.Length; i++)
        {
            if (moments is null)
                _moments[i].Clear();
            else
                _moments[i].Load(moments[i], _kernels);
        }
    }

    /// <summary>Copies the moments out.</summary>
    public void Save(IReadOnlyList<Parameters> moments)
    {
        for (int i = 0; i < _moments.Length; i++)
            _moments[i].Save(moments[i]);
    }

    /// <summary>
    /// Called by every worker when the batch's gradient is complete: steps its own panels. All must meet before anybody reads the parameters.
    /// </summary>
    public void Take(int worker, in MomentStep step)
    {
        MomentStep onBiases = step.OnBiases();
        for (int layer = 0; layer < _panels.Hidden.Count; layer++)
        {
            (int first, int end) = _team.Share(worker, Tile.Panels(_panels.Hidden[layer].Outputs));
            for (int panel = first; panel < end; panel++)
            {
                long weights = NetworkPanels.PanelFloats(_panels.Hidden[layer]);
                Step(in step, weights, _panels.Weights(layer, panel), Gradient.Weights(layer, panel),
                    _first.Weights(layer, panel), _second is null ? null : _second.Weights(layer, panel));
                Step(in onBiases, Tile.Columns, _panels.Biases(layer, panel), Gradient.Biases(layer, panel),
                    _first.Biases(layer, panel), _second is null ? null : _second.Biases(layer, panel));
                if (layer > 0)
                    _panels.Turn(layer, panel, _kernels);
            }
        }

        (int firstLast, int endLast) = _team.Share(worker, _panels.LastPanels);
        for (int panel = firstLast; panel < endLast; panel++)
        {
            Step(in step, _panels.OutgoingPanelFloats, _panels.OutgoingPanel(panel), Gradient.OutgoingPanel(panel),
                _first.OutgoingPanel(panel), _second is null ? null : _second.OutgoingPanel(panel));
            _panels.TurnOutput(panel, _kernels);
        }

        if (worker == 0)
        {
            Step(in onBiases, _panels.PaddedClasses, _panels.OutputBiases.Pointer, Gradient.OutputBiases.Pointer,
                _first.OutputBiases.Pointer, _second is null ? null : _second.OutputBiases.Pointer);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (NetworkPanels part in (NetworkPanels[])[Gradient, .. _moments])
            part.Dispose();
    }

    private void Step(in MomentStep step, long count, float* values, float* gradient, float* first, float* second)
    {
        var pass = new MomentPass { Values = values, Gradient = gradient, First = first, Second = second, Count = count, Step = step };
        _kernels.StepMoments(in pass);
    }
}
