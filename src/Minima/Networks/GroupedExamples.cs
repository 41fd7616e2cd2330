using Minima.Data;
using Minima.Kernels;
using Minima.Kernels.Doubles;
using Minima.Numerics;

namespace Minima.Networks;

/// <summary>
/// Examples packed for the double precision kernels, which hold the weights of four inputs in registers: for each group of four inputs the
/// examples that light it, each with its four values, sorted by which halves of the group are lit. (What trains lists single inputs:
/// <see cref="PackedExamples"/>.) A digit lights 56 of 196 groups and 88 of 392 halves.
/// </summary>
internal sealed unsafe class GroupedExamples : IDisposable
{
    /// <summary>The order in which a group's entries stand: both halves lit, the first, the second.</summary>
    private static ReadOnlySpan<byte> Kinds => [3, 1, 2];

    private readonly Examples _examples;
    private readonly WorkerTeam _team;
    private readonly int _groups;
    private readonly int[] _entries;
    private readonly long[] _first;
    private readonly AlignedBuffer<int> _starts;
    private readonly AlignedBuffer<byte> _labels;
    private readonly AlignedBuffer<int> _offsets;
    private readonly AlignedBuffer<float> _values;
    private readonly float[][] _rows;
    private readonly byte[][] _lit;
    private readonly Action<int> _fill;
    private int[]? _order;

    /// <summary>Makes room for the batches; <see cref="Pack"/> fills them.</summary>
    /// <param name="examples">The examples.</param>
    /// <param name="batchSize">Examples in a batch.</param>
    /// <param name="dropTail">Whether a trailing partial batch is left out.</param>
    /// <param name="team">The workers that pack.</param>
    public GroupedExamples(Examples examples, int batchSize, bool dropTail, WorkerTeam team)
    {
        (_examples, _team) = (examples, team);
        BatchSize = batchSize;
        Count = dropTail ? examples.Count / batchSize * batchSize : examples.Count;
        Batches = (Count + batchSize - 1) / batchSize;
        _groups = Tile.Groups(examples.Width);
        _rows = [.. Enumerable.Range(0, team.Count).Select(_ => new float[batchSize * _groups * Tile.Rows])];
        _lit = [.. Enumerable.Range(0, team.Count).Select(_ => new byte[batchSize * _groups])];
        _entries = new int[examples.Count];
        team.Run(CountEntries);
        long all = _entries.Sum(static count => (long)count);
        _first = new long[Batches + 1];
        _starts = new AlignedBuffer<int>((long)Batches * StartsPerBatch);
        _labels = new AlignedBuffer<byte>(Count);
        _offsets = new AlignedBuffer<int>(all);
        _values = new AlignedBuffer<float>(all * Tile.Rows);
        _fill = Fill;
    }

    /// <summary>Examples in a full batch.</summary>
    public int BatchSize { get; }

    /// <summary>How many batches there are.</summary>
    public int Batches { get; }

    /// <summary>How many examples they hold together.</summary>
    public int Count { get; }

    private int StartsPerBatch => (3 * _groups) + 1;

    /// <summary>Packs the examples in the given order, or as they stand. Allocates nothing.</summary>
    /// <param name="order">Which example stands at each place; null: file order.</param>
    public void Pack(int[]? order)
    {
        _order = order;
        for (int batch = 0; batch < Batches; batch++)
        {
            long entries = 0;
            for (int n = 0; n < Examples(batch); n++)
                entries += _entries[Source(batch, n)];
            _first[batch + 1] = _first[batch] + entries;
        }

        _team.Run(_fill);
    }

    /// <summary>Examples in a batch: fewer in the last one.</summary>
    public int Examples(int batch) => Math.Min(BatchSize, Count - (batch * BatchSize));

    /// <summary>A batch as the tile kernel walks it.</summary>
    public GroupedInputs Inputs(int batch) => new(
        _starts.Pointer + ((long)batch * StartsPerBatch),
        _offsets.Pointer + _first[batch],
        _values.Pointer + (_first[batch] * Tile.Rows));

    /// <summary>The labels of a batch.</summary>
    public byte* Labels(int batch) => _labels.Pointer + ((long)batch * BatchSize);

    /// <inheritdoc/>
    public void Dispose()
    {
        _starts.Dispose();
        _labels.Dispose();
        _offsets.Dispose();
        _values.Dispose();
    }

    /// <summary>How many groups each example lights, by all workers.</summary>
    private void CountEntries(int worker)
    {
        Span<float> row = _rows[worker].AsSpan(0, _groups * Tile.Rows);
        (int first, int end) = _team.Share(worker, _examples.Count);
        for (int example = first; example < end; example++)
        {
            _examples.CopyRow(example, row);
            int entries = 0;
            for (int group = 0; group < _groups; group++)
                entries += LitHalves(row.Slice(group * Tile.Rows, Tile.Rows)) == 0 ? 0 : 1;
            _entries[example] = entries;
        }
    }

    private void Fill(int worker)
    {
        (int first, int end) = _team.Share(worker, Batches);
        for (int batch = first; batch < end; batch++)
            Fill(batch, _rows[worker], _lit[worker]);
    }

    private void Fill(int batch, float[] rows, byte[] lit)
    {
        int examples = Examples(batch), width = _groups * Tile.Rows;
        for (int n = 0; n < examples; n++)
        {
            int source = Source(batch, n);
            _examples.CopyRow(source, rows.AsSpan(n * width, width));
            Labels(batch)[n] = _examples.Labels[source];
            for (int group = 0; group < _groups; group++)
                lit[(group * examples) + n] = LitHalves(rows.AsSpan((n * width) + (group * Tile.Rows), Tile.Rows));
        }

        int* starts = _starts.Pointer + ((long)batch * StartsPerBatch);
        int* offsets = _offsets.Pointer + _first[batch];
        float* values = _values.Pointer + (_first[batch] * Tile.Rows);
        int entry = 0;
        for (int group = 0; group < _groups; group++)
        {
            ReadOnlySpan<byte> here = lit.AsSpan(group * examples, examples);
            foreach (byte kind in Kinds)
            {
                *starts++ = entry;
                for (int n = here.IndexOf(kind); n >= 0 && n < examples; n++)
                {
                    if (here[n] != kind)
                        continue;
                    offsets[entry] = n * Tile.Columns;
                    rows.AsSpan((n * width) + (group * Tile.Rows), Tile.Rows).CopyTo(new Span<float>(values + ((long)entry * Tile.Rows), Tile.Rows));
                    entry++;
                }
            }
        }

        *starts = entry;
    }

    private int Source(int batch, int n)
    {
        int place = (batch * BatchSize) + n;
        return _order is null ? place : _order[place];
    }

    /// <summary>1 where the first half is lit, plus 2 where the second is. NaN counts as lit.</summary>
    private static byte LitHalves(ReadOnlySpan<float> four) =>
        (byte)((four[0] != 0 || four[1] != 0 ? 1 : 0) + (four[2] != 0 || four[3] != 0 ? 2 : 0));
}
