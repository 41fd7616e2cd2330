using System.Runtime.CompilerServices;

namespace Minima.Kernels;

/// <summary>
/// A batch of inputs as the tile kernel walks it: for each group of four inputs, the examples for which the group is not all zero, each
/// with its four values. First come those that light both halves of the group, then those that light only the first two
/// inputs, then those that light only the last two; within each, in ascending order. A dark half is skipped.
/// </summary>
internal unsafe interface IInputs
{
    /// <summary>Floats from an entry's four values to the next entry's.</summary>
    nint Stride { get; }

    /// <summary>The entries of a group, and the first one's four values.</summary>
    Entries Select(int group, out float* values);

    /// <summary>64 times the entry's example within the batch: where its row begins in a panel of sums or deltas.</summary>
    nint Offset(nint entry);
}

/// <summary>Where a group's entries stand: from <paramref name="Begin"/> on both halves are lit, from <paramref name="First"/> on
/// the first, from <paramref name="Second"/> on the second, up to <paramref name="End"/>, which is not one.</summary>
internal readonly record struct Entries(int Begin, int First, int Second, int End);

/// <summary>Inputs of which only what is lit is listed, group after group.</summary>
/// <param name="starts">[3 * groups + 1]: where the entries of each group and kind begin.</param>
/// <param name="offsets">[entries]: 64 times the example.</param>
/// <param name="values">[entries][4].</param>
internal readonly unsafe struct PackedInputs(int* starts, int* offsets, float* values) : IInputs
{
    private readonly int* _starts = starts;
    private readonly int* _offsets = offsets;
    private readonly float* _values = values;

    public nint Stride
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Tile.Rows;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Entries Select(int group, out float* values)
    {
        int* own = _starts + (3L * group);
        values = _values + ((nint)own[0] * Tile.Rows);
        return new Entries(own[0], own[1], own[2], own[3]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public nint Offset(nint entry) => _offsets[entry];
}

/// <summary>Inputs that are all taken, as a layer's outputs: panel after panel, in each the examples' rows.</summary>
/// <param name="values">[panels][panelLength], in each panel [examples][rowLength].</param>
/// <param name="examples">Examples in the batch.</param>
/// <param name="rowLength">Numbers that a panel has for each example, a multiple of four.</param>
/// <param name="panelLength">Floats from one panel to the next.</param>
internal readonly unsafe struct DenseInputs(float* values, int examples, int rowLength, long panelLength) : IInputs
{
    private readonly float* _values = values;
    private readonly int _examples = examples;
    private readonly int _rowLength = rowLength;
    private readonly long _panelLength = panelLength;

    public nint Stride
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _rowLength;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Entries Select(int group, out float* values)
    {
        (int panel, int column) = Math.DivRem(group * Tile.Rows, _rowLength);
        values = _values + (panel * _panelLength) + column;
        return new Entries(0, _examples, _examples, _examples);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public nint Offset(nint entry) => entry * Tile.Columns;
}
