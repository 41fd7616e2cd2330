namespace Minima.Kernels;

/// <summary>
/// One pass over a panel of weights. For each tile, in this order: the gradient of the previous batch is summed and the step taken
/// (or the gradient added to a buffer), the penalties of the new weights are summed, and the next batch is multiplied.
/// Each part can be left out. In this form a weight is read and written once a batch, and its gradient never leaves the registers.
/// </summary>
/// <typeparam name="TInputs">How the inputs are walked.</typeparam>
internal unsafe struct PanelPass<TInputs>
    where TInputs : struct, IInputs
{
    /// <summary>[groups][4][64].</summary>
    public float* Weights;

    public int Groups;

    /// <summary>The inputs that <see cref="Deltas"/> belong to.</summary>
    public TInputs Previous;

    /// <summary>[examples][64], the gradient with respect to this panel's sums; null: no gradient is taken.</summary>
    public float* Deltas;

    /// <summary>[groups][4][64], to which the gradient is added, the weights staying as they are; null: <see cref="Step"/> is taken.</summary>
    public float* Gradient;

    public Step Step;

    /// <summary>[64] lanes to which the squares of the weights are added; null: they are not wanted.</summary>
    public double* Squares;

    /// <summary>[64] lanes to which the magnitudes of the weights are added; null: they are not wanted.</summary>
    public double* Magnitudes;

    /// <summary>The inputs to multiply.</summary>
    public TInputs Next;

    /// <summary>[examples][64] to which Next * Weights is added; null: nothing is multiplied.</summary>
    public float* Sums;
}
