namespace Minima.Kernels;

/// <summary>Numbers that take a <see cref="MomentStep"/>, each by itself.</summary>
internal unsafe struct MomentPass
{
    /// <summary>[count], stepped.</summary>
    public float* Values;

    /// <summary>[count], the loss's gradient; set to zero.</summary>
    public float* Gradient;

    /// <summary>[count], the first moment.</summary>
    public float* First;

    /// <summary>[count], Adam's second moment; null: a step with momentum.</summary>
    public float* Second;

    /// <summary>How many; a multiple of 16.</summary>
    public long Count;

    public MomentStep Step;
}
