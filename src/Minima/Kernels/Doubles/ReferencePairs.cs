using Minima.Formats;

namespace Minima.Kernels.Doubles;

/// <summary>The sums over pairs in plain loops, in the order of sums that <see cref="IPairKernels"/> prescribes: the oracle of the fast ones.</summary>
internal sealed unsafe class ReferencePairs : IPairKernels
{
    public void Widen(ElementType type, byte* numbers, double* values, double* norm)
    {
        var bytes = new ReadOnlySpan<byte>(numbers, PairSums.Slice * type.Bits() / 8);
        for (int k = 0; k < PairSums.Slice; k++)
            values[k] = TensorNumbers.At(bytes, type, k);
        *norm += Sum(values, values, 16);
    }

    public void Change(ElementType type, byte* numbers, double* first, double* changes, double* norm, double* largest)
    {
        Widen(type, numbers, changes, norm);
        for (int k = 0; k < PairSums.Slice; k++)
        {
            changes[k] -= first[k];
            double size = Math.Abs(changes[k]);
            *largest = size > *largest ? size : *largest;
        }
    }

    public void Multiply(double* vectors, int count, double* products)
    {
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j <= i; j++)
                products[PairSums.Pair(i, j)] = Sum(vectors + (i * PairSums.Stride), vectors + (j * PairSums.Stride), 8);
        }
    }

    public double Square(double* a, double* b)
    {
        double* differences = stackalloc double[PairSums.Slice];
        for (int k = 0; k < PairSums.Slice; k++)
            differences[k] = a[k] - b[k];
        return Sum(differences, differences, 16);
    }

    private static double Sum(double* a, double* b, int chains)
    {
        Span<double> sums = stackalloc double[chains];
        sums.Clear();
        for (int k = 0; k < PairSums.Slice; k++)
            sums[k % chains] = Math.FusedMultiplyAdd(a[k], b[k], sums[k % chains]);
        for (int left = chains / 2; left > 0; left /= 2)
        {
            for (int c = 0; c < left; c++)
                sums[c] += sums[c + left];
        }

        return sums[0];
    }
}
