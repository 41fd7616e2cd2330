namespace Minima.Networks;

/// <summary>Which examples make up each batch.</summary>
/// <param name="examples">Examples that there are.</param>
/// <param name="batchSize">Examples in a full batch.</param>
/// <param name="dropTail">Whether a trailing partial batch is left out.</param>
internal sealed class BatchOrder(int examples, int batchSize, bool dropTail)
{
    /// <summary>Examples in a full batch.</summary>
    public int BatchSize => batchSize;

    /// <summary>How many examples the batches hold together.</summary>
    public int Count { get; } = dropTail ? examples / batchSize * batchSize : examples;

    /// <summary>How many batches there are.</summary>
    public int Batches => (Count + batchSize - 1) / batchSize;

    /// <summary>Which example stands at each place; null: file order.</summary>
    public int[]? Order { get; set; }

    /// <summary>Examples in a batch: fewer in the last one.</summary>
    public int Examples(int batch) => Math.Min(batchSize, Count - (batch * batchSize));

    /// <summary>Example <paramref name="n"/> of a batch.</summary>
    public int Source(int batch, int n)
    {
        int place = (batch * batchSize) + n;
        return Order is null ? place : Order[place];
    }

    /// <summary>How much stands before each batch, where every example takes its own room.</summary>
    /// <param name="room">[examples]: the room of each.</param>
    /// <param name="first">[batches + 1].</param>
    public void Arrange(int[] room, long[] first)
    {
        for (int batch = 0; batch < Batches; batch++)
        {
            long sum = 0;
            for (int n = 0; n < Examples(batch); n++)
                sum += room[Source(batch, n)];
            first[batch + 1] = first[batch] + sum;
        }
    }
}
