namespace Minima.Numerics;

/// <summary>
/// Linear CKA (<see cref="LinearCka"/>) by the Gram matrices of the examples, K = X X^T and L = Y Y^T with columns centred:
/// sum of K L / (||K|| ||L||), the other form of the same number (Kornblith et al., arXiv 1905.00414, equation 2), for layers of more features than there are
/// examples: it holds [examples][examples] numbers instead of [features][features].
/// </summary>
internal static class GramCka
{
    // Features whose columns are turned at a time.
    private const int Chunk = 256;

    /// <summary>The similarity, from 0 to 1; null where one has no feature that varies.</summary>
    /// <param name="x">[examples][features of the first].</param>
    /// <param name="y">[examples][features of the second].</param>
    /// <param name="rows">Examples.</param>
    public static double? Of(float[] x, float[] y, int rows)
    {
        double[] k = Gram(x, rows), l = ReferenceEquals(x, y) ? k : Gram(y, rows);
        double product = 0, squaresK = 0, squaresL = 0;
        for (int i = 0; i < k.Length; i++)
        {
            product += k[i] * l[i];
            squaresK += k[i] * k[i];
            squaresL += l[i] * l[i];
        }

        double scale = Math.Sqrt(squaresK) * Math.Sqrt(squaresL);
        return scale > 0 ? product / scale : null;
    }

    // The inner products of all examples are those of all columns of the matrix turned.
    private static double[] Gram(float[] features, int rows)
    {
        int columns = features.Length / rows;
        double[] gram = new double[rows * rows];
        double[] turned = new double[Math.Min(Chunk, columns) * rows];
        for (int first = 0; first < columns; first += Chunk)
        {
            int count = Math.Min(Chunk, columns - first);
            for (int c = 0; c < count; c++)
            {
                double sum = 0;
                for (int r = 0; r < rows; r++)
                    sum += features[((long)r * columns) + first + c];
                double mean = sum / rows;
                for (int r = 0; r < rows; r++)
                    turned[(c * rows) + r] = features[((long)r * columns) + first + c] - mean;
            }

            ReadOnlySpan<double> part = turned.AsSpan(0, count * rows);
            ColumnProducts.Add(part, part, rows, gram);
        }

        return gram;
    }
}
