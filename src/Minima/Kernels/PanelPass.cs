namespace Minima.Kernels;

/// <summary>
/// One pass over a panel of weights: the gradient of the previous batch is summed and the step taken (or the gradient added to a buffer),
/// the penalties of the new weights are summed, and the next batch is multiplied. Each part can be left out. In this form a weight comes
/// from memory and goes back once a batch, and its gradient never leaves the registers.
/// </summary>
internal unsafe struct PanelPass
{
    /// <summary>Lanes in which penalties are summed.</summary>
    public const int PenaltyLanes = Tile.Columns;

    /// <summary>[groups][4][64].</summary>
    public float* Weights;

    /// <summary>Groups of four inputs.</summary>
    public int Groups;

    /// <summary>[examples of the previous batch][64], the gradient with respect to this panel's sums; null: no gradient is taken.</summary>
    public float* Deltas;

    /// <summary>[groups][4][64], to which the gradient is added, the weights staying as they are; null: <see cref="Step"/> is taken.</summary>
    public float* Gradient;

    public Step Step;

    /// <summary>[64] lanes, one for each column, to which the squares of the weights are added; null: they are not wanted.</summary>
    public double* Squares;

    /// <summary>[64] lanes, one for each column, to which the magnitudes of the weights are added; null: they are not wanted.</summary>
    public double* Magnitudes;

    /// <summary>[examples of the next batch][64] to which its products with the weights are added; null: nothing is multiplied.</summary>
    public float* Sums;

    /// <summary>Rows of the panel, padding included.</summary>
    public readonly int Rows => Groups * Tile.Rows;

    /// <summary>The same pass over the columns from <paramref name="column"/> on.</summary>
    public readonly PanelPass From(int column)
    {
        PanelPass pass = this;
        pass.Weights += column;
        pass.Deltas = Deltas == null ? null : Deltas + column;
        pass.Gradient = Gradient == null ? null : Gradient + column;
        pass.Sums = Sums == null ? null : Sums + column;
        pass.Squares = Squares == null ? null : Squares + column;
        pass.Magnitudes = Magnitudes == null ? null : Magnitudes + column;
        return pass;
    }
}
