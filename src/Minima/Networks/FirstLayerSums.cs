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
        _values = new AlignedBuffer<float>(2 * blocks * floatsOfBlock, cleared: false);
        (_known, _block) = (new bool[blocks], floatsOfBlock);
    }

    /// <summary>Room for the sums of so many blocks; null where it would be too much.</summary>
    public static FirstLayerSums? For(int blocks, long floatsOfBlock) =>
        2 * blocks * floatsOfBlock * sizeof(float) <= MostBytes ? new FirstLayerSums(blocks, floatsOfBlock) : null;

    /// <summary>Forgets all sums: other points are to come.</summary>
    public void Forget() => Array.Clear(_known);

    /// <summary>Whether a block's sums at both points are known.</summary>
    public bool Knows(int block) => _known[block];

    /// <summary>Says that both have been written.</summary>
    public void Keep(int block) => _known[block] = true;

    /// <summary>Where a block's sums at the first (0) or the second point (1) stand.</summary>
    public float* At(int which, int block) => _values.Pointer + (((2L * block) + which) * _block);

    /// <inheritdoc/>
    public void Dispose() => _values.Dispose();
}
