using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Minima.Formats;
using Minima.Kernels.Doubles;

namespace Minima.Geometry.Checkpoints;

/// <summary>
/// What is summed over elements of N checkpoints, as one row of numbers: of the N - 1 changes from the first, all inner products and all squared
/// differences (see <see cref="PairSums"/>), the squared norms of the N, and of each change the largest.
/// </summary>
internal sealed unsafe class PairTotals
{
    private readonly int _pairs;
    private readonly double* _numbers;

    // Keeps the numbers alive where they are of the collector's memory.
    private readonly double[]? _own;

    /// <summary>Sums that are nothing yet.</summary>
    public PairTotals(int checkpoints)
        : this(checkpoints, GC.AllocateArray<double>(LengthFor(checkpoints), pinned: true))
    {
    }

    /// <summary>Sums that stand in memory of somebody else's, which outlives them; they are to be cleared first.</summary>
    public PairTotals(int checkpoints, double* numbers)
    {
        (Count, _pairs) = (checkpoints, PairSums.Pairs(checkpoints - 1));
        _numbers = numbers;
    }

    private PairTotals(int checkpoints, double[] own)
        : this(checkpoints, (double*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(own))) => _own = own;

    /// <summary>Checkpoints.</summary>
    public int Count { get; }

    /// <summary>How many numbers there are for so many checkpoints.</summary>
    public static int LengthFor(int checkpoints) => (2 * PairSums.Pairs(checkpoints - 1)) + checkpoints + checkpoints - 1;

    /// <summary>All numbers.</summary>
    public Span<double> Numbers => new(_numbers, LengthFor(Count));

    /// <summary>&lt;x_i - x_0, x_j - x_0&gt;.</summary>
    public double Product(int i, int j) => i == 0 || j == 0 ? 0 : Numbers[PairSums.Pair(Math.Max(i, j) - 1, Math.Min(i, j) - 1)];

    /// <summary>||x_i - x_j||^2.</summary>
    public double Square(int i, int j) => i == j ? 0
        : i == 0 || j == 0 ? Product(i + j, i + j)
        : Numbers[_pairs + PairSums.Pair(Math.Max(i, j) - 1, Math.Min(i, j) - 1)];

    /// <summary>||x_i||^2.</summary>
    public double Norm(int i) => Numbers[(2 * _pairs) + i];

    /// <summary>The largest |x_i - x_0| of an element.</summary>
    public double Largest(int i) => i == 0 ? 0 : Numbers[(2 * _pairs) + Count + i - 1];

    /// <summary>Back to nothing.</summary>
    public void Clear() => Numbers.Clear();

    /// <summary>
    /// Doubles that a thread needs room for to take in slices: a slice of each checkpoint, and the sums over it. Whole cache lines, so that no thread's
    /// vectors straddle them.
    /// </summary>
    public static long RoomFor(int checkpoints) =>
        ((1L + PairSums.Padded(checkpoints - 1)) * PairSums.Stride) + ((PairSums.Pairs(checkpoints - 1) + 7L) / 8 * 8);

    /// <summary>Takes in a checkpoint's slice: the first one's numbers, and then of each the change from it.</summary>
    /// <param name="kernels">The arithmetic.</param>
    /// <param name="checkpoint">Its number, from 0; the first one comes first.</param>
    /// <param name="type">Of which type its numbers are.</param>
    /// <param name="numbers">[<see cref="PairSums.Slice"/>], as in the file.</param>
    /// <param name="room">[N][<see cref="PairSums.Stride"/>] for what was taken in. Behind it what <see cref="RoomFor"/> says.</param>
    public void Take(IPairKernels kernels, int checkpoint, ElementType type, byte* numbers, double* room)
    {
        double* own = room + ((long)checkpoint * PairSums.Stride), norms = _numbers + (2 * _pairs);
        if (checkpoint == 0)
            kernels.Widen(type, numbers, own, norms);
        else
            kernels.Change(type, numbers, room, own, norms + checkpoint, norms + Count + checkpoint - 1);
    }

    /// <summary>Adds the pairs of what all checkpoints' slices left in the room.</summary>
    public void AddPairs(IPairKernels kernels, double* room)
    {
        double* changes = room + PairSums.Stride;
        PairSums.Add(kernels, changes, Count - 1, changes + ((long)PairSums.Padded(Count - 1) * PairSums.Stride), _numbers, _numbers + _pairs);
    }

    /// <summary>Adds what was summed over other elements.</summary>
    public void Add(PairTotals other)
    {
        Span<double> own = Numbers, others = other.Numbers;
        int sums = own.Length - (Count - 1);
        for (int i = 0; i < sums; i++)
            own[i] += others[i];
        for (int i = sums; i < own.Length; i++)
            own[i] = Math.Max(own[i], others[i]);
    }
}
