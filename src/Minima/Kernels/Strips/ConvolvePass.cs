using System.Numerics;

namespace Minima.Kernels.Strips;

/// <summary>
/// Sums of a convolution and their largest. Sum s of a map is the chain over the rows k, ascending, from zero, of w[k] x[offset[k] + place(s)];
/// where there are second inputs, it goes on over those. Of a square's sums the first of the largest is taken.
/// </summary>
internal unsafe struct ConvolvePass<T>
    where T : unmanaged, INumber<T>
{
    public StripGrid Grid;

    /// <summary>[rows]: where the input of a row lies, counted from the sum's place, in numbers.</summary>
    public int* Offsets;

    /// <summary>[channels][height][width][lanes].</summary>
    public T* Inputs;

    /// <summary>For each group of five maps [rows][5].</summary>
    public T* Weights;

    /// <summary>Further inputs; null: there are none.</summary>
    public T* MoreInputs;

    /// <summary>Their weights.</summary>
    public T* MoreWeights;

    /// <summary>[5][Pool][columns][lanes]: room for the sums of a row of squares.</summary>
    public T* Band;

    /// <summary>[maps][pooled][lanes].</summary>
    public T* Outputs;

    /// <summary>[maps][pooled][lanes]: which sum of its square was the largest, 0 to Pool^2 - 1. Without effect where Pool is 1.</summary>
    public T* Chosen;

    /// <summary>Whether the sums that <see cref="Chosen"/> names are taken, instead of the largest.</summary>
    public bool Pick;
}
