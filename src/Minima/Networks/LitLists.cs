using System.Numerics;
using Minima.Data;
using Minima.Kernels;
using Minima.Numerics;

namespace Minima.Networks;

/// <summary>
/// The lists of batch after batch (<see cref="PackedInputs"/>): the product's, by groups of four inputs, and where they are asked for the
/// gradient's, by pairs.
/// </summary>
internal sealed unsafe class LitLists : IDisposable
{
    private const int Parts = GroupVisits.Parts;

    private readonly Examples _examples;
    private readonly BatchOrder _order;
    private readonly int[] _litGroups;
    private readonly int[] _litPairs;
    private readonly long[] _firstGroup;
    private readonly long[] _firstPair;
    private readonly AlignedBuffer<int> _groupStarts;
    private readonly AlignedBuffer<LitGroup> _groupVisits;
    private readonly AlignedBuffer<int>? _pairStarts;
    private readonly AlignedBuffer<LitPair>? _pairVisits;

    /// <summary>Room for the lists of all batches.</summary>
    /// <param name="examples">The examples.</param>
    /// <param name="order">Their batches.</param>
    /// <param name="litPairs">How many pairs each example lights (<see cref="Count"/>); null: no gradient is taken.</param>
    /// <param name="team">Workers to count with.</param>
    public LitLists(Examples examples, BatchOrder order, int[]? litPairs, WorkerTeam team)
    {
        (_examples, _order) = (examples, order);
        (_litGroups, _litPairs) = (Count(examples, Tile.Rows, team), litPairs ?? []);
        (_firstGroup, _firstPair) = (new long[order.Batches + 1], new long[order.Batches + 1]);

        // Written before they are read, by the worker that packs.
        _groupStarts = new AlignedBuffer<int>((long)order.Batches * ((Parts * Groups) + 1), cleared: false);
        _groupVisits = new AlignedBuffer<LitGroup>(_litGroups.Sum(static count => (long)count), cleared: false);
        if (litPairs is null)
            return;
        _pairStarts = new AlignedBuffer<int>((long)order.Batches * ((2 * Groups) + 1), cleared: false);
        _pairVisits = new AlignedBuffer<LitPair>(litPairs.Sum(static count => (long)count), cleared: false);
    }

    /// <summary>Where the pairs' visits begin, [batches][pairs + 1].</summary>
    public int* PairStarts => _pairStarts!.Pointer;

    /// <summary>Where the groups' visits begin, [batches][3 groups + 1].</summary>
    public int* GroupStarts => _groupStarts.Pointer;

    private int Groups => Tile.Groups(_examples.Width);

    /// <summary>How many pairs (2) or groups (4) of neighbouring inputs each example lights. NaN counts as lit.</summary>
    public static int[] Count(Examples examples, int inputs, WorkerTeam team)
    {
        var counts = new int[examples.Count];
        team.Run(worker =>
        {
            (int first, int end) = team.Share(worker, examples.Count);
            for (int example = first; example < end; example++)
            {
                for (int input = 0; input < examples.Width; input += Tile.Columns)
                    counts[example] += BitOperations.PopCount(Lit(examples.Lit(example, input), inputs));
            }
        });
        return counts;
    }

    /// <summary>A batch's lists.</summary>
    public PackedInputs Of(int batch, PutOff putOff) => new(
        _pairStarts is null ? default : new(PairStartsOf(batch), _pairVisits!.Pointer + _firstPair[batch]),
        new(GroupStartsOf(batch), _groupVisits.Pointer + _firstGroup[batch]),
        _order.Examples(batch),
        putOff);

    /// <summary>Gives each batch its room, in the order that holds from now on.</summary>
    public void Arrange()
    {
        Arrange(_litGroups, _firstGroup);
        if (_pairStarts is not null)
            Arrange(_litPairs, _firstPair);
    }

    /// <summary>
    /// Lists what a batch lights. Counts first, so that every visit goes where it belongs as the examples are read once more; both
    /// kinds of lists at once, for what they say is the same.
    /// </summary>
    public void Fill(int batch, LitScratch scratch)
    {
        Array.Clear(scratch.GroupEnds);
        for (int n = 0; n < _order.Examples(batch); n++)
            CountGroups(_order.Source(batch, n), scratch.GroupEnds);
        BeginLists(batch, scratch);
        for (int n = 0; n < _order.Examples(batch); n++)
        {
            int source = _order.Source(batch, n);
            _examples.CopyRow(source, scratch.Row);
            AddVisits(batch, n, source, scratch);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IDisposable? buffer in (IDisposable?[])[_groupStarts, _groupVisits, _pairStarts, _pairVisits])
            buffer?.Dispose();
    }

    private void Arrange(int[] counts, long[] first)
    {
        for (int batch = 0; batch < _order.Batches; batch++)
        {
            long sum = 0;
            for (int n = 0; n < _order.Examples(batch); n++)
                sum += counts[_order.Source(batch, n)];
            first[batch + 1] = first[batch] + sum;
        }
    }

    private void CountGroups(int source, int[] counts)
    {
        for (int first = 0; first < _examples.Width; first += Tile.Columns)
        {
            ulong lit = _examples.Lit(source, first);
            for (ulong groups = Lit(lit, Tile.Rows); groups != 0; groups &= groups - 1)
            {
                int at = BitOperations.TrailingZeroCount(groups);
                counts[((first + at) / Tile.Rows * Parts) + GroupVisits.Part(lit >> at)]++;
            }
        }
    }

    /// <summary>Where the lists begin; the counts become the same.</summary>
    private void BeginLists(int batch, LitScratch scratch)
    {
        int* groupStarts = GroupStartsOf(batch), pairStarts = _pairStarts is null ? null : PairStartsOf(batch);
        int groupSum = 0, pairSum = 0;
        for (int group = 0; group < Groups; group++)
        {
            Span<int> ends = scratch.GroupEnds.AsSpan(Parts * group, Parts);
            (int first, int both, int second) = (ends[0], ends[1], ends[2]);
            (ends[0], ends[1], ends[2]) = (groupSum, groupSum + first, groupSum + first + both);
            ends.CopyTo(new Span<int>(groupStarts + (Parts * group), Parts));
            groupSum += first + both + second;
            if (pairStarts == null)
                continue;
            ends = scratch.PairEnds.AsSpan(2 * group, 2);
            (ends[0], ends[1]) = (pairSum, pairSum + first + both);
            ends.CopyTo(new Span<int>(pairStarts + (2 * group), 2));
            pairSum += first + both + both + second;
        }

        groupStarts[Parts * Groups] = groupSum;
        if (pairStarts != null)
            pairStarts[2 * Groups] = pairSum;
    }

    private void AddVisits(int batch, int n, int source, LitScratch scratch)
    {
        LitGroup* groupVisits = _groupVisits.Pointer + _firstGroup[batch];
        LitPair* pairVisits = _pairVisits is null ? null : _pairVisits.Pointer + _firstPair[batch];
        int[] groupEnds = scratch.GroupEnds, pairEnds = scratch.PairEnds;
        for (int first = 0; first < _examples.Width; first += Tile.Columns)
        {
            ulong lit = _examples.Lit(source, first);
            for (ulong groups = Lit(lit, Tile.Rows); groups != 0; groups &= groups - 1)
            {
                int at = BitOperations.TrailingZeroCount(groups);
                int group = (first + at) / Tile.Rows, part = GroupVisits.Part(lit >> at);
                ReadOnlySpan<float> four = scratch.Row.AsSpan(first + at, Tile.Rows);
                groupVisits[groupEnds[(Parts * group) + part]++] = new LitGroup(n, four[0], four[1], four[2], four[3]);
                if (pairVisits == null)
                    continue;
                if (part <= GroupVisits.PartOfBoth)
                    pairVisits[pairEnds[2 * group]++] = new LitPair(n, four[0], four[1]);
                if (part >= GroupVisits.PartOfBoth)
                    pairVisits[pairEnds[(2 * group) + 1]++] = new LitPair(n, four[2], four[3]);
            }
        }
    }

    private int* GroupStartsOf(int batch) => GroupStarts + ((long)batch * ((Parts * Groups) + 1));

    private int* PairStartsOf(int batch) => PairStarts + ((long)batch * ((2 * Groups) + 1));

    /// <summary>Of up to 64 inputs of which some are lit, the first of each 2 or 4 that have one, as bits.</summary>
    private static ulong Lit(ulong lit, int inputs) => inputs == 2
        ? (lit | (lit >> 1)) & 0x5555_5555_5555_5555
        : (lit | (lit >> 1) | (lit >> 2) | (lit >> 3)) & 0x1111_1111_1111_1111;
}

/// <summary>What a worker needs beside the lists that it fills.</summary>
/// <param name="width">Numbers that an example has.</param>
internal sealed class LitScratch(int width)
{
    /// <summary>[groups][3]: where the next visit of each list goes.</summary>
    public int[] GroupEnds { get; } = new int[Tile.Groups(width) * GroupVisits.Parts];

    /// <summary>[pairs]: the same.</summary>
    public int[] PairEnds { get; } = new int[Tile.Groups(width) * 2];

    /// <summary>An example's numbers, and zeros up to a whole group.</summary>
    public float[] Row { get; } = new float[Tile.Groups(width) * Tile.Rows];
}
