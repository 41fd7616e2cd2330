using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Minima.Kernels;

/// <summary>A visit of the gradient: two neighbouring inputs of one example, of which at least one is not zero.</summary>
[StructLayout(LayoutKind.Sequential, Pack = sizeof(float))]
internal readonly unsafe struct LitPair
{
    private readonly uint _start;

    /// <summary>A visit.</summary>
    /// <param name="example">Which example of its batch.</param>
    /// <param name="first">The input with the even number.</param>
    /// <param name="second">The input after it.</param>
    public LitPair(int example, float first, float second) => (_start, First, Second) = ((uint)example * Tile.RowBytes, first, second);

    /// <summary>The input with the even number.</summary>
    public readonly float First;

    /// <summary>The input after it.</summary>
    public readonly float Second;

    /// <summary>Which example of its batch.</summary>
    public int Example => (int)(_start / Tile.RowBytes);

    /// <summary>Where the example's numbers begin.</summary>
    /// <param name="rows">[examples][64], from some column on.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float* In(float* rows) => (float*)((byte*)rows + _start);
}

/// <summary>
/// A group of four rows that a pass touches, and what becomes of either pair of them. Where the visits of a list begin is not said: lists stand
/// one behind the other, and a group that is not touched has none.
/// </summary>
/// <param name="group">Which.</param>
/// <param name="first">The gradient's visits of the first pair, for its step; -n: it takes n decays instead; or <see cref="Alone"/>.</param>
/// <param name="second">The same of the second pair.</param>
/// <param name="next">The product's visits, in three parts (<see cref="GroupVisits"/>).</param>
internal readonly struct TouchedGroup(int group, int first, int second, (int First, int Both, int Second) next)
{
    /// <summary>Instead of a count: the pair is left alone.</summary>
    public const int Alone = int.MinValue;

    /// <summary>Which.</summary>
    public readonly int Group = group;

    /// <summary>The gradient's visits of the first pair, for its step; -n: n decays; or <see cref="Alone"/>.</summary>
    public readonly int First = first;

    /// <summary>The same of the second pair.</summary>
    public readonly int Second = second;

    /// <summary>The product's visits of the first pair alone.</summary>
    public readonly int NextFirst = next.First;

    /// <summary>The product's visits of both pairs.</summary>
    public readonly int NextBoth = next.Both;

    /// <summary>The product's visits of the second pair alone.</summary>
    public readonly int NextSecond = next.Second;

    /// <summary>Whether there is anything to do. A pair that the product visits takes a step or decays.</summary>
    public bool IsTouched => First != Alone || Second != Alone;

    /// <summary>A group where nothing is put off: every pair takes a step, visited or not. Without lists for the product there is none.</summary>
    public static TouchedGroup Of(Visits<LitPair> previous, Visits<LitGroup> next, int group)
    {
        int part = GroupVisits.Parts * group;
        (int, int, int) parts = next.Exists ? (next.Count(part), next.Count(part + 1), next.Count(part + 2)) : default;
        return new(group, previous.Count(2 * group), previous.Count((2 * group) + 1), parts);
    }
}

/// <summary>
/// Which rows the step of a batch touches. A row that a batch does not light only decays, and nobody asks for it before a batch
/// lights it: its decays are put off until then, and taken one after the other, each rounded as if it had been taken in its time. A row
/// that a batch lights has been brought up to date by the pass before, which multiplied the batch.
/// </summary>
/// <typeparam name="T">What is touched together, and what becomes of it: <see cref="TouchedGroup"/> or <see cref="TouchedRow"/>.</typeparam>
/// <param name="first">What the batch's step touches or the next batch lights, ascending; null: nothing is put off.</param>
/// <param name="count">How many.</param>
/// <param name="settles">Whether after this pass no row owes anything: all are touched.</param>
internal readonly unsafe struct PutOff<T>(T* first, int count, bool settles)
    where T : unmanaged
{
    /// <summary>Whether after this pass no row owes anything: all are touched.</summary>
    public readonly bool Settles = settles;

    /// <summary>The first that is touched.</summary>
    public readonly T* First = first;

    /// <summary>Behind the last.</summary>
    public readonly T* End = first + count;

    /// <summary>Whether rows are left alone at all.</summary>
    public bool Exists => First != null;
}

/// <summary>
/// A batch's lit inputs by neighbours. A pixel's neighbour is lit as well in most cases, so that 17 % more inputs
/// are visited than are lit, and reading is shared by two. The gradient and the product have lists of their own, which say the same: the
/// gradient, whose sums stay in registers, for each pair of neighbouring inputs the examples that light it; the product, which writes an
/// example's sums at each visit, for each group of two pairs (<see cref="GroupVisits"/>), so that it comes by less often.
/// </summary>
/// <param name="pairs">The gradient's lists; default where none is taken.</param>
/// <param name="groups">The product's lists.</param>
/// <param name="putOff">What the step of this batch leaves for later.</param>
internal readonly struct GroupedInputs(Visits<LitPair> pairs, Visits<LitGroup> groups, PutOff<TouchedGroup> putOff = default)
{
    /// <summary>What the step of this batch leaves for later.</summary>
    public readonly PutOff<TouchedGroup> PutOff = putOff;

    /// <summary>The gradient's visits: for each pair the examples that light it.</summary>
    public readonly Visits<LitPair> Pairs = pairs;

    /// <summary>The product's visits: for each group three lists (<see cref="GroupVisits"/>).</summary>
    public readonly Visits<LitGroup> Groups = groups;
}

/// <summary>A batch of inputs of which only what is not zero is listed, in the form that the kernels take (<see cref="IKernels.Form"/>).</summary>
internal readonly struct PackedInputs
{
    /// <summary>Examples in the batch.</summary>
    public readonly int Examples;

    /// <summary>The lists, where they are by neighbours.</summary>
    public readonly GroupedInputs Grouped;

    /// <summary>The lists, where they are of single inputs.</summary>
    public readonly SingleInputs Single;

    public PackedInputs(GroupedInputs grouped, int examples) => (Grouped, Examples) = (grouped, examples);

    public PackedInputs(SingleInputs single, int examples) => (Single, Examples) = (single, examples);

    /// <summary>Whether steps are put off.</summary>
    public bool PutsOff => Grouped.PutOff.Exists || Single.PutOff.Exists;
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
    public float* Group(int group) => Row(group * Tile.Rows);

    /// <summary>A number of the first example.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float* Row(int row)
    {
        (int panel, int column) = Math.DivRem(row, (int)Stride);
        return _values + (panel * _panelLength) + column;
    }
}

/// <summary>A batch of examples: the lists of what is lit, or the inputs as they stand where most are.</summary>
internal readonly struct ExampleInputs(PackedInputs packed, DenseInputs dense)
{
    /// <summary>The lists; default where there are none.</summary>
    public readonly PackedInputs Packed = packed;

    /// <summary>The inputs as they stand; default where there are lists.</summary>
    public readonly DenseInputs Dense = dense;
}
