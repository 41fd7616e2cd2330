namespace Minima.Kernels;

/// <summary>
/// The way back through a panel of units: d[n][j] = unit'(z[n][j]) * (the sum over the units k of the layer above, ascending, by fused
/// multiply-adds from zero, of their d[n][k] W[k][j]); and the step on the units' biases, whose gradient is the sum of d[n][j] over the examples.
/// </summary>
internal unsafe struct BackPass
{
    /// <summary>The deltas of the layer above.</summary>
    public DenseInputs Above;

    /// <summary>Units of the layer above, padding excluded.</summary>
    public int Rows;

    /// <summary>[units above][64], the weights between.</summary>
    public float* Weights;

    public Unit Unit;

    /// <summary>[examples][64], what the units gave.</summary>
    public float* Outputs;

    /// <summary>[examples][64], overwritten.</summary>
    public float* Deltas;

    /// <summary>[64], stepped; or, without a step, gradients that the sums are added to.</summary>
    public float* Biases;

    /// <summary>-lr; null: the sums are added instead.</summary>
    public float? MinusRate;
}
