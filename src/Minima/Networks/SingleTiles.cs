using Minima.Kernels;
using Minima.Numerics;

namespace Minima.Networks;

/// <summary>
/// What blocks of examples have in every panel of every hidden layer, in single precision: tiles [layers][panels][blocks][128][64], since panels
/// are taken one after the other, each for a row of blocks.
/// </summary>
internal sealed unsafe class SingleTiles : IDisposable
{
    /// <summary>
    /// Examples in a block. An input's gradients are summed over those of a block that light it: twice as many as the first-level cache would like, but a
    /// row of gradients is then fetched half as often.
    /// </summary>
    public const int Rows = 128;

    private const int TileLength = Rows * Kernels.Tile.Columns;

    private readonly AlignedBuffer<float>[] _layers;
    private readonly long _panelLength;

    /// <param name="network">The layers.</param>
    /// <param name="blocks">Blocks that there is room for.</param>
    /// <param name="first">The first layer that there is room for.</param>
    public SingleTiles(Network network, int blocks, int first = 0)
    {
        _panelLength = (long)blocks * TileLength;
        Panels = [.. network.Layers.SkipLast(1).Select(static layer => Kernels.Tile.Panels(layer.Outputs))];
        _layers = [.. Panels.Select((panels, layer) => new AlignedBuffer<float>(layer < first ? 0 : panels * _panelLength))];
    }

    /// <summary>Panels of each layer.</summary>
    public int[] Panels { get; }

    /// <summary>The tile of a block in a panel.</summary>
    public float* Tile(int layer, int block, int panel = 0) => _layers[layer].Pointer + (panel * _panelLength) + ((long)block * TileLength);

    /// <summary>A block's numbers of a layer, as inputs of a product.</summary>
    public DenseInputs Inputs(int layer, int block, int rows) => new(Tile(layer, block), rows, Kernels.Tile.Columns, _panelLength);

    public void Dispose()
    {
        foreach (AlignedBuffer<float> layer in _layers)
            layer.Dispose();
    }
}
