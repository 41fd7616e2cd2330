using System.Runtime.CompilerServices;

namespace Minima.Kernels;

/// <summary>
/// A batch of inputs as the tile kernel walks it: for each group of four inputs, the examples for which the group is not all zero,
/// in ascending order, each with its four values.
/// </summary>
internal unsafe interface IInputs
{
    /// <summary>The entries of a group, <paramref name="begin"/> (included) to <paramref name="end"/> (excluded), and a base for <see cref="Values"/>.</summary>
    void Select(int group, out int begin, out int end, out float* values);

    /// <summary>64 times the entry's example within the batch: where its row begins in a panel of sums or deltas.</summary>
    int Offset(int entry);

    /// <summary>The entry's four values.</summary>
    float* Values(float* values, int entry);
}

/// <summary>Inputs of which only the lit groups are listed, group after group.</summary>
/// <param name="starts">[groups + 1]: where each group's entries begin.</param>
/// <param name="offsets">[entries]: 64 times the example.</param>
/// <param name="values">[entries][4].</param>
internal readonly unsafe struct PackedInputs(int* starts, int* offsets, float* values) : IInputs
{
    private readonly int* _starts = starts;
    private readonly int* _offsets = offsets;
    private readonly float* _values = values;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Select(int group, out int begin, out int end, out float* values)
    {
        begin = _starts[group];
        end = _starts[group + 1];
        values = _values;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Offset(int entry) => _offsets[entry];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float* Values(float* values, int entry) => values + ((long)entry * Tile.Rows);
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Select(int group, out int begin, out int end, out float* values)
    {
        (int panel, int column) = Math.DivRem(group * Tile.Rows, _rowLength);
        begin = 0;
        end = _examples;
        values = _values + (panel * _panelLength) + column;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Offset(int entry) => entry * Tile.Columns;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float* Values(float* values, int entry) => values + ((long)entry * _rowLength);
}
