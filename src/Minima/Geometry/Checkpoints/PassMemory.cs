using Minima.Formats;
using Minima.Kernels.Doubles;

namespace Minima.Geometry.Checkpoints;

/// <summary>How a bound on memory is spent: two slots, of which one is filled while the other is summed, and what is there anyway.</summary>
internal sealed class PassMemory
{
    /// <summary>
    /// Elements that are summed together before they go into the whole: the same for any memory, so that no result depends on it.
    /// </summary>
    public const int Segment = 32 * PairSums.Slice;

    /// <summary>Segments' sums that a slot has room for, for each segment's worth of elements: small tensors fill segments badly.</summary>
    public const int SumsPerSegment = 2;

    // The runtime, the command's code and the collector's room: six small checkpoints take 62 MB. A test measures that a process keeps its bound.
    private const long Runtime = 96_000_000;

    // A pair, or a group of a checkpoint, in tables, figures and JSON, when the slots are gone: 512 checkpoints took 1,660 bytes for each of their 512^2.
    private const long Result = 2000;

    // A tensor's name, shape and places in tables.
    private const long Tensor = 400;

    // Longer reads are not faster, and progress and stops wait for a slot.
    private const int LongestRead = 8 << 20;

    /// <summary>Divides the memory.</summary>
    /// <exception cref="UnusableInputException">It is too little for these checkpoints; the message says what is needed.</exception>
    public PassMemory(CheckpointPlan plan, long memory, int threads)
    {
        int count = plan.Checkpoints.Count;
        Widths = [.. Enumerable.Range(0, count).Select(i => plan.Shared.Max(tensor => tensor.In[i].Type.Bits() / 8))];
        long totals = sizeof(double) * (long)PairTotals.LengthFor(count);
        long there = Runtime + (Tensor * plan.Checkpoints.Sum(static one => (long)one.Tensors.Count))
            + (threads * sizeof(double) * PairTotals.RoomFor(count))
            + (3 * (totals + (sizeof(double) * (long)GroupTotals.Kinds * count * plan.Groups.Count)));
        long segment = (Segment * Widths.Sum(static width => (long)width)) + (SumsPerSegment * (totals + 64));
        long least = there + Math.Max(2 * segment, Result * count * (count + plan.Groups.Count));
        Segments = (int)Math.Clamp((memory - there) / (2 * segment), 1, LongestRead / (Segment * Widths.Max()));
        if (least <= memory)
            return;
        least = (least + 999_999) / 1_000_000;
        throw new UnusableInputException(
            $"{count} checkpoints of {plan.Checkpoints.Max(static one => one.Tensors.Count)} tensors in {plan.Groups.Count} groups take at least {least} MB, and {memory / 1_000_000} MB are allowed. "
            + $"Allow more (--memory {least}MB){(plan.Groups.Count > 1000 ? ", or fold the tensors into fewer groups (--group)" : "")}.");
    }

    /// <summary>Bytes of the widest element that is compared, for each checkpoint.</summary>
    public IReadOnlyList<int> Widths { get; }

    /// <summary>Segments' worth of elements that a slot has room for.</summary>
    public int Segments { get; }
}
