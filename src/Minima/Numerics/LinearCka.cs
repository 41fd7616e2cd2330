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

    // Rows of a job that are centred at a time.
    private const int Rows = 250;

    // Numbers of products that are held at a time beside the sums, 256 MB, but for one job a thread.
    private const long MostNumbers = 1L << 25;

    /// <summary>The similarity, from 0 to 1; null where one has no feature that varies.</summary>
    /// <param name="x">[examples][xColumns].</param>
    /// <param name="xColumns">Features of the first.</param>
    /// <param name="y">[examples][yColumns].</param>
    /// <param name="yColumns">Features of the second.</param>
    /// <param name="threads">How many threads compute; the result does not depend on it.</param>
    public static double? Of(ReadOnlyMemory<float> x, int xColumns, ReadOnlyMemory<float> y, int yColumns, int threads)
    {
        // Columns of zeros add nothing to any of the norms: both are made equally wide.
        int columns = Math.Max(xColumns, yColumns), rows = x.Length / xColumns, parts = (rows + RowsOfJob - 1) / RowsOfJob;
        Features a = new(x, xColumns), b = new(y, yColumns);
        (Features Left, Features Right)[] pairs = [(a, b), (a, a), (b, b)];
        double[][] sums = [.. pairs.Select(_ => new double[columns * columns])];

        // Some jobs at a time, whose products are then added up in order: many wide layers would not fit into memory together.
        int jobs = pairs.Length * parts, together = Math.Max(threads, (int)(MostNumbers / ((long)columns * columns)));
        for (int done = 0; done < jobs; done += together)
        {
            double[][] products = new double[Math.Min(together, jobs - done)][];
            int start = done;
            Parallel.For(0, products.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, i =>
            {
                (Features left, Features right) = pairs[(start + i) / parts];
                int first = (start + i) % parts * RowsOfJob;
                products[i] = Multiply(left, right, first, Math.Min(first + RowsOfJob, rows), columns);
            });
            for (int i = 0; i < products.Length; i++)
                Add(products[i], sums[(start + i) / parts]);
        }

        double[] squares = [.. sums.Select(SquaredNorm)];
        double scale = Math.Sqrt(squares[1]) * Math.Sqrt(squares[2]);
        return scale > 0 ? squares[0] / scale : null;
    }

    private static void Add(double[] part, double[] sum)
    {
        for (int i = 0; i < sum.Length; i++)
            sum[i] += part[i];
    }

    private static double SquaredNorm(double[] products)
    {
        double squares = 0;
        foreach (double product in products)
            squares += product * product;
        return squares;
    }

    private static double[] Multiply(Features left, Features right, int first, int end, int columns)
    {
        double[] products = new double[columns * columns], a = new double[Rows * columns], b = ReferenceEquals(left, right) ? a : new double[Rows * columns];
        for (; first < end; first += Rows)
        {
            int count = Math.Min(Rows, end - first);
            left.Centre(first, count, a, columns);
            if (ReferenceEquals(left, right))
            {
                ColumnProducts.AddUpper(a.AsSpan(0, count * columns), columns, products);
                continue;
            }

            right.Centre(first, count, b, columns);
            ColumnProducts.Add(a.AsSpan(0, count * columns), b.AsSpan(0, count * columns), columns, products);
        }

        if (ReferenceEquals(left, right))
            ColumnProducts.Mirror(columns, products);
        return products;
    }

    /// <summary>Features of examples, [examples][columns], with their means.</summary>
    private sealed class Features
    {
        private readonly ReadOnlyMemory<float> _values;
        private readonly double[] _means;

        public Features(ReadOnlyMemory<float> values, int columns)
        {
            (_values, _means) = (values, new double[columns]);
            ReadOnlySpan<float> all = values.Span;
            for (int at = 0; at < all.Length; at += columns)
            {
                for (int c = 0; c < _means.Length; c++)
                    _means[c] += all[at + c];
            }

            for (int c = 0; c < _means.Length; c++)
                _means[c] /= all.Length / columns;
        }

        /// <summary>Some rows less the means; behind the last column there are zeros.</summary>
        public void Centre(int first, int count, double[] centred, int padded)
        {
            for (int r = 0; r < count; r++)
            {
                ReadOnlySpan<float> row = _values.Span.Slice((first + r) * _means.Length, _means.Length);
                Span<double> to = centred.AsSpan(r * padded, _means.Length);
                for (int c = 0; c < to.Length; c++)
                    to[c] = row[c] - _means[c];
            }
        }
    }
}
