using Minima.Kernels;
using Minima.Kernels.Doubles;
using Minima.Numerics;

namespace Minima.Networks;

/// <summary>What each worker of the double precision engine needs for itself: room for a chunk of blocks.</summary>
internal sealed unsafe class PreciseWorker : IDisposable
{
    /// <summary>Blocks in a chunk: a panel of weights is fetched from a farther cache once for so many.</summary>
    public const int Chunk = 8;

    private readonly AlignedBuffer<double> _classChanges;
    private readonly int _classes;

    public PreciseWorker(Network network)
    {
        _classes = DoubleTile.Pad(network.Classes);
        Changes = new TileStore(network, Chunk);
        Deltas = new TileStore(network, Chunk);
        DeltaChanges = new TileStore(network, Chunk);
        _classChanges = new AlignedBuffer<double>((long)Chunk * DoubleTile.Rows * _classes);
    }

    /// <summary>How each hidden layer's outputs change along the direction.</summary>
    public TileStore Changes { get; }

    /// <summary>Deltas of each hidden layer's sums.</summary>
    public TileStore Deltas { get; }

    /// <summary>How those change along the direction.</summary>
    public TileStore DeltaChanges { get; }

    /// <summary>How a block's logits change, then how its deltas do, [64][padded classes].</summary>
    public double* ClassChanges(int place) => _classChanges.Pointer + ((long)place * DoubleTile.Rows * _classes);

    public void Dispose()
    {
        foreach (IDisposable part in (IDisposable[])[Changes, Deltas, DeltaChanges, _classChanges])
            part.Dispose();
    }
}
