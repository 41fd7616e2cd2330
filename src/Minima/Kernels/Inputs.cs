using System.Runtime.CompilerServices;

namespace Minima.Kernels;

/// <summary>
/// One input of one example that is not zero, as a list of such names it: eight bytes, read at once, because reading is what the loops over
/// such lists do most.
/// </summary>
internal readonly unsafe struct Lit
{
    private readonly ulong _bits;

    /// <summary>An entry.</summary>
    /// <param name="row">A row of 64 numbers.</param>
    /// <param name="value">The input.</param>
    public Lit(int row, float value) => _bits = ((ulong)BitConverter.SingleToUInt32Bits(value) << 32) | ((uint)row * RowBytes);

    private const uint RowBytes = Tile.Columns * sizeof(float);

    /// <summary>The row's number.</summary>
    public int Row => (int)((uint)_bits / RowBytes);

    /// <summary>The input.</summary>
    public float Value
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => BitConverter.UInt32BitsToSingle((uint)(_bits >> 32));
    }

    /// <summary>Where the row begins.</summary>
    /// <param name="rows">[rows][64].</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float* In(float* rows) => (float*)((byte*)rows + (uint)_bits);
}

/// <summary>
/// A batch of inputs of which only what is not zero is listed, twice: for each input the examples that light it, for gradients; and
/// for each block of 64 inputs and each example the inputs that it lights, for products.
/// </summary>
/// <param name="rowStarts">[rows + 1], rows a multiple of 4: where each input's entries begin; null: there are no such lists.</param>
/// <param name="byRow">The examples that light an input, ascending, as rows.</param>
/// <param name="exampleStarts">[blocks * examples + 1]: where the entries of each block and example begin.</param>
/// <param name="byExample">The inputs that an example lights, ascending, as rows.</param>
/// <param name="examples">Examples in the batch.</param>
internal readonly unsafe struct PackedInputs(int* rowStarts, Lit* byRow, int* exampleStarts, Lit* byExample, int examples)
{
    public readonly int Examples = examples;

    private readonly int* _rowStarts = rowStarts;
    private readonly Lit* _byRow = byRow;
    private readonly int* _exampleStarts = exampleStarts;
    private readonly Lit* _byExample = byExample;

    /// <summary>The examples that light an input.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Lit* Row(int row, out Lit* end)
    {
        end = _byRow + _rowStarts[row + 1];
        return _byRow + _rowStarts[row];
    }

    /// <summary>The inputs of a block that an example lights.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Lit* Example(int block, int example, out Lit* end)
    {
        int* start = _exampleStarts + ((long)block * Examples) + example;
        end = _byExample + start[1];
        return _byExample + start[0];
    }
}

/// <summary>Inputs that are all taken, as a layer's outputs: panel after panel, in each the examples' rows.</summary>
/// <param name="values">[panels][panelLength], in each panel [examples][rowLength].</param>
/// <param name="examples">Examples in the batch.</param>
/// <param name="rowLength">Numbers that a panel has for each example, a multiple of four.</param>
/// <param name="panelLength">Floats from one panel to the next.</param>
internal readonly unsafe struct DenseInputs(float* values, int examples, int rowLength, long panelLength)
{
    /// <summary>Examples in the batch.</summary>
    public readonly int Examples = examples;

    /// <summary>Floats from an example's numbers to the next example's.</summary>
    public readonly nint Stride = rowLength;

    private readonly float* _values = values;
    private readonly long _panelLength = panelLength;

    /// <summary>The four numbers of a group of the first example.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float* Group(int group)
    {
        (int panel, int column) = Math.DivRem(group * Tile.Rows, (int)Stride);
        return _values + (panel * _panelLength) + column;
    }
}
