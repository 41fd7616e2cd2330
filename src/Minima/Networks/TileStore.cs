using Minima.Kernels.Doubles;
using Minima.Numerics;

namespace Minima.Networks;

/// <summary>
/// What blocks of examples have in every panel of every hidden layer: tiles [layers][blocks][panels][64][8]. Without a hidden layer there is
/// one as wide as the inputs, where the last hidden layer would stand.
/// </summary>
internal sealed unsafe class TileStore : IDisposable
{
    private readonly AlignedBuffer<double>[] _layers;

    public TileStore(Network network, int blocks)
    {
        IEnumerable<int> widths = network.Layers.Count == 1 ? [network.Inputs] : network.Layers.SkipLast(1).Select(static layer => layer.Outputs);
        Panels = [.. widths.Select(DoubleTile.Panels)];
        _layers = [.. Panels.Select(panels => new AlignedBuffer<double>((long)blocks * panels * DoubleTile.Size))];
    }

    /// <summary>Panels of each layer.</summary>
    public int[] Panels { get; }

    /// <summary>The tile of a block in a panel.</summary>
    public double* Tile(int layer, int block, int panel = 0) =>
        _layers[layer].Pointer + ((((long)block * Panels[layer]) + panel) * DoubleTile.Size);

    /// <summary>A block's numbers of a layer, as inputs of a product.</summary>
    public DenseDoubles Inputs(int layer, int block, int rows, int count) =>
        new(Tile(layer, block), rows, count, DoubleTile.Columns, DoubleTile.Size);

    public void Dispose()
    {
        foreach (AlignedBuffer<double> layer in _layers)
            layer.Dispose();
    }
}
