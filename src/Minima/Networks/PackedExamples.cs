using Minima.Data;
using Minima.Kernels;
using Minima.Numerics;

namespace Minima.Networks;

/// <summary>
/// Examples as the first layer's kernels walk them, batch after batch. A digit lights 150 of 784 pixels, and only those are listed
/// (<see cref="PackedInputs"/>); where most inputs are not zero, the examples stand as they are (<see cref="DenseInputs"/>).
/// The choice changes no result: a product with zero adds nothing.
/// </summary>
internal sealed unsafe class PackedExamples : IDisposable
{
    private readonly Examples _examples;
    private readonly WorkerTeam _team;
    private readonly bool _withGradients;
    private readonly int _rows;
    private readonly int[] _lit;
    private readonly long[] _first;
    private readonly float[][] _scratch;
    private readonly int[][] _ends;
    private readonly AlignedBuffer<byte> _labels;
    private readonly AlignedBuffer<float> _dense;
    private readonly AlignedBuffer<int> _rowStarts;
    private readonly AlignedBuffer<int> _exampleStarts;
    private readonly AlignedBuffer<Lit> _byRow;
    private readonly AlignedBuffer<Lit> _byExample;
    private readonly PutOffRows? _putOff;
    private readonly Action<int> _fill;
    private readonly Action<int> _fillPutOff;
    private int[]? _order;
    private bool _putsOff;

    /// <summary>Makes room for the batches; <see cref="Pack"/> fills them.</summary>
    /// <param name="examples">The examples.</param>
    /// <param name="batchSize">Examples in a batch.</param>
    /// <param name="dropTail">Whether a trailing partial batch is left out.</param>
    /// <param name="team">The workers that pack.</param>
    /// <param name="withGradients">Whether gradients will be taken, beside products.</param>
    /// <param name="stretch">
    /// Examples within which a row that a batch does not light may take its decays later (<see cref="PutOffRows"/>), which asks for steps
    /// of one beta and no l1; 0: it may not.
    /// </param>
    public PackedExamples(Examples examples, int batchSize, bool dropTail, WorkerTeam team, bool withGradients, int stretch = 0)
    {
        (_examples, _team, _withGradients) = (examples, team, withGradients);
        BatchSize = batchSize;
        Count = dropTail ? examples.Count / batchSize * batchSize : examples.Count;
        Batches = (Count + batchSize - 1) / batchSize;
        _rows = Tile.Groups(examples.Width) * Tile.Rows;
        _scratch = [.. Enumerable.Range(0, team.Count).Select(_ => new float[_rows])];
        _lit = new int[examples.Count];
        team.Run(CountLit);
        long lit = _lit.Sum(static count => (long)count);
        IsDense = lit > (long)examples.Count * examples.Width / 2;
        _first = new long[Batches + 1];
        _ends = [.. Enumerable.Range(0, team.Count).Select(_ => new int[_rows])];
        _labels = new AlignedBuffer<byte>(Count);
        _dense = new AlignedBuffer<float>(IsDense ? (long)Count * _rows : 0);
        _exampleStarts = new AlignedBuffer<int>(IsDense ? 0 : (long)Batches * ExampleStartsPerBatch);
        _byExample = new AlignedBuffer<Lit>(IsDense ? 0 : lit);
        _rowStarts = new AlignedBuffer<int>(IsDense || !withGradients ? 0 : (long)Batches * (_rows + 1));
        _byRow = new AlignedBuffer<Lit>(IsDense || !withGradients ? 0 : lit);
        _putOff = stretch > 0 && !IsDense ? new PutOffRows(Batches, batchSize, _rows, stretch) : null;
        (_fill, _fillPutOff) = (Fill, FillPutOff);
    }

    /// <summary>Whether so much is lit that nothing is skipped.</summary>
    public bool IsDense { get; }

    /// <summary>Examples in a full batch.</summary>
    public int BatchSize { get; }

    /// <summary>How many batches there are.</summary>
    public int Batches { get; }

    /// <summary>How many examples they hold together.</summary>
    public int Count { get; }

    private int Blocks => Tile.Panels(_rows);

    private int ExampleStartsPerBatch => (Blocks * BatchSize) + 1;

    /// <summary>Packs the examples in the given order, or as they stand. Allocates nothing.</summary>
    /// <param name="order">Which example stands at each place; null: file order.</param>
    /// <param name="first">The batch that is taken first, with parameters that owe nothing; unless <see cref="CanBegin"/>, nothing is put off.</param>
    public void Pack(int[]? order, int first = 0)
    {
        _order = order;
        _putsOff = _putOff is not null && CanBegin(first);
        for (int batch = 0; batch < Batches; batch++)
        {
            long lit = 0;
            for (int n = 0; n < Examples(batch); n++)
                lit += _lit[Source(batch, n)];
            _first[batch + 1] = _first[batch] + lit;
        }

        _team.Run(_fill);
        if (_putsOff)
            _team.Run(_fillPutOff);
    }

    /// <summary>Whether parameters that owe nothing can begin with a batch: the one before settles.</summary>
    public bool CanBegin(int batch) => _putOff is null || batch == 0 || _putOff.Settles(batch - 1);

    /// <summary>Whether after a batch's step no row of the first layer owes a decay.</summary>
    public bool Settles(int batch) => !_putsOff || _putOff!.Settles(batch);

    /// <summary>Examples in a batch: fewer in the last one.</summary>
    public int Examples(int batch) => Math.Min(BatchSize, Count - (batch * BatchSize));

    /// <summary>The labels of a batch.</summary>
    public byte* Labels(int batch) => _labels.Pointer + ((long)batch * BatchSize);

    /// <summary>A pass over a panel of the first layer.</summary>
    /// <param name="kernels">The arithmetic.</param>
    /// <param name="pass">The panel.</param>
    /// <param name="previous">The batch that its deltas belong to; -1: none.</param>
    /// <param name="next">The batch to multiply; -1: none.</param>
    public void Pass(IKernels kernels, in PanelPass pass, int previous, int next)
    {
        if (IsDense)
            kernels.Pass(in pass, previous < 0 ? default : Dense(previous), next < 0 ? default : Dense(next));
        else
            kernels.Pass(in pass, previous < 0 ? default : Packed(previous), next < 0 ? default : Packed(next));
    }

    /// <summary>The first layer's sums of a batch, from the biases on, at the point that <paramref name="panels"/> holds.</summary>
    /// <param name="kernels">The arithmetic.</param>
    /// <param name="panels">The point.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="sums">Where they go, [panels][batch size][64].</param>
    public void Multiply(IKernels kernels, NetworkPanels panels, int batch, float* sums)
    {
        for (int panel = 0; panel < Tile.Panels(panels.Hidden[0].Outputs); panel++, sums += (long)BatchSize * Tile.Columns)
        {
            var biases = new ReadOnlySpan<float>(panels.Biases(0, panel), Tile.Columns);
            for (int n = 0; n < Examples(batch); n++)
                biases.CopyTo(new Span<float>(sums + ((long)n * Tile.Columns), Tile.Columns));
            var pass = new PanelPass { Weights = panels.Weights(0, panel), Groups = Tile.Groups(_examples.Width), Sums = sums };
            Pass(kernels, in pass, -1, batch);
        }
    }

    /// <summary>Copies a batch's inputs from 64 * <paramref name="panel"/> on into [examples][64], zeros included.</summary>
    public void Unpack(int batch, int panel, float* values)
    {
        int first = panel * Tile.Columns, examples = Examples(batch);
        new Span<float>(values, examples * Tile.Columns).Clear();
        for (int n = 0; n < examples; n++, values += Tile.Columns)
        {
            if (IsDense)
            {
                int count = Math.Min(Tile.Columns, _rows - first);
                new ReadOnlySpan<float>(_dense.Pointer + ((((long)batch * BatchSize) + n) * _rows) + first, count).CopyTo(new Span<float>(values, count));
                continue;
            }

            for (Lit* entry = Packed(batch).Example(panel, n, out Lit* end); entry < end; entry++)
                values[entry->Row - first] = entry->Value;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IDisposable buffer in (IDisposable[])[_labels, _dense, _rowStarts, _exampleStarts, _byRow, _byExample])
            buffer.Dispose();
        _putOff?.Dispose();
    }

    /// <summary>A batch's lists; only where not <see cref="IsDense"/>.</summary>
    internal PackedInputs Packed(int batch) => new(
        _withGradients ? _rowStarts.Pointer + ((long)batch * (_rows + 1)) : null,
        _byRow.Pointer + _first[batch],
        _exampleStarts.Pointer + ((long)batch * ExampleStartsPerBatch),
        _byExample.Pointer + _first[batch],
        Examples(batch),
        _putsOff ? _putOff!.Of(batch) : default);

    private DenseInputs Dense(int batch) => new(_dense.Pointer + ((long)batch * BatchSize * _rows), Examples(batch), _rows, 0);

    /// <summary>How many inputs each example lights, by all workers. NaN counts as lit.</summary>
    private void CountLit(int worker)
    {
        Span<float> row = _scratch[worker];
        (int first, int end) = _team.Share(worker, _examples.Count);
        for (int example = first; example < end; example++)
        {
            _examples.CopyRow(example, row);
            int lit = 0;
            foreach (float value in row)
                lit += value != 0 ? 1 : 0;
            _lit[example] = lit;
        }
    }

    private void Fill(int worker)
    {
        (int first, int end) = _team.Share(worker, Batches);
        for (int batch = first; batch < end; batch++)
        {
            for (int n = 0; n < Examples(batch); n++)
                Labels(batch)[n] = _examples.Labels[Source(batch, n)];
            if (IsDense)
                FillDense(batch);
            else
                FillLists(batch, _scratch[worker], _ends[worker]);
        }
    }

    private void FillPutOff(int worker)
    {
        (int first, int end) = _team.Share(worker, _putOff!.Stretches);
        for (int stretch = first; stretch < end; stretch++)
            _putOff.Fill(stretch, _rowStarts.Pointer, _ends[worker]);
    }

    private void FillDense(int batch)
    {
        for (int n = 0; n < Examples(batch); n++)
        {
            long place = ((long)batch * BatchSize) + n;
            _examples.CopyRow(Source(batch, n), new Span<float>(_dense.Pointer + (place * _rows), _rows));
        }
    }

    /// <summary>Counts first, so that every entry goes where it belongs as the examples are read once more.</summary>
    private void FillLists(int batch, Span<float> values, int[] rowEnds)
    {
        int examples = Examples(batch);
        int* exampleStarts = _exampleStarts.Pointer + ((long)batch * ExampleStartsPerBatch);
        int* rowStarts = _withGradients ? _rowStarts.Pointer + ((long)batch * (_rows + 1)) : null;
        CountEntries(batch, values, rowEnds, exampleStarts);
        int sum = 0;
        for (int row = 0; row < _rows; row++)
        {
            int count = rowEnds[row];
            rowEnds[row] = sum;
            if (rowStarts != null)
                (rowStarts[row], rowStarts[row + 1]) = (sum, sum + count);
            sum += count;
        }

        sum = 0;
        for (int i = 0; i < Blocks * examples; i++)
            (exampleStarts[i], sum) = (sum, sum + exampleStarts[i]);
        exampleStarts[Blocks * examples] = sum;

        Lit* byRow = _byRow.Pointer + _first[batch], byExample = _byExample.Pointer + _first[batch];
        for (int n = 0; n < examples; n++)
        {
            _examples.CopyRow(Source(batch, n), values);
            for (int row = 0; row < _rows; row++)
            {
                float value = values[row];
                if (row % Tile.Columns == 0)
                    sum = exampleStarts[(row / Tile.Columns * examples) + n];
                if (value == 0)
                    continue;
                byExample[sum++] = new Lit(row, value);
                if (rowStarts != null)
                    byRow[rowEnds[row]++] = new Lit(n, value);
            }
        }
    }

    /// <summary>How many entries each row has, and each block and example.</summary>
    private void CountEntries(int batch, Span<float> values, int[] rowCounts, int* exampleCounts)
    {
        int examples = Examples(batch);
        Array.Clear(rowCounts);
        new Span<int>(exampleCounts, Blocks * examples).Clear();
        for (int n = 0; n < examples; n++)
        {
            _examples.CopyRow(Source(batch, n), values);
            for (int row = 0; row < _rows; row++)
            {
                int lit = values[row] != 0 ? 1 : 0;
                rowCounts[row] += lit;
                exampleCounts[(row / Tile.Columns * examples) + n] += lit;
            }
        }
    }

    private int Source(int batch, int n)
    {
        int place = (batch * BatchSize) + n;
        return _order is null ? place : _order[place];
    }
}
