using Minima.Numerics;

namespace Minima.Networks.Stacks;

/// <summary>A network's layers as strips see them.</summary>
internal sealed unsafe class StackPlan : IDisposable
{
    private readonly AlignedBuffer<int> _units;

    public StackPlan(Network network, int lanes)
    {
        (Network, Lanes) = (network, lanes);
        var layers = new List<StackLayer>();
        foreach (Layer layer in network.Layers)
            layers.Add(new StackLayer(layer, lanes, layers.Count == 0 ? 0 : layers[^1].End, layers.Count == 0 ? 0 : layers[^1].PartEnd));
        Layers = layers;
        _units = new AlignedBuffer<int>(layers.Max(static layer => layer.Units));
        for (int i = 0; i < _units.Length; i++)
            _units.Pointer[i] = i * lanes;
    }

    public Network Network { get; }

    /// <summary>Examples in a strip.</summary>
    public int Lanes { get; }

    public IReadOnlyList<StackLayer> Layers { get; }

    /// <summary>The output layer's index.</summary>
    public int Last => Layers.Count - 1;

    /// <summary>Length of a <see cref="StackValues{T}"/>.</summary>
    public long Count => Layers[^1].End;

    /// <summary>Numbers of a strip's own part of the gradient: weights of convolutions and all biases.</summary>
    public long PartCount => Layers[^1].PartEnd;

    /// <summary>Where the deltas of a dense layer's units lie, in numbers.</summary>
    public int* UnitOffsets => _units.Pointer;

    /// <summary>Strips that hold so many examples.</summary>
    public int Strips(int examples) => (examples + Lanes - 1) / Lanes;

    public void Dispose()
    {
        _units.Dispose();
        foreach (StackLayer layer in Layers)
            layer.Dispose();
    }
}
