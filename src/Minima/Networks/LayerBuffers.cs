using Minima.Kernels;
using Minima.Numerics;

namespace Minima.Networks;

/// <summary>What a batch leaves behind in each hidden layer: [panels][examples][64] of outputs or of deltas.</summary>
internal sealed unsafe class LayerBuffers : IDisposable
{
    // Whole memory pages: where one worker's panel ends, what its core fetches ahead must not be another worker's.
    private const long Page = 4096 / sizeof(float);

    private readonly AlignedBuffer<float>[] _layers;
    private readonly long _distance;

    /// <summary>Room for the outputs of layers with these widths.</summary>
    public LayerBuffers(IEnumerable<int> widths, int examples)
    {
        _distance = (((long)examples * Tile.Columns) + Page - 1) / Page * Page;
        _layers = [.. widths.Select(width => new AlignedBuffer<float>(Tile.Panels(width) * _distance))];
    }

    /// <summary>One panel of one layer, [examples][64].</summary>
    public float* Panel(int layer, int panel) => _layers[layer].Pointer + (panel * _distance);

    /// <summary>A whole layer, of the first <paramref name="examples"/> examples, as the inputs of the next.</summary>
    public DenseInputs Inputs(int layer, int examples) =>
        new(_layers[layer].Pointer, examples, Tile.Columns, _distance);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (AlignedBuffer<float> layer in _layers)
            layer.Dispose();
    }
}
