using Minima.Formats;

namespace Minima.Kernels.Doubles;

/// <summary>
/// What <see cref="PairSums"/> is made of, on a slice of 512 numbers of each vector. Sums have one order, given here, so every implementation gives
/// the same bits: <see cref="ReferencePairs"/> in plain loops, the oracle, and <see cref="VectorPairs{S, V, N, U}"/> for each kind of machine.
/// </summary>
/// <remarks>
/// A sum is taken in chains of fused multiply-adds from zero, of which chain c takes the numbers c, c + n, c + 2n and so on; n is 16 for a sum over one vector
/// and 8 for one over a pair. In the end chains c and c + n/2 are added, then c and c + n/4, down to one.
/// </remarks>
internal unsafe interface IPairKernels
{
    /// <summary>values &lt;- numbers; norm += sum of numbers^2.</summary>
    /// <param name="type">One of F64, F32, F16 and BF16.</param>
    /// <param name="numbers">[512] as in the file, at any address.</param>
    /// <param name="values">[512].</param>
    /// <param name="norm">One sum.</param>
    void Widen(ElementType type, byte* numbers, double* values, double* norm);

    /// <summary>
    /// changes &lt;- numbers - first; norm += sum of numbers^2; largest &lt;- the larger of it and every |change|, leaving out what is not a number.
    /// </summary>
    /// <param name="type">One of F64, F32, F16 and BF16.</param>
    /// <param name="numbers">[512] as in the file, at any address.</param>
    /// <param name="first">[512].</param>
    /// <param name="changes">[512], not the first.</param>
    /// <param name="norm">One sum.</param>
    /// <param name="largest">One number, not negative.</param>
    void Change(ElementType type, byte* numbers, double* first, double* changes, double* norm, double* largest);

    /// <summary>products[i, j] &lt;- sum of a_i a_j for all j at most i.</summary>
    /// <param name="vectors">[padded count][<see cref="PairSums.Stride"/>], of which the first 512.</param>
    /// <param name="count">How many vectors.</param>
    /// <param name="products">By <see cref="PairSums.Pair"/>.</param>
    void Multiply(double* vectors, int count, double* products);

    /// <summary>sum of (a - b)^2, in 16 chains.</summary>
    double Square(double* a, double* b);
}
