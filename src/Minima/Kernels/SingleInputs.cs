using System.Runtime.CompilerServices;

namespace Minima.Kernels;

/// <summary>An input that is not zero, and the row of 64 numbers that it is multiplied with.</summary>
/// <param name="row">Which row: an example's deltas, or an input's weights.</param>
/// <param name="value">The input.</param>
internal readonly unsafe struct LitInput(int row, float value)
{
    private readonly uint _start = (uint)row * Tile.RowBytes;

    /// <summary>The input.</summary>
    public readonly float Value = value;

    /// <summary>Which row.</summary>
    public int Row => (int)(_start / Tile.RowBytes);

    /// <summary>Where the row begins.</summary>
    /// <param name="rows">[rows][64].</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float* In(float* rows) => (float*)((byte*)rows + _start);
}

/// <summary>A row of weights that a pass touches, and what becomes of it. As with <see cref="TouchedGroup"/>, lists stand one behind the other.</summary>
/// <param name="row">Which.</param>
/// <param name="visits">The gradient's visits, for its step; -n: it takes n decays instead.</param>
internal readonly struct TouchedRow(int row, int visits)
{
    /// <summary>Which.</summary>
    public readonly int Row = row;

    /// <summary>The gradient's visits, for its step; -n: n decays.</summary>
    public readonly int Visits = visits;
}

/// <summary>
/// A batch's lit inputs one by one, twice: for the gradient, by input the examples that light it; for the product, block after block
/// of 128 inputs, by example those of the block that it lights. Either way one row of 64 sums stays in registers over a whole list.
/// </summary>
/// <param name="rows">The gradient's lists, one for each input; default where none is taken.</param>
/// <param name="blocks">The product's lists, [blocks][examples].</param>
/// <param name="putOff">What the step of this batch leaves for later.</param>
internal readonly struct SingleInputs(Visits<LitInput> rows, Visits<LitInput> blocks, PutOff<TouchedRow> putOff = default)
{
    /// <summary>Inputs in a block: the weights of those that a batch of digits lights stay in the first-level cache between the step and the product.</summary>
    public const int BlockRows = 128;

    /// <summary>The gradient's lists: for each input the examples that light it, ascending.</summary>
    public readonly Visits<LitInput> Rows = rows;

    /// <summary>The product's lists: for each block and example the inputs that it lights, ascending.</summary>
    public readonly Visits<LitInput> Blocks = blocks;

    /// <summary>What the step of this batch leaves for later.</summary>
    public readonly PutOff<TouchedRow> PutOff = putOff;

    /// <summary>How many blocks some rows make.</summary>
    public static int BlocksOf(int rows) => (rows + BlockRows - 1) / BlockRows;
}
