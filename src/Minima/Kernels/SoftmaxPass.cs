namespace Minima.Kernels;

/// <summary>
/// The end of the forward pass for a batch: logits z = sum of the panels' shares + b, p = softmax(z), loss = -ln p[label], its sum of exponentials in double.
/// The shares are added as one fixed binary tree over the panels in their order (0 and 1, 2 and 3, then the pairs, ...).
/// </summary>
internal unsafe struct SoftmaxPass
{
    /// <summary>[panels][examples][PaddedClasses]; of each part the first panel's.</summary>
    public float* Shares;

    public int Panels;

    /// <summary>
    /// Of as many panels, a power of two, the sum already stands where the first one's share was (<see cref="IKernels.AddShares"/>); of the last few, of
    /// those that there are.
    /// </summary>
    public int Part;

    public int Examples;

    public int Classes;

    /// <summary>Classes, padded to a multiple of 16.</summary>
    public int PaddedClasses;

    /// <summary>[PaddedClasses].</summary>
    public float* Biases;

    /// <summary>[examples], the true classes.</summary>
    public byte* Labels;

    /// <summary>[examples][PaddedClasses]: <see cref="Scale"/> * (p - 1{k = label}), zero in the padding; null: not wanted.</summary>
    public float* Deltas;

    /// <summary>1 / batch size, so that the gradient is that of the mean loss.</summary>
    public float Scale;

    /// <summary>[examples] losses in nats; null: not wanted.</summary>
    public double* Losses;

    /// <summary>[examples] the classes with the largest logit, the first of equals; 0 where the first logit is NaN. Null: not wanted.</summary>
    public byte* Predictions;

    /// <summary>[examples][PaddedClasses] logarithms of the probabilities, the padding left alone; null: not wanted.</summary>
    public float* LogProbabilities;
}
