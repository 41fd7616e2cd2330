using Minima.Kernels;
using Minima.Numerics;

namespace Minima.Networks;

/// <summary>What a batch leaves behind in each hidden layer: [panels][examples][64] of outputs or of deltas.</summary>
internal sealed unsafe class LayerBuffers : IDisposable
{
    private readonly AlignedBuffer<float>[] _layers;

    /// <summary>Room for the outputs of layers with these widths.</summary>
    public LayerBuffers(IEnumerable<int> widths, int examples)
    {
        Distance = PanelDistance.Of((long)examples * Tile.Columns);
        _layers = [.. widths.Select(width => new AlignedBuffer<float>(Tile.Panels(width) * Distance))];
    }

    /// <summary>Floats from one panel to the next.</summary>
    public long Distance { get; }

    /// <summary>One panel of one layer, [examples][64].</summary>
    public float* Panel(int layer, int panel) => _layers[layer].Pointer + (panel * Distance);

    /// <summary>A whole layer, of the first <paramref name="examples"/> examples, as the inputs of the next.</summary>
    public DenseInputs Inputs(int layer, int examples) =>
        new(_layers[layer].Pointer, examples, Tile.Columns, Distance);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (AlignedBuffer<float> layer in _layers)
            layer.Dispose();
    }
}
