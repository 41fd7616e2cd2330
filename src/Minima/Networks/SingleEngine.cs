using Minima.Data;
using Minima.Kernels;
using Minima.Numerics;

namespace Minima.Networks;

/// <summary>
/// Products with the loss's Hessian in mixed precision: each example's part, and the sums over a slice of at most some thousand examples, in
/// single; the sum of the slices in double. For networks with a hidden layer.
/// </summary>
internal sealed unsafe class SingleEngine : IDisposable
{
    private readonly PreciseState _precise;
    private readonly PanelUnload _unload;
    private readonly IKernels _kernels;
    private readonly SingleState _state;
    private readonly NetworkPanels _direction;
    private readonly NetworkPanels[] _sums;
    private readonly SingleProduct[] _workers;
    private readonly Parameters _parameters;
    private readonly double _scale;

    /// <param name="precise">The point and its activations.</param>
    /// <param name="examples">The examples.</param>
    /// <param name="slices">Slices of the examples that are summed each for itself.</param>
    /// <param name="team">The workers.</param>
    /// <param name="kernels">The arithmetic.</param>
    public SingleEngine(PreciseState precise, Examples examples, int slices, WorkerTeam team, IKernels kernels)
    {
        (_precise, _unload, _kernels) = (precise, new PanelUnload(precise.Network, team), kernels);
        _state = new SingleState(precise, examples, team, kernels);
        _direction = new NetworkPanels(precise.Network);
        _sums = [.. Enumerable.Range(0, slices).Select(_ => new NetworkPanels(precise.Network))];
        _workers = [.. Enumerable.Range(0, team.Count).Select(_ => new SingleProduct(_state, _direction, kernels))];
        _parameters = new Parameters(precise.Network.Layout);
        _scale = precise.Scale;
    }

    /// <summary>Whether <see cref="Take"/> was called since the point changed.</summary>
    public bool IsCurrent { get; set; }

    /// <summary>Blocks of examples.</summary>
    public int Blocks => _state.Packed.Batches;

    /// <summary>Takes over the point at which the precise state stands; <see cref="Take"/> must follow for all blocks.</summary>
    public void Load(ReadOnlySpan<double> point) => Load(_state.Point, point, relative: false);

    /// <summary>Takes over what the network makes of some blocks.</summary>
    public void Take(int first, int end) => _state.Take(first, end);

    /// <summary>Takes a direction, less what softmax does not see of it: see <see cref="DoublePanels.Load"/>.</summary>
    public void LoadDirection(ReadOnlySpan<double> direction) => Load(_direction, direction, relative: true);

    /// <summary>Adds the products of a slice's blocks to its sum, by chunks as even as can be.</summary>
    public void Add(int worker, int slice, int first, int end)
    {
        int chunks = (end - first + SingleProduct.Chunk - 1) / SingleProduct.Chunk;
        for (int chunk = 0; chunk < chunks; chunk++)
            _workers[worker].Add(_sums[slice], first + ((end - first) * chunk / chunks), first + ((end - first) * (chunk + 1) / chunks));
    }

    /// <summary>Adds a worker's part of all slices' sums, in their order and divided by the number of examples, and sets it to zero.</summary>
    public void Unload(int worker, double[] product) => _unload.Run(worker, _sums, _scale, product);

    public void Dispose()
    {
        foreach (IDisposable part in (IDisposable[])[_state, _direction, .. _sums, .. _workers])
            part.Dispose();
    }

    private void Load(NetworkPanels panels, ReadOnlySpan<double> values, bool relative)
    {
        for (int i = 0; i < values.Length; i++)
            _parameters.Values[i] = (float)values[i];
        Layer output = _precise.Network.Layers[^1];
        foreach (string name in relative ? (string[])[output.Weights, output.Biases] : [])
        {
            ParameterSlot slot = _precise.Network.Layout[name];
            for (int i = slot.Offset; i < slot.Offset + slot.Count; i++)
                _parameters.Values[i] = (float)(values[i] - values[slot.Offset + ((i - slot.Offset) / output.Outputs * output.Outputs)]);
        }

        panels.Load(_parameters, _kernels);
    }
}
