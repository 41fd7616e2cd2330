using Minima.Kernels;
using Minima.Numerics;

namespace Minima.Networks;

/// <summary>
/// For each batch of packed examples, which pairs of rows of the first layer its step may leave alone (<see cref="PutOff"/>): those that it does not
/// light. Unless the next batch lights them, they need neither come from memory nor go back. Every so many batches
/// all rows are brought up to date: there a run can stop, and the sum of squares is taken anew.
/// </summary>
internal sealed unsafe class PutOffRows : IDisposable
{
    /// <summary>Examples after which everything is settled: few enough for a stop to be prompt, so many that settling costs a percent or two.</summary>
    public const int UsualStretch = 1024;

    private readonly int _batches;
    private readonly int _pairs;
    private readonly int _length;
    private readonly AlignedBuffer<int> _lateStarts;
    private readonly AlignedBuffer<LatePair> _late;

    /// <summary>Room for the lists of all batches.</summary>
    /// <param name="batches">Batches.</param>
    /// <param name="batchSize">Examples in each.</param>
    /// <param name="pairs">Pairs of rows of the first layer, an even number.</param>
    /// <param name="stretch">Examples after which everything is settled.</param>
    public PutOffRows(int batches, int batchSize, int pairs, int stretch = UsualStretch)
    {
        (_batches, _pairs, _length) = (batches, pairs, Math.Max(stretch / batchSize, 1));
        _lateStarts = new AlignedBuffer<int>((long)batches * (Blocks + 1));
        _late = new AlignedBuffer<LatePair>((long)batches * pairs);
    }

    /// <summary>Runs of batches of which the last one settles.</summary>
    public int Stretches => (_batches + _length - 1) / _length;

    private int Blocks => Tile.Panels(2 * _pairs);

    /// <summary>Whether after a batch's step no row owes anything.</summary>
    public bool Settles(int batch) => (batch + 1) % _length == 0 || batch == _batches - 1;

    /// <summary>What a batch's step puts off.</summary>
    public PutOff Of(int batch) =>
        new(_lateStarts.Pointer + ((long)batch * (Blocks + 1)), _late.Pointer + ((long)batch * _pairs), Settles(batch));

    /// <summary>Fills the lists of one stretch.</summary>
    /// <param name="stretch">Which.</param>
    /// <param name="starts">[batches][pairs + 1]: where each pair's visits begin.</param>
    /// <param name="owed">[pairs], scratch: the decays that each pair owes.</param>
    public void Fill(int stretch, int* starts, Span<int> owed)
    {
        owed.Clear();
        int first = stretch * _length, end = Math.Min(first + _length, _batches);
        for (int batch = first; batch < end; batch++)
            FillBatch(batch, starts + ((long)batch * (_pairs + 1)), owed);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _lateStarts.Dispose();
        _late.Dispose();
    }

    private void FillBatch(int batch, int* starts, Span<int> owed)
    {
        int* lateStarts = _lateStarts.Pointer + ((long)batch * (Blocks + 1));
        LatePair* late = _late.Pointer + ((long)batch * _pairs);
        int count = 0;
        bool settles = Settles(batch);
        for (int pair = 0; pair < _pairs; pair++)
        {
            if (pair % (Tile.Columns / 2) == 0)
                lateStarts[pair / (Tile.Columns / 2)] = count;
            bool isLit = IsLit(starts, pair);

            // Where all settles, every pair takes this batch's decay with its step.
            bool isLate = settles ? owed[pair] > 0 : !isLit && IsLit(starts + _pairs + 1, pair);
            if (isLate)
                late[count++] = new LatePair(pair, owed[pair] + (settles ? 0 : 1));
            owed[pair] = isLate || isLit || settles ? 0 : owed[pair] + 1;
        }

        lateStarts[Blocks] = count;
    }

    private static bool IsLit(int* starts, int pair) => starts[pair] < starts[pair + 1];
}
