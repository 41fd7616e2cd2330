using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Minima.Kernels;

/// <summary>A visit of the product: four neighbouring inputs of one example, two pairs of which at least one is lit.</summary>
[StructLayout(LayoutKind.Sequential, Pack = sizeof(float))]
internal readonly unsafe struct LitGroup
{
    private readonly uint _start;

    /// <summary>A visit.</summary>
    /// <param name="example">Which example of its batch.</param>
    /// <param name="first">The first input of the first pair.</param>
    /// <param name="second">The second input of the first pair.</param>
    /// <param name="third">The first input of the second pair.</param>
    /// <param name="fourth">The second input of the second pair.</param>
    public LitGroup(int example, float first, float second, float third, float fourth) =>
        (_start, First, Second, Third, Fourth) = ((uint)example * Tile.RowBytes, first, second, third, fourth);

    /// <summary>The first input of the first pair.</summary>
    public readonly float First;

    /// <summary>The second input of the first pair.</summary>
    public readonly float Second;

    /// <summary>The first input of the second pair.</summary>
    public readonly float Third;

    /// <summary>The second input of the second pair.</summary>
    public readonly float Fourth;

    /// <summary>Which example of its batch.</summary>
    public int Example => (int)(_start / Tile.RowBytes);

    /// <summary>The first input of a pair, which begins at 0 or 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float FirstOf(nint pair) => Unsafe.Add(ref Unsafe.AsRef(in First), pair);

    /// <summary>The second input of a pair, which begins at 0 or 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float SecondOf(nint pair) => Unsafe.Add(ref Unsafe.AsRef(in Second), pair);

    /// <summary>A visit's four inputs, which stand behind the row's start.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float* Inputs(LitGroup* visit) => (float*)visit + 1;

    /// <summary>Where the example's numbers begin.</summary>
    /// <param name="rows">[examples][64], from some column on.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float* In(float* rows) => (float*)((byte*)rows + _start);
}

/// <summary>
/// The examples that light a group of four inputs, in three parts: those that light its first pair alone, those that light both, those
/// that light its second pair alone, each ascending. So the visits of either pair stand together too.
/// </summary>
/// <param name="start">The visits of the first pair alone.</param>
/// <param name="both">The visits of both.</param>
/// <param name="second">The visits of the second pair alone.</param>
/// <param name="end">Behind the last.</param>
internal readonly unsafe struct GroupVisits(LitGroup* start, LitGroup* both, LitGroup* second, LitGroup* end)
{
    /// <summary>How many parts there are.</summary>
    public const int Parts = 3;

    /// <summary>The part of those that light both pairs.</summary>
    public const int PartOfBoth = 1;

    /// <summary>The visits of the first pair alone; those of the first pair begin here.</summary>
    public readonly LitGroup* Start = start;

    /// <summary>The visits of both; those of the second pair begin here.</summary>
    public readonly LitGroup* Both = both;

    /// <summary>The visits of the second pair alone; those of the first pair end here.</summary>
    public readonly LitGroup* Second = second;

    /// <summary>Behind the last.</summary>
    public readonly LitGroup* End = end;

    // For each set of lit inputs; the empty one has no part.
    private static ReadOnlySpan<byte> PartOf => [0, 0, 0, 0, 2, 1, 1, 1, 2, 1, 1, 1, 2, 1, 1, 1];

    /// <summary>The visits of a group in the lists of a batch, three for each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static GroupVisits Of(Visits<LitGroup> lists, int group)
    {
        int first = Parts * group;
        return new(lists.At(first), lists.At(first + 1), lists.At(first + 2), lists.At(first + 3));
    }

    /// <summary>The part that an example belongs to.</summary>
    /// <param name="lit">Which of the four inputs are lit, as the lowest bits; those above are others'.</param>
    public static int Part(ulong lit) => PartOf[(int)lit & 0b1111];
}
