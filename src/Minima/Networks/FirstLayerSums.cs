using Minima.Kernels;
using Minima.Numerics;

namespace Minima.Networks;

/// <summary>
/// The first layer's sums over all blocks of examples at two points, kept from one run of a <see cref="LineEvaluator"/> to the next: the
/// search for a line's top comes back to the same two points several times.
/// </summary>
internal sealed unsafe class FirstLayerSums : IDisposable
{
    // 80,000 examples and 500 units at both points. Beyond that multiplying again costs less than the memory may be worth.
    private const long MostBytes = 384L << 20;

    private readonly AlignedBuffer<float> _values;
    private readonly bool[] _known;
    private readonly long _block;

    private FirstLayerSums(int blocks, long floatsOfBlock)
    {
        _values = new AlignedBuffer<float>(2 * blocks * floatsOfBlock);
        (_known, _block) = (new bool[blocks], floatsOfBlock);
    }

    /// <summary>Room for the sums of so many blocks; null where it would be too much.</summary>
    public static FirstLayerSums? For(int blocks, int blockSize, int panels)
    {
        long floats = (long)panels * blockSize * Tile.Columns;
        return 2 * blocks * floats * sizeof(float) <= MostBytes ? new FirstLayerSums(blocks, floats) : null;
    }

    /// <summary>Forgets all sums: other points are to come.</summary>
    public void Forget() => Array.Clear(_known);

    /// <summary>Copies a block's sums at both points into a worker's, if they are known.</summary>
    public bool TryGet(int block, float* first, float* second)
    {
        if (!_known[block])
            return false;
        new ReadOnlySpan<float>(At(0, block), (int)_block).CopyTo(new Span<float>(first, (int)_block));
        new ReadOnlySpan<float>(At(1, block), (int)_block).CopyTo(new Span<float>(second, (int)_block));
        return true;
    }

    /// <summary>Keeps a block's sums at both points.</summary>
    public void Keep(int block, float* first, float* second)
    {
        new ReadOnlySpan<float>(first, (int)_block).CopyTo(new Span<float>(At(0, block), (int)_block));
        new ReadOnlySpan<float>(second, (int)_block).CopyTo(new Span<float>(At(1, block), (int)_block));
        _known[block] = true;
    }

    /// <inheritdoc/>
    public void Dispose() => _values.Dispose();

    private float* At(int which, int block) => _values.Pointer + (((2L * block) + which) * _block);
}
