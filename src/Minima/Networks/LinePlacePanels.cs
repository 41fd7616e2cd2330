using Minima.Kernels;
using Minima.Numerics;

namespace Minima.Networks;

/// <summary>The parameters at a place of a line or a plane, but for the first layer.</summary>
internal sealed unsafe class LinePlacePanels : IDisposable
{
    private readonly Network _network;
    private readonly Network _behind;
    private readonly NetworkPanels? _middle;
    private readonly AlignedBuffer<float> _output;

    public LinePlacePanels(Network network)
    {
        _network = network;
        _behind = new Network([.. network.Layers.Skip(1)]);
        _middle = _behind.Layers.Count > 1 ? new NetworkPanels(_behind) : null;
        ClassGroups = Tile.ClassGroups(network.Layers[^1].Outputs);
        Stride = (long)network.Layers[^1].Inputs * Tile.ClassGroup;
        _output = new AlignedBuffer<float>(Tile.PadToStrip(checked((int)(ClassGroups * (Stride + Tile.ClassGroup)))));
    }

    /// <summary>The hidden layers behind the first, from 0 on.</summary>
    public NetworkPanels Middle => _middle!;

    /// <summary>Groups of five classes.</summary>
    public int ClassGroups { get; }

    /// <summary>Floats from one group of classes to the next.</summary>
    public long Stride { get; }

    /// <summary>The output layer's weights, [class groups][units][5].</summary>
    public float* Output => _output.Pointer;

    /// <summary>Its biases, [class groups][5].</summary>
    public float* OutputBiases => _output.Pointer + (ClassGroups * Stride);

    /// <summary>The first point's share when it was last mixed, for the first layer to be mixed alike.</summary>
    public float ShareA { get; private set; }

    /// <summary>The second point's.</summary>
    public float ShareB { get; private set; }

    /// <summary>Takes a point.</summary>
    public void Load(Parameters point, IKernels kernels)
    {
        if (_middle is not null)
        {
            var behind = new Parameters(_behind.Layout);
            point.Values.AsSpan(point.Layout.Count - behind.Layout.Count).CopyTo(behind.Values);
            _middle.Load(behind, kernels);
        }

        Layer output = _network.Layers[^1];
        ReadOnlySpan<float> weights = point[output.Weights], biases = point[output.Biases];
        for (int k = 0; k < output.Outputs; k++)
        {
            float* column = Output + (k / Tile.ClassGroup * Stride) + (k % Tile.ClassGroup);
            for (int j = 0; j < output.Inputs; j++)
                column[(long)j * Tile.ClassGroup] = weights[(j * output.Outputs) + k];
            OutputBiases[k] = biases[k];
        }
    }

    /// <summary>Becomes shareA a + shareB b.</summary>
    public void Mix(LinePlacePanels a, LinePlacePanels b, float shareA, float shareB, IKernels kernels)
    {
        (ShareA, ShareB) = (shareA, shareB);
        _middle?.MixForward(a._middle!, b._middle!, shareA, shareB, kernels);
        kernels.Mix(a._output.Pointer, b._output.Pointer, shareA, shareB, _output.Pointer, (int)_output.Length);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _middle?.Dispose();
        _output.Dispose();
    }
}
