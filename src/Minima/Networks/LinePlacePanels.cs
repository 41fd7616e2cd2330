using Minima.Kernels;
using Minima.Numerics;

namespace Minima.Networks;

/// <summary>
/// The parameters at a place of a line or a plane, but for the weights of the first layer: its biases, and the layers behind it as a network of
/// their own.
/// </summary>
internal sealed unsafe class LinePlacePanels : IDisposable
{
    private readonly Network _network;
    private readonly Parameters _rest;
    private readonly AlignedBuffer<float> _biases;

    public LinePlacePanels(Network network)
    {
        _network = network;
        var rest = new Network([.. network.Layers.Skip(1)]);
        Rest = new NetworkPanels(rest);
        _rest = new Parameters(rest.Layout);
        _biases = new AlignedBuffer<float>(Tile.Panels(network.Layers[0].Outputs) * Tile.Columns);
    }

    /// <summary>The layers behind the first.</summary>
    public NetworkPanels Rest { get; }

    /// <summary>The first layer's biases of a panel, [64].</summary>
    public float* Biases(int panel) => _biases.Pointer + (panel * Tile.Columns);

    /// <summary>Takes the place t between a and b. Each number is mixed in double and rounded once.</summary>
    public void Load(Parameters a, Parameters b, double t, IKernels kernels)
    {
        Layer first = _network.Layers[0];
        Mix(a[first.Biases], b[first.Biases], t, _biases.Span);
        int behind = a.Layout.Count - _rest.Layout.Count;
        Mix(a.Values.AsSpan(behind), b.Values.AsSpan(behind), t, _rest.Values);
        Rest.Load(_rest, kernels);
    }

    /// <summary>Takes the point itself.</summary>
    public void Load(Parameters point, IKernels kernels) => Load(point, point, 0, kernels);

    /// <summary>Becomes a + share b, each number rounded once.</summary>
    public void Mix(LinePlacePanels a, LinePlacePanels b, float share, IKernels kernels)
    {
        kernels.Mix(a._biases.Pointer, b._biases.Pointer, 1, share, _biases.Pointer, (int)_biases.Length);
        Rest.MixForward(a.Rest, b.Rest, share, kernels);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Rest.Dispose();
        _biases.Dispose();
    }

    private static void Mix(ReadOnlySpan<float> a, ReadOnlySpan<float> b, double t, Span<float> mixed)
    {
        for (int i = 0; i < a.Length; i++)
            mixed[i] = (float)(((1 - t) * a[i]) + (t * b[i]));
    }
}
