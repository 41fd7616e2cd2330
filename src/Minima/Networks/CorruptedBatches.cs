using Minima.Data;
using Minima.Kernels;
using Minima.Numerics;

namespace Minima.Networks;

/// <summary>
/// The batches of an autoencoder's training: each example as it is, and as the encoder takes it, with some of its inputs put to zero. They are
/// prepared a few at a time, a little ahead of their use, in ascending order, by one worker.
/// </summary>
/// <remarks>The masks are one stream of random numbers over all epochs; where a run goes on, what it used before is passed over.</remarks>
internal sealed unsafe class CorruptedBatches : IDisposable
{
    private const int ChunkExamples = 16;

    // Batches t - 1 to t + 2 are in use while one is prepared; a chunk may be a single batch.
    private const int Slots = 4;

    private readonly Examples _examples;
    private readonly Corruption _corruption;
    private readonly RandomState _masks = new(0);
    private readonly float[] _mask;
    private readonly AlignedBuffer<float> _clean;
    private readonly AlignedBuffer<float>? _corrupted;
    private readonly int _chunk;
    private readonly int _width;
    private int[]? _order;
    private long _drawn = -1;
    private int _epoch = -1;
    private int _first;
    private int _prepared;

    /// <summary>Batches of <paramref name="batchSize"/> examples; what does not fill one at the end is left out.</summary>
    public CorruptedBatches(Examples examples, int batchSize, Corruption corruption)
    {
        (_examples, BatchSize, _corruption, Batches) = (examples, batchSize, corruption, examples.Count / batchSize);
        _chunk = Math.Max(1, ChunkExamples / batchSize);
        _width = Tile.PadToStrip(examples.Width);
        long floats = (long)Slots * _chunk * batchSize * _width;
        _clean = new AlignedBuffer<float>(floats);
        _corrupted = corruption.Level == 0 ? null : new AlignedBuffer<float>(floats);
        _mask = new float[examples.Width];
    }

    public int BatchSize { get; }

    public int Batches { get; }

    /// <summary>[batch size][padded width], the examples of a batch.</summary>
    public float* Clean(int batch) => _clean.Pointer + Offset(batch);

    /// <summary>[batch size][padded width], the same as the encoder takes them.</summary>
    public float* Corrupted(int batch) => (_corrupted ?? _clean).Pointer + Offset(batch);

    /// <summary>Says from where batches are prepared next. Where the last ones were left, what is there stays.</summary>
    /// <param name="order">The examples in the epoch's order; null: as they stand.</param>
    /// <param name="epoch">Epochs before this one.</param>
    /// <param name="batch">The batch.</param>
    public void Begin(int[]? order, int epoch, int batch)
    {
        _order = order;
        int chunk = batch / _chunk;
        if (epoch == _epoch && batch >= _first && chunk < _prepared && chunk >= _prepared - Slots + 1)
            return;
        (_epoch, _first, _prepared) = (epoch, batch, chunk);
        if (_corrupted is null)
            return;
        long wanted = (((long)epoch * Batches) + batch) * BatchSize * _examples.Width * 2;
        if (_drawn < 0 || wanted < _drawn)
        {
            _masks.Restart(_corruption.Seed);
            _drawn = 0;
        }

        _masks.Skip(wanted - _drawn);
        _drawn = wanted;
    }

    /// <summary>Sees to it that a batch is there, and those before it; beyond the last there is nothing to do.</summary>
    public void Prepare(int batch)
    {
        while (batch < Batches && _prepared <= batch / _chunk)
        {
            int end = Math.Min((_prepared + 1) * _chunk, Batches);
            for (int b = Math.Max(_prepared * _chunk, _first); b < end; b++)
            {
                for (int n = 0; n < BatchSize; n++)
                    Prepare((b * BatchSize) + n, Offset(b) + ((long)n * _width));
            }

            _prepared++;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _clean.Dispose();
        _corrupted?.Dispose();
    }

    private long Offset(int batch) => (((long)(batch / _chunk % Slots) * _chunk) + (batch % _chunk)) * BatchSize * _width;

    private void Prepare(int place, long offset)
    {
        var row = new Span<float>(_clean.Pointer + offset, _mask.Length);
        _examples.CopyRow(_order is null ? place : _order[place], row);
        if (_corrupted is null)
            return;
        _masks.Bernoulli(1 - _corruption.Level, _mask);
        _drawn += 2L * _mask.Length;
        var kept = new Span<float>(_corrupted.Pointer + offset, _mask.Length);
        for (int i = 0; i < kept.Length; i++)
            kept[i] = row[i] * _mask[i];
    }
}
