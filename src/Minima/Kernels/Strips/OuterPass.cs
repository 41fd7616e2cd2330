using System.Numerics;

namespace Minima.Kernels.Strips;

/// <summary>
/// gradient[row][unit] += the sum over lanes, as one tree, of the chains over the places, ascending, from zero, of x[row][place] d[unit][place].
/// </summary>
internal unsafe struct OuterPass<T>
    where T : unmanaged, INumber<T>
{
    /// <summary>The first row's numbers are at Inputs + Offsets[row].</summary>
    public T* Inputs;

    /// <summary>[rows].</summary>
    public int* Offsets;

    /// <summary>From one line of places of the inputs to the next.</summary>
    public nint InputLine;

    /// <summary>For each unit [lines][columns][lanes].</summary>
    public T* Deltas;

    /// <summary>From one unit's deltas to the next one's.</summary>
    public nint UnitLength;

    /// <summary>Lines of places.</summary>
    public int Lines;

    /// <summary>Places in a line.</summary>
    public int Columns;

    public int FirstRow;

    public int EndRow;

    public int FirstUnit;

    public int EndUnit;

    /// <summary>What is added to, element (0, 0).</summary>
    public T* Gradient;

    /// <summary>From one row to the next.</summary>
    public nint RowStride;

    /// <summary>From one unit to the next.</summary>
    public nint UnitStride;
}
