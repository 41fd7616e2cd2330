using Minima.Kernels;
using Minima.Numerics;

namespace Minima.Networks;

/// <summary>What a worker of <see cref="TiedEngine"/> has for itself: all hidden units of a batch, and room for what it computes of its rows.</summary>
internal sealed class TiedWorker : IDisposable
{
    public TiedWorker(int examples, int stride)
    {
        long floats = (long)examples * stride;
        (Hidden, HiddenSteps, OwedSteps) = (new(floats), new(floats), new(floats));
        Biases = new(stride);
        Scratch = new(2L * Tile.PadToStrip(examples * Tile.Rows));
    }

    /// <summary>y, [examples][stride].</summary>
    public AlignedBuffer<float> Hidden { get; }

    /// <summary>-r y.</summary>
    public AlignedBuffer<float> HiddenSteps { get; }

    /// <summary>-r times the deltas.</summary>
    public AlignedBuffer<float> OwedSteps { get; }

    /// <summary>The hidden biases; every worker's are the same.</summary>
    public AlignedBuffer<float> Biases { get; }

    public AlignedBuffer<float> Scratch { get; }

    /// <summary>Which of the two copies of the shares is written next.</summary>
    public int Turn { get; set; }

    /// <summary>Whether the encoder's step of the batch before is still to be taken.</summary>
    public bool IsOwed { get; set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (AlignedBuffer<float> buffer in (AlignedBuffer<float>[])[Hidden, HiddenSteps, OwedSteps, Biases, Scratch])
            buffer.Dispose();
    }
}
