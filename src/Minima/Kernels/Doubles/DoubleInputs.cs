using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Minima.Kernels.Doubles;

/// <summary>
/// Inputs of a block of examples as the double precision products walk them, group of four by group of four: which examples light which
/// half of the group, and where their numbers stand.
/// </summary>
internal unsafe interface IDoubleInputs
{
    /// <summary>Bytes from an entry's numbers to the next entry's.</summary>
    nint Stride { get; }

    /// <summary>Bytes of a number.</summary>
    nint Size { get; }

    /// <summary>The entries of a group, and where the numbers of the one that begins it stand.</summary>
    Entries Select(int group, out nint address);

    /// <summary>The number at an address, four times.</summary>
    Vector256<double> At(nint address);

    /// <summary>Where the entry's row begins in a tile of sums or deltas, in doubles.</summary>
    nint Offset(nint entry);
}

/// <summary>
/// Packed examples: their numbers are floats, which are exact as doubles. They are widened after they are spread over a register: the
/// instruction that converts one number alone leaves the rest of its register as it was, and so waits for whatever was computed in it last.
/// </summary>
/// <param name="lists">Three lists for each group (<see cref="GroupVisits"/>).</param>
internal readonly unsafe struct PackedDoubles(Visits<LitGroup> lists) : IDoubleInputs
{
    private readonly Visits<LitGroup> _lists = lists;

    public nint Stride
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => sizeof(LitGroup);
    }

    public nint Size
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => sizeof(float);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Entries Select(int group, out nint address)
    {
        int list = GroupVisits.Parts * group, begin = _lists.Start(list);
        address = (nint)LitGroup.Inputs(_lists.First + begin);
        return new Entries(begin, _lists.Start(list + 1), _lists.Start(list + 2), _lists.Start(list + 3));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<double> At(nint address) => Vector256.WidenLower(Vector256.Create(*(float*)address));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public nint Offset(nint entry) => (nint)_lists.First[entry].Example * DoubleTile.Columns;
}

/// <summary>Doubles of which all are taken: tile after tile, in each the examples' rows.</summary>
/// <param name="values">The first tile.</param>
/// <param name="rows">Examples.</param>
/// <param name="count">Numbers that an example has in all its tiles; of a group that only the first two of its numbers fill, the rest is skipped.</param>
/// <param name="rowLength">Numbers that a tile has for each example, a multiple of four.</param>
/// <param name="tileLength">Doubles from one tile to the next.</param>
internal readonly unsafe struct DenseDoubles(double* values, int rows, int count, int rowLength, long tileLength) : IDoubleInputs
{
    private readonly double* _values = values;
    private readonly int _rows = rows;
    private readonly int _count = count;
    private readonly int _rowLength = rowLength;
    private readonly long _tileLength = tileLength;

    public nint Stride
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _rowLength * sizeof(double);
    }

    public nint Size
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => sizeof(double);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Entries Select(int group, out nint address)
    {
        (int tile, int column) = Math.DivRem(group * Tile.Rows, _rowLength);
        address = (nint)(_values + (tile * _tileLength) + column);
        return new Entries(0, _count - (group * Tile.Rows) > 2 ? 0 : _rows, _rows, _rows);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<double> At(nint address) => Vector256.Create(*(double*)address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public nint Offset(nint entry) => entry * DoubleTile.Columns;
}
