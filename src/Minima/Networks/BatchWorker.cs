using Minima.Kernels;
using Minima.Numerics;

namespace Minima.Networks;

/// <summary>What one worker of a <see cref="BatchEngine"/> has for itself.</summary>
internal sealed class BatchWorker(int rows, int paddedClasses) : IDisposable
{
    /// <summary>Which of the two copies of shared buffers the current batch uses.</summary>
    public int Turn { get; set; }

    /// <summary>The batch whose step the hidden layers still owe; -1: none.</summary>
    public int OwedBatch { get; set; } = -1;

    /// <summary>That step.</summary>
    public Step OwedStep { get; set; }

    /// <summary>The output biases: every worker steps its own copy, all alike.</summary>
    public AlignedBuffer<float> Biases { get; } = new(paddedClasses);

    /// <summary>[examples][padded classes]: the gradient with respect to the logits.</summary>
    public AlignedBuffer<float> Deltas { get; } = new((long)rows * paddedClasses);

    /// <summary>[examples].</summary>
    public AlignedBuffer<double> Losses { get; } = new(rows);

    public PenaltyLanes Lanes { get; } = new();

    public void Dispose()
    {
        Biases.Dispose();
        Deltas.Dispose();
        Losses.Dispose();
        Lanes.Dispose();
    }
}
