using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Minima.Numerics;

/// <summary>
/// The columns of a search for a shortest path: how far each is, over which row it is reached, and which have been passed. Four columns at
/// a time, each by itself, so that the bits are those of plain loops.
/// </summary>
internal sealed class ColumnDistances
{
    private static readonly int Lanes = Vector256<double>.Count;

    // What has been passed is never reached anew (reach is -infinity) and never the nearest (open is infinity).
    private readonly double[] _reach;
    private readonly double[] _open;
    private readonly double[] _passed;
    private readonly long[] _before;

    public ColumnDistances(int size) =>
        (_reach, _open, _passed, _before) = (new double[size], new double[size], new double[size], new long[size]);

    /// <summary>Forgets all: every column is infinitely far.</summary>
    public void Clear()
    {
        Array.Fill(_reach, double.PositiveInfinity);
        Array.Fill(_open, double.PositiveInfinity);
        Array.Fill(_passed, double.NaN);
    }

    /// <summary>The row over which a column is reached.</summary>
    public int Before(int column) => (int)_before[column];

    /// <summary>How far a column was when it was passed; NaN where it has not been.</summary>
    public double Passed(int column) => _passed[column];

    /// <summary>Passes a column.</summary>
    public void Pass(int column)
    {
        _passed[column] = _open[column];
        (_reach[column], _open[column]) = (double.NegativeInfinity, double.PositiveInfinity);
    }

    /// <summary>Reaches columns over a row where that is shorter: start + costs[j] - duals[j].</summary>
    /// <returns>The least distance of a column that has not been passed.</returns>
    public double Reach(int row, double start, ReadOnlySpan<double> costs, ReadOnlySpan<double> duals)
    {
        ref double cost = ref MemoryMarshal.GetReference(costs), dual = ref MemoryMarshal.GetReference(duals);
        ref double reach = ref MemoryMarshal.GetArrayDataReference(_reach), open = ref MemoryMarshal.GetArrayDataReference(_open);
        ref long before = ref MemoryMarshal.GetArrayDataReference(_before);
        Vector256<double> starts = Vector256.Create(start), nearest = Vector256.Create(double.PositiveInfinity);
        var rows = Vector256.Create((long)row);
        int j = 0;
        for (; j + Lanes <= costs.Length; j += Lanes)
        {
            nuint at = (nuint)j;
            Vector256<double> through = starts + Vector256.LoadUnsafe(ref cost, at) - Vector256.LoadUnsafe(ref dual, at);
            Vector256<double> known = Vector256.LoadUnsafe(ref reach, at), far = Vector256.LoadUnsafe(ref open, at);
            Vector256<double> shorter = Vector256.LessThan(through, known);
            far = Vector256.ConditionalSelect(shorter, through, far);
            Vector256.ConditionalSelect(shorter, through, known).StoreUnsafe(ref reach, at);
            far.StoreUnsafe(ref open, at);
            Vector256.ConditionalSelect(shorter.AsInt64(), rows, Vector256.LoadUnsafe(ref before, at)).StoreUnsafe(ref before, at);
            nearest = Vector256.Min(nearest, far);
        }

        double least = Math.Min(Math.Min(nearest[0], nearest[1]), Math.Min(nearest[2], nearest[3]));
        for (; j < costs.Length; j++)
        {
            double through = start + costs[j] - duals[j];
            if (through < _reach[j])
                (_reach[j], _open[j], _before[j]) = (through, through, row);
            least = Math.Min(least, _open[j]);
        }

        return least;
    }

    /// <summary>The first column at that distance that no row has, or the first at that distance.</summary>
    public int Nearest(double least, ReadOnlySpan<int> rowOf)
    {
        int first = -1;
        var wanted = Vector256.Create(least);
        ref double open = ref MemoryMarshal.GetArrayDataReference(_open);
        for (int j = 0; j < _open.Length; j++)
        {
            if (j + Lanes <= _open.Length && !Vector256.EqualsAny(Vector256.LoadUnsafe(ref open, (nuint)j), wanted))
            {
                j += Lanes - 1;
                continue;
            }

            if (_open[j] != least)
                continue;
            if (rowOf[j] < 0)
                return j;
            first = first < 0 ? j : first;
        }

        return first;
    }
}
