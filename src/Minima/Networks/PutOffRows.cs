using Minima.Kernels;
using Minima.Numerics;

namespace Minima.Networks;

/// <summary>
/// For each batch of packed examples, which rows of the first layer its step may leave alone (<see cref="PutOff"/>). Of 784 rows a batch of 20
/// digits lights 424, and 39 more are lit by the one after; the others need neither come from memory nor go back. Every so many batches
/// all rows are brought up to date: there a run can stop, and the sum of squares is taken anew.
/// </summary>
internal sealed unsafe class PutOffRows : IDisposable
{
    /// <summary>Examples after which everything is settled: few enough for a stop to be prompt, so many that settling costs a percent or two.</summary>
    public const int UsualStretch = 1024;

    private readonly int _batches;
    private readonly int _rows;
    private readonly int _length;
    private readonly AlignedBuffer<int> _litStarts;
    private readonly AlignedBuffer<byte> _lit;
    private readonly AlignedBuffer<int> _lateStarts;
    private readonly AlignedBuffer<LateRow> _late;

    /// <summary>Room for the lists of all batches.</summary>
    /// <param name="batches">Batches.</param>
    /// <param name="batchSize">Examples in each.</param>
    /// <param name="rows">Rows of the first layer, a multiple of four.</param>
    /// <param name="stretch">Examples after which everything is settled.</param>
    public PutOffRows(int batches, int batchSize, int rows, int stretch = UsualStretch)
    {
        (_batches, _rows, _length) = (batches, rows, Math.Max(stretch / batchSize, 1));
        _litStarts = new AlignedBuffer<int>((long)batches * (Blocks + 1));
        _lit = new AlignedBuffer<byte>((long)batches * rows);
        _lateStarts = new AlignedBuffer<int>((long)batches * (Blocks + 1));
        _late = new AlignedBuffer<LateRow>((long)batches * rows);
    }

    /// <summary>Runs of batches of which the last one settles.</summary>
    public int Stretches => (_batches + _length - 1) / _length;

    private int Blocks => Tile.Panels(_rows);

    /// <summary>Whether after a batch's step no row owes anything.</summary>
    public bool Settles(int batch) => (batch + 1) % _length == 0 || batch == _batches - 1;

    /// <summary>What a batch's step puts off.</summary>
    public PutOff Of(int batch)
    {
        long starts = (long)batch * (Blocks + 1), rows = (long)batch * _rows;
        return new PutOff(
            _litStarts.Pointer + starts, _lit.Pointer + rows, _lateStarts.Pointer + starts, _late.Pointer + rows, Settles(batch));
    }

    /// <summary>Fills the lists of one stretch.</summary>
    /// <param name="stretch">Which.</param>
    /// <param name="rowStarts">[batches][rows + 1]: where each row's entries begin.</param>
    /// <param name="owed">[rows], scratch: the decays that each row owes.</param>
    public void Fill(int stretch, int* rowStarts, Span<int> owed)
    {
        owed.Clear();
        int first = stretch * _length, end = Math.Min(first + _length, _batches);
        for (int batch = first; batch < end; batch++)
            FillBatch(batch, rowStarts + ((long)batch * (_rows + 1)), owed);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IDisposable buffer in (IDisposable[])[_litStarts, _lit, _lateStarts, _late])
            buffer.Dispose();
    }

    private void FillBatch(int batch, int* rowStarts, Span<int> owed)
    {
        int* litStarts = _litStarts.Pointer + ((long)batch * (Blocks + 1)), lateStarts = _lateStarts.Pointer + ((long)batch * (Blocks + 1));
        byte* lit = _lit.Pointer + ((long)batch * _rows);
        LateRow* late = _late.Pointer + ((long)batch * _rows);
        int litCount = 0, lateCount = 0;
        bool settles = Settles(batch);
        for (int row = 0; row < _rows; row++)
        {
            (int block, int offset) = Math.DivRem(row, Tile.Columns);
            if (offset == 0)
                (litStarts[block], lateStarts[block]) = (litCount, lateCount);
            bool isLit = IsLit(rowStarts, row);
            if (isLit)
                lit[litCount++] = (byte)offset;

            // Where all settles, every row takes this batch's decay with its step.
            bool isLate = settles ? owed[row] > 0 : !isLit && IsLit(rowStarts + _rows + 1, row);
            if (isLate)
                late[lateCount++] = new LateRow(offset, owed[row] + (settles ? 0 : 1));
            owed[row] = isLate || isLit || settles ? 0 : owed[row] + 1;
        }

        (litStarts[Blocks], lateStarts[Blocks]) = (litCount, lateCount);
    }

    private static bool IsLit(int* rowStarts, int row) => rowStarts[row] < rowStarts[row + 1];
}
