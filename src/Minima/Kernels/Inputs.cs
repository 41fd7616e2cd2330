using System.Runtime.CompilerServices;

namespace Minima.Kernels;

/// <summary>One input of one example that is not zero, as a list of such names it.</summary>
internal readonly unsafe struct Lit
{
    private const uint RowBytes = Tile.Columns * sizeof(float);

    private readonly uint _start;

    /// <summary>An entry.</summary>
    /// <param name="row">A row of 64 numbers.</param>
    /// <param name="value">The input.</param>
    public Lit(int row, float value) => (_start, Value) = ((uint)row * RowBytes, value);

    /// <summary>The input.</summary>
    public readonly float Value;

    /// <summary>The row's number.</summary>
    public int Row => (int)(_start / RowBytes);

    /// <summary>Where the row begins.</summary>
    /// <param name="rows">[rows][64].</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float* In(float* rows) => (float*)((byte*)rows + _start);
}

/// <summary>A row that owes decays from batches that did not light it.</summary>
/// <param name="offset">The row's place in its block of 64.</param>
/// <param name="decays">How many times it is still to be multiplied by beta.</param>
internal readonly struct LateRow(int offset, int decays)
{
    private readonly uint _bits = ((uint)decays << 8) | (uint)offset;

    /// <summary>The row's place in its block of 64.</summary>
    public int Offset => (int)(_bits & 255);

    /// <summary>How many times it is still to be multiplied by beta.</summary>
    public int Decays => (int)(_bits >> 8);
}

/// <summary>
/// Which rows the step of a batch need not touch. A row that a batch does not light only decays, and nobody asks for it before a batch
/// lights it: its decays are put off until then, and taken one after the other, each rounded as if it had been taken in its time. A row
/// that a batch lights has been brought up to date by the pass before, which multiplied the batch.
/// </summary>
/// <param name="litStarts">[blocks + 1]: where the lit rows of each block of 64 begin; null: nothing is put off.</param>
/// <param name="lit">Offsets in their block of the rows that the batch lights, ascending.</param>
/// <param name="lateStarts">[blocks + 1]: where the late rows of each block begin.</param>
/// <param name="late">Rows that are brought up to date by this pass.</param>
/// <param name="settles">Whether after this pass no row owes anything: all are touched.</param>
internal readonly unsafe struct PutOff(int* litStarts, byte* lit, int* lateStarts, LateRow* late, bool settles)
{
    /// <summary>Whether after this pass no row owes anything: all are touched.</summary>
    public readonly bool Settles = settles;

    private readonly int* _litStarts = litStarts;
    private readonly byte* _lit = lit;
    private readonly int* _lateStarts = lateStarts;
    private readonly LateRow* _late = late;

    /// <summary>Whether rows are left alone at all.</summary>
    public bool Exists => _litStarts != null;

    /// <summary>The rows of a block that the batch lights, by their offsets.</summary>
    public byte* Lit(int block, out byte* end)
    {
        end = _lit + _litStarts[block + 1];
        return _lit + _litStarts[block];
    }

    /// <summary>The rows of a block that are brought up to date.</summary>
    public LateRow* Late(int block, out LateRow* end)
    {
        end = _late + _lateStarts[block + 1];
        return _late + _lateStarts[block];
    }
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
/// <param name="putOff">What the step of this batch leaves for later.</param>
internal readonly unsafe struct PackedInputs(
    int* rowStarts, Lit* byRow, int* exampleStarts, Lit* byExample, int examples, PutOff putOff = default)
{
    public readonly int Examples = examples;

    /// <summary>What the step of this batch leaves for later.</summary>
    public readonly PutOff PutOff = putOff;

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
