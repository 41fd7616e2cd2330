using System.Runtime.CompilerServices;

namespace Minima.Kernels.Doubles;

/// <summary>Where a group's entries stand: from <paramref name="Begin"/> on both halves are lit, from <paramref name="First"/> on
/// the first, from <paramref name="Second"/> on the second, up to <paramref name="End"/>, which is not one.</summary>
internal readonly record struct Entries(int Begin, int First, int Second, int End);

/// <summary>
/// A block of inputs of which only what is lit is listed: for each group of four inputs, the examples for which the group is not all zero,
/// each with its four values. First come those that light both halves of the group, then those that light only the first two inputs,
/// then those that light only the last two; within each, in ascending order. A dark half is skipped.
/// </summary>
/// <param name="starts">[3 * groups + 1]: where the entries of each group and kind begin.</param>
/// <param name="offsets">[entries]: 64 times the example.</param>
/// <param name="values">[entries][4].</param>
internal readonly unsafe struct GroupedInputs(int* starts, int* offsets, float* values)
{
    private readonly int* _starts = starts;
    private readonly int* _offsets = offsets;
    private readonly float* _values = values;

    /// <summary>The entries of a group, and the first one's four values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Entries Select(int group, out float* values)
    {
        int* own = _starts + (3L * group);
        values = _values + ((nint)own[0] * Tile.Rows);
        return new Entries(own[0], own[1], own[2], own[3]);
    }

    /// <summary>64 times the entry's example within the block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public nint Offset(nint entry) => _offsets[entry];
}
