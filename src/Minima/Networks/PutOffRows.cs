using Minima.Kernels;
using Minima.Numerics;

namespace Minima.Networks;

/// <summary>
/// For each batch of packed examples, which groups of rows of the first layer its pass touches (<see cref="PutOff"/>): those that it lights, for their
/// step, and those that the next batch lights, for the product. The others need neither come from memory nor go back. Every so many batches
/// all rows are brought up to date: there a run can stop, and the sum of squares is taken anew.
/// </summary>
internal sealed unsafe class PutOffRows : IDisposable
{
    /// <summary>Examples after which everything is settled: few enough for a stop to be prompt, so many that settling costs a percent or two.</summary>
    public const int UsualStretch = 1024;

    private readonly int _batches;
    private readonly int _groups;
    private readonly int _length;
    private readonly long[] _first;
    private readonly int[] _counts;
    private readonly AlignedBuffer<TouchedGroup> _touched;

    /// <summary>Room for the lists of all batches.</summary>
    /// <param name="batches">Batches.</param>
    /// <param name="batchSize">Examples in each.</param>
    /// <param name="groups">Groups of four rows of the first layer.</param>
    /// <param name="stretch">Examples after which everything is settled.</param>
    public PutOffRows(int batches, int batchSize, int groups, int stretch = UsualStretch)
    {
        (_batches, _groups, _length) = (batches, groups, Math.Max(stretch / batchSize, 1));
        (_first, _counts) = (new long[batches], new int[batches]);

        // Each stretch has room for all groups of all its batches, and its lists stand close together: the rest never gets pages.
        _touched = new AlignedBuffer<TouchedGroup>((long)batches * groups, cleared: false);
    }

    /// <summary>Runs of batches of which the last one settles.</summary>
    public int Stretches => (_batches + _length - 1) / _length;

    /// <summary>Whether after a batch's step no row owes anything.</summary>
    public bool Settles(int batch) => (batch + 1) % _length == 0 || batch == _batches - 1;

    /// <summary>What a batch's pass touches.</summary>
    public PutOff Of(int batch) => new(_touched.Pointer + _first[batch], _counts[batch], Settles(batch));

    /// <summary>Fills the lists of one stretch.</summary>
    /// <param name="stretch">Which.</param>
    /// <param name="pairStarts">[batches][2 groups + 1]: where each pair's visits of the gradient begin.</param>
    /// <param name="groupStarts">[batches][3 groups + 1]: where the three parts of each group's visits of the product begin.</param>
    /// <param name="owed">[2 groups], scratch: the decays that each pair owes.</param>
    public void Fill(int stretch, int* pairStarts, int* groupStarts, Span<int> owed)
    {
        owed.Clear();
        int begin = stretch * _length, end = Math.Min(begin + _length, _batches);
        long at = (long)begin * _groups;
        for (int batch = begin; batch < end; batch++)
        {
            // Behind the last batch there is no product.
            int next = Math.Min(batch + 1, _batches - 1);
            int* nextGroups = groupStarts + ((long)next * ((GroupVisits.Parts * _groups) + 1));
            _first[batch] = at;
            at += FillBatch(batch, pairStarts + ((long)batch * ((2 * _groups) + 1)), next > batch ? nextGroups : null, owed);
            _counts[batch] = (int)(at - _first[batch]);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _touched.Dispose();

    private int FillBatch(int batch, int* pairs, int* nextGroups, Span<int> owed)
    {
        TouchedGroup* touched = _touched.Pointer + _first[batch];
        int count = 0;
        bool settles = Settles(batch);
        for (int group = 0; group < _groups; group++, pairs += 2)
        {
            (int First, int Both, int Second) next = default;
            if (nextGroups != null)
                next = CountParts(nextGroups + (GroupVisits.Parts * group));
            int first = Touch(pairs[1] - pairs[0], settles || next.First + next.Both > 0, ref owed[2 * group]);
            int second = Touch(pairs[2] - pairs[1], settles || next.Both + next.Second > 0, ref owed[(2 * group) + 1]);
            touched[count] = new TouchedGroup(group, first, second, next);
            count += touched[count].IsTouched ? 1 : 0;
        }

        return count;
    }

    /// <summary>What becomes of a pair: its visits, or minus the decays that are taken, or nothing.</summary>
    private static int Touch(int visits, bool wanted, ref int owed)
    {
        int decays = visits > 0 ? 0 : owed + 1;
        owed = wanted ? 0 : decays;
        return visits > 0 ? visits : wanted ? -decays : TouchedGroup.Alone;
    }

    private static (int First, int Both, int Second) CountParts(int* starts) => (starts[1] - starts[0], starts[2] - starts[1], starts[3] - starts[2]);
}
