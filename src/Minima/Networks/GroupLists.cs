using System.Numerics;
using Minima.Data;
using Minima.Kernels;
using Minima.Numerics;

namespace Minima.Networks;

/// <summary>
/// <see cref="LitForm.Groups"/>: the product's lists, by groups of four inputs, and where they are asked for the gradient's, by pairs.
/// </summary>
internal sealed unsafe class GroupLists : ILitLists, ITouchLists<TouchedGroup>
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
    private readonly PutOffRows<TouchedGroup>? _putOff;

    /// <summary>Room for the lists of all batches.</summary>
    /// <param name="examples">The examples.</param>
    /// <param name="order">Their batches.</param>
    /// <param name="litPairs">How many pairs each example lights (<see cref="LitCounts"/>); null: no gradient is taken.</param>
    /// <param name="stretches">Where all that was put off is settled; null: nothing is put off.</param>
    /// <param name="team">Workers to count with.</param>
    public GroupLists(Examples examples, BatchOrder order, int[]? litPairs, Stretches? stretches, WorkerTeam team)
    {
        (_examples, _order) = (examples, order);
        (_litGroups, _litPairs) = (LitCounts.Of(examples, Tile.Rows, team), litPairs ?? []);
        (_firstGroup, _firstPair) = (new long[order.Batches + 1], new long[order.Batches + 1]);

        // Written before they are read, by the worker that packs.
        _groupStarts = new AlignedBuffer<int>((long)order.Batches * ((Parts * Groups) + 1), cleared: false);
        _groupVisits = new AlignedBuffer<LitGroup>(_litGroups.Sum(static count => (long)count), cleared: false);
        if (litPairs is null)
            return;
        _pairStarts = new AlignedBuffer<int>((long)order.Batches * ((2 * Groups) + 1), cleared: false);
        _pairVisits = new AlignedBuffer<LitPair>(litPairs.Sum(static count => (long)count), cleared: false);
        _putOff = stretches is Stretches some ? new PutOffRows<TouchedGroup>(some, Groups) : null;
    }

    private int Groups => Tile.Groups(_examples.Width);

    /// <inheritdoc/>
    public PackedInputs Of(int batch, bool putsOff)
    {
        var groups = new Visits<LitGroup>(GroupStartsOf(batch), _groupVisits.Pointer + _firstGroup[batch]);
        Visits<LitPair> pairs = _pairStarts is null ? default : new(PairStartsOf(batch), _pairVisits!.Pointer + _firstPair[batch]);
        return new PackedInputs(new GroupedInputs(pairs, groups, putsOff ? _putOff!.Of(batch) : default), _order.Examples(batch));
    }

    /// <inheritdoc/>
    public void Arrange()
    {
        _order.Arrange(_litGroups, _firstGroup);
        if (_pairStarts is not null)
            _order.Arrange(_litPairs, _firstPair);
    }

    /// <inheritdoc/>
    public void Fill(int batch, LitScratch scratch)
    {
        // Counts first, so that every visit goes where it belongs as the examples are read once more; both kinds of lists at once, for what they say
        // is the same.
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
    public void PutOff(int stretch, LitScratch scratch) => _putOff!.Fill(stretch, this, scratch.RowEnds.AsSpan(0, 2 * Groups));

    /// <inheritdoc/>
    public int Touch(int batch, bool settles, Span<int> owed, TouchedGroup* touched)
    {
        int* pairs = PairStartsOf(batch);

        // Behind the last batch there is no product.
        int* nextGroups = batch + 1 < _order.Batches ? GroupStartsOf(batch + 1) : null;
        int count = 0;
        for (int group = 0; group < Groups; group++, pairs += 2)
        {
            (int First, int Both, int Second) next = default;
            if (nextGroups != null)
                next = CountParts(nextGroups + (Parts * group));
            int? first = PutOffRows.Touch(pairs[1] - pairs[0], settles || next.First + next.Both > 0, ref owed[2 * group]);
            int? second = PutOffRows.Touch(pairs[2] - pairs[1], settles || next.Both + next.Second > 0, ref owed[(2 * group) + 1]);
            touched[count] = new TouchedGroup(group, first ?? TouchedGroup.Alone, second ?? TouchedGroup.Alone, next);
            count += touched[count].IsTouched ? 1 : 0;
        }

        return count;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IDisposable? part in (IDisposable?[])[_groupStarts, _groupVisits, _pairStarts, _pairVisits, _putOff])
            part?.Dispose();
    }

    private static (int First, int Both, int Second) CountParts(int* starts) => (starts[1] - starts[0], starts[2] - starts[1], starts[3] - starts[2]);

    private void CountGroups(int source, int[] counts)
    {
        for (int first = 0; first < _examples.Width; first += Tile.Columns)
        {
            ulong lit = _examples.Lit(source, first);
            for (ulong groups = LitCounts.First(lit, Tile.Rows); groups != 0; groups &= groups - 1)
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
            ends = scratch.RowEnds.AsSpan(2 * group, 2);
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
        int[] groupEnds = scratch.GroupEnds, pairEnds = scratch.RowEnds;
        for (int first = 0; first < _examples.Width; first += Tile.Columns)
        {
            ulong lit = _examples.Lit(source, first);
            for (ulong groups = LitCounts.First(lit, Tile.Rows); groups != 0; groups &= groups - 1)
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

    private int* GroupStartsOf(int batch) => _groupStarts.Pointer + ((long)batch * ((Parts * Groups) + 1));

    private int* PairStartsOf(int batch) => _pairStarts!.Pointer + ((long)batch * ((2 * Groups) + 1));
}
