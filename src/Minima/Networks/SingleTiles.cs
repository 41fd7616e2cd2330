using Minima.Kernels;
using Minima.Kernels.Doubles;
using Minima.Numerics;

namespace Minima.Networks;

/// <summary>What blocks of examples have in every panel of every hidden layer, in single precision: tiles [layers][blocks][panels][64][64].</summary>
internal sealed unsafe class SingleTiles : IDisposable
{
    private const int TileLength = DoubleTile.Rows * Kernels.Tile.Columns;

    private readonly AlignedBuffer<float>[] _layers;

    /// <param name="network">The layers.</param>
    /// <param name="blocks">Blocks that there is room for.</param>
    /// <param name="first">The first layer that there is room for.</param>
    public SingleTiles(Network network, int blocks, int first = 0)
    {
        Panels = [.. network.Layers.SkipLast(1).Select(static layer => Kernels.Tile.Panels(layer.Outputs))];
        _layers = [.. Panels.Select((panels, layer) => new AlignedBuffer<float>(layer < first ? 0 : (long)blocks * panels * TileLength))];
    }

    /// <summary>Panels of each layer.</summary>
    public int[] Panels { get; }

    /// <summary>The tile of a block in a panel.</summary>
    public float* Tile(int layer, int block, int panel = 0) => _layers[layer].Pointer + ((((long)block * Panels[layer]) + panel) * TileLength);

    /// <summary>A block's numbers of a layer, as inputs of a product.</summary>
    public DenseInputs Inputs(int layer, int block, int rows) => new(Tile(layer, block), rows, Kernels.Tile.Columns, TileLength);

    public void Dispose()
    {
        foreach (AlignedBuffer<float> layer in _layers)
            layer.Dispose();
    }
}
