namespace Minima.Numerics;

/// <summary>
/// Linear centred kernel alignment, how alike two sets of features of the same examples are: ||Y^T X||^2 / (||X^T X|| ||Y^T Y||), Frobenius norms,
/// columns centred. 1 where one is a rotation of the other up to a factor; the order and the signs of features do not matter.
/// Kornblith, Norouzi, Lee and Hinton, arXiv 1905.00414, equation 5.
/// </summary>
internal static class LinearCka
{
    // Rows that are multiplied as one job; a fixed number, so that the sums are the same for any number of threads.
    private const int RowsOfJob = 2500;

    /// <summary>The similarity, from 0 to 1; null where one has no feature that varies.</summary>
    /// <param name="x">[examples][xColumns].</param>
    /// <param name="xColumns">Features of the first.</param>
    /// <param name="y">[examples][yColumns].</param>
    /// <param name="yColumns">Features of the second.</param>
    /// <param name="threads">How many threads compute; the result does not depend on it.</param>
    public static double? Of(ReadOnlySpan<float> x, int xColumns, ReadOnlySpan<float> y, int yColumns, int threads)
    {
        // Columns of zeros add nothing to any of the norms: both are made equally wide.
        int columns = Math.Max(xColumns, yColumns), rows = x.Length / xColumns;
        double[] a = Centred(x, xColumns, columns), b = Centred(y, yColumns, columns);
        (double[] Left, double[] Right)[] pairs = [(a, b), (a, a), (b, b)];
        int parts = (rows + RowsOfJob - 1) / RowsOfJob;
        double[][] products = new double[pairs.Length * parts][];
        Parallel.For(0, products.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, job =>
        {
            (double[] left, double[] right) = pairs[job / parts];
            int first = job % parts * RowsOfJob * columns, length = Math.Min(RowsOfJob * columns, left.Length - first);
            products[job] = new double[columns * columns];
            ColumnProducts.Add(left.AsSpan(first, length), right.AsSpan(first, length), columns, products[job]);
        });
        double[] squares = [.. products.Chunk(parts).Select(SquaredNorm)];
        double scale = Math.Sqrt(squares[1]) * Math.Sqrt(squares[2]);
        return scale > 0 ? squares[0] / scale : null;
    }

    private static double SquaredNorm(double[][] parts)
    {
        double squares = 0;
        for (int i = 0; i < parts[0].Length; i++)
        {
            double sum = 0;
            foreach (double[] part in parts)
                sum += part[i];
            squares += sum * sum;
        }

        return squares;
    }

    private static double[] Centred(ReadOnlySpan<float> features, int columns, int padded)
    {
        int rows = features.Length / columns;
        double[] means = new double[columns], centred = new double[rows * padded];
        for (int i = 0; i < features.Length; i++)
            means[i % columns] += features[i];
        for (int r = 0; r < rows; r++)
        {
            for (int c = 0; c < columns; c++)
                centred[(r * padded) + c] = features[(r * columns) + c] - (means[c] / rows);
        }

        return centred;
    }
}
