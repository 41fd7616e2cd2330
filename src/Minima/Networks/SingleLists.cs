using System.Numerics;
using Minima.Data;
using Minima.Kernels;
using Minima.Numerics;

namespace Minima.Networks;

/// <summary>
/// <see cref="LitForm.Singles"/>: the product's lists, by block of inputs and example, and where they are asked for the gradient's, by input.
/// </summary>
internal sealed unsafe class SingleLists : ILitLists, ITouchLists<TouchedRow>
{
    private readonly Examples _examples;
    private readonly BatchOrder _order;
    private readonly int[] _lit;
    private readonly long[] _first;
    private readonly AlignedBuffer<int> _blockStarts;
    private readonly AlignedBuffer<LitInput> _blockVisits;
    private readonly AlignedBuffer<int>? _rowStarts;
    private readonly AlignedBuffer<LitInput>? _rowVisits;
    private readonly PutOffRows<TouchedRow>? _putOff;

    /// <summary>Room for the lists of all batches.</summary>
    /// <param name="examples">The examples.</param>
    /// <param name="order">Their batches.</param>
    /// <param name="gradients">Whether gradients are taken.</param>
    /// <param name="stretches">Where all that was put off is settled; null: nothing is put off.</param>
    /// <param name="team">Workers to count with.</param>
    public SingleLists(Examples examples, BatchOrder order, bool gradients, Stretches? stretches, WorkerTeam team)
    {
        (_examples, _order, _lit, _first) = (examples, order, LitCounts.Of(examples, 1, team), new long[order.Batches + 1]);
        long visits = _lit.Sum(static count => (long)count);

        // Written before they are read, by the worker that packs.
        _blockStarts = new AlignedBuffer<int>((long)order.Batches * ((Blocks * order.BatchSize) + 1), cleared: false);
        _blockVisits = new AlignedBuffer<LitInput>(visits, cleared: false);
        if (!gradients)
            return;
        _rowStarts = new AlignedBuffer<int>((long)order.Batches * (Rows + 1), cleared: false);
        _rowVisits = new AlignedBuffer<LitInput>(visits, cleared: false);
        _putOff = stretches is Stretches some ? new PutOffRows<TouchedRow>(some, Rows) : null;
    }

    private int Rows => Tile.Groups(_examples.Width) * Tile.Rows;

    private int Blocks => SingleInputs.BlocksOf(Rows);

    /// <inheritdoc/>
    public PackedInputs Of(int batch, bool putsOff)
    {
        var blocks = new Visits<LitInput>(BlockStartsOf(batch), _blockVisits.Pointer + _first[batch]);
        Visits<LitInput> rows = _rowStarts is null ? default : new(RowStartsOf(batch), _rowVisits!.Pointer + _first[batch]);
        return new PackedInputs(new SingleInputs(rows, blocks, putsOff ? _putOff!.Of(batch) : default), _order.Examples(batch));
    }

    /// <inheritdoc/>
    public void Arrange() => _order.Arrange(_lit, _first);

    /// <inheritdoc/>
    public void Fill(int batch, LitScratch scratch)
    {
        // Counts first, so that every visit goes where it belongs as the examples are read once more.
        Array.Clear(scratch.RowEnds);
        for (int n = 0; n < _order.Examples(batch); n++)
            CountInputs(batch, n, scratch);
        BeginLists(scratch.BlockEnds.AsSpan(0, Blocks * _order.Examples(batch)), BlockStartsOf(batch));
        if (_rowStarts is not null)
            BeginLists(scratch.RowEnds.AsSpan(0, Rows), RowStartsOf(batch));
        for (int n = 0; n < _order.Examples(batch); n++)
            AddVisits(batch, n, scratch);
    }

    /// <inheritdoc/>
    public void PutOff(int stretch, LitScratch scratch) => _putOff!.Fill(stretch, this, scratch.RowEnds);

    /// <inheritdoc/>
    public int Touch(int batch, bool settles, Span<int> owed, TouchedRow* touched)
    {
        int* rows = RowStartsOf(batch);

        // Behind the last batch there is no product.
        int* next = batch + 1 < _order.Batches ? RowStartsOf(batch + 1) : null;
        int count = 0;
        for (int row = 0; row < Rows; row++)
        {
            bool wanted = settles || (next != null && next[row + 1] > next[row]);
            if (PutOffRows.Touch(rows[row + 1] - rows[row], wanted, ref owed[row]) is int visits)
                touched[count++] = new TouchedRow(row, visits);
        }

        return count;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IDisposable? part in (IDisposable?[])[_blockStarts, _blockVisits, _rowStarts, _rowVisits, _putOff])
            part?.Dispose();
    }

    private void CountInputs(int batch, int n, LitScratch scratch)
    {
        int source = _order.Source(batch, n), examples = _order.Examples(batch);
        for (int block = 0; block < Blocks; block++)
            scratch.BlockEnds[(block * examples) + n] = 0;
        for (int first = 0; first < _examples.Width; first += Tile.Columns)
        {
            ulong lit = _examples.Lit(source, first);
            scratch.BlockEnds[(first / SingleInputs.BlockRows * examples) + n] += BitOperations.PopCount(lit);
            for (; lit != 0 && _rowStarts is not null; lit &= lit - 1)
                scratch.RowEnds[first + BitOperations.TrailingZeroCount(lit)]++;
        }
    }

    /// <summary>Where lists of so many visits begin; the counts become the same.</summary>
    private static void BeginLists(Span<int> counts, int* starts)
    {
        int sum = 0;
        for (int list = 0; list < counts.Length; list++)
        {
            int count = counts[list];
            (counts[list], starts[list]) = (sum, sum);
            sum += count;
        }

        starts[counts.Length] = sum;
    }

    private void AddVisits(int batch, int n, LitScratch scratch)
    {
        int source = _order.Source(batch, n), examples = _order.Examples(batch);
        _examples.CopyRow(source, scratch.Row);
        LitInput* blockVisits = _blockVisits.Pointer + _first[batch];
        LitInput* rowVisits = _rowVisits is null ? null : _rowVisits.Pointer + _first[batch];
        for (int first = 0; first < _examples.Width; first += Tile.Columns)
        {
            ref int at = ref scratch.BlockEnds[(first / SingleInputs.BlockRows * examples) + n];
            for (ulong lit = _examples.Lit(source, first); lit != 0; lit &= lit - 1)
            {
                int row = first + BitOperations.TrailingZeroCount(lit);
                blockVisits[at++] = new LitInput(row, scratch.Row[row]);
                if (rowVisits != null)
                    rowVisits[scratch.RowEnds[row]++] = new LitInput(n, scratch.Row[row]);
            }
        }
    }

    private int* BlockStartsOf(int batch) => _blockStarts.Pointer + ((long)batch * ((Blocks * _order.BatchSize) + 1));

    private int* RowStartsOf(int batch) => _rowStarts!.Pointer + ((long)batch * (Rows + 1));
}
