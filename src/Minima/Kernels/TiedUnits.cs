namespace Minima.Kernels;

/// <summary>
/// What becomes of an autoencoder's hidden units between two passes over the weights: the rows' shares are added up, the units are
/// activated or differentiated. Shares are the sums over eight parts of the rows, whoever computed them, or over some of these parts together.
/// </summary>
/// <remarks>All arrays over hidden units have rows <see cref="Stride"/> floats apart; shares are added as one tree (<see cref="IKernels.AddShares"/>).</remarks>
internal unsafe struct TiedUnits
{
    /// <summary>How many parts the rows have where they are shared out.</summary>
    public const int Parts = 8;

    /// <summary>Examples.</summary>
    public int Examples;

    /// <summary>Hidden units.</summary>
    public int Units;

    /// <summary>The same, padded to a multiple of 16.</summary>
    public int Width;

    /// <summary>Floats from one row over hidden units to the next.</summary>
    public int Stride;

    /// <summary>[shares][examples][Stride], the shares <see cref="ShareStride"/> floats apart.</summary>
    public float* Shares;

    /// <summary>How many shares.</summary>
    public int ShareCount;

    /// <summary>Floats from one share to the next.</summary>
    public long ShareStride;

    /// <summary>[Stride], b.</summary>
    public float* Biases;

    /// <summary>[examples][Stride], y.</summary>
    public float* Hidden;

    /// <summary>[examples][Stride], -r y; null: it is not wanted.</summary>
    public float* HiddenSteps;

    /// <summary>[examples][Stride], -r times the deltas.</summary>
    public float* OwedSteps;

    /// <summary>-r.</summary>
    public float MinusRate;

    /// <summary>
    /// [InputWidth], the inputs of the one example whose encoder's step the shares do not have yet; null: they have all. As the step is
    /// x~ times a row of steps, the sums of the next example lack (x~ . next) times that row.
    /// </summary>
    public float* OwedInputs;

    /// <summary>[InputWidth], the inputs of the one example that is encoded.</summary>
    public float* NextInputs;

    /// <summary>Inputs, padded to a multiple of 16.</summary>
    public int InputWidth;
}
