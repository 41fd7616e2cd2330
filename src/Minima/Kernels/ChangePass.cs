namespace Minima.Kernels;

/// <summary>
/// A panel of the last hidden layer and the output layer behind it, where a product with the Hessian passes through: the outputs h and the
/// logits' deltas d, and how all that changes along a direction, written R as in <see cref="Networks.PreciseProduct"/>. The derivative of a
/// product is two products; both are taken at once.
/// </summary>
internal unsafe struct ChangePass
{
    /// <summary>Rows of h and d.</summary>
    public int Examples;

    /// <summary>Classes.</summary>
    public int Classes;

    /// <summary>Floats from one example's logits to the next one's: the classes, padded to a multiple of 16.</summary>
    public int Stride;

    /// <summary>[examples][64], h.</summary>
    public float* Outputs;

    /// <summary>[examples][64], Rh.</summary>
    public float* Changes;

    /// <summary>[examples][stride], d.</summary>
    public float* Deltas;

    /// <summary>[examples][stride], Rd.</summary>
    public float* DeltaChanges;

    /// <summary>[classes][64], W': the output weights with the classes as rows.</summary>
    public float* Weights;

    /// <summary>[classes][64], V': the direction, likewise.</summary>
    public float* Direction;
}
