namespace Minima.Numerics;

/// <summary>
/// All eigenvalues and eigenvectors of a symmetric matrix, in one fixed order of operations: Householder's reflections make it tridiagonal
/// (Golub and Van Loan, Matrix Computations, 8.3.1), and <see cref="TridiagonalEigen"/> does the rest. A thousand rows take a few seconds.
/// </summary>
internal static class SymmetricEigen
{
    /// <summary>Decomposes a matrix, row-major [n][n], which is overwritten.</summary>
    /// <returns>Eigenvalues, the largest first, and for each its eigenvector of length 1, its largest number positive.</returns>
    /// <exception cref="ArithmeticException">A number is not finite.</exception>
    public static (double[] Values, double[][] Vectors) Of(double[] matrix, int n)
    {
        double[] off = new double[n];
        double[]?[] reflections = new double[n][];
        for (int k = 0; k + 1 < n; k++)
            reflections[k] = Reflect(matrix, n, k, out off[k]);
        double[] diagonal = [.. Enumerable.Range(0, n).Select(i => matrix[(i * n) + i])];
        var eigen = TridiagonalEigen.Of(diagonal, off, Basis(reflections, n));
        return ([.. eigen.Values.Reverse()], [.. eigen.Basis.Reverse().Select(Positive)]);
    }

    /// <summary>Reflects what is below the diagonal of column k into one number, from both sides.</summary>
    /// <returns>The reflection's vector u of 1 - u u', of length root 2; null: there was nothing to reflect.</returns>
    private static double[]? Reflect(double[] matrix, int n, int k, out double off)
    {
        int first = k + 1, count = n - first;
        double[] u = new double[count];
        for (int i = 0; i < count; i++)
            u[i] = matrix[((first + i) * n) + k];
        double head = u[0], norm = Vectors.Norm(u);
        off = head;
        if (count == 1 || norm == Math.Abs(head))
            return null;
        off = head > 0 ? -norm : norm;
        u[0] = head - off;
        Vectors.Scale(Math.Sqrt(2) / Vectors.Norm(u), u);

        // (1 - u u') A (1 - u u') = A - u w' - w u' with w = A u - (u'A u / 2) u.
        double[] w = new double[count];
        for (int i = 0; i < count; i++)
            w[i] = Vectors.Dot(Row(i), u);
        Vectors.AddScaled(-0.5 * Vectors.Dot(u, w), u, w);
        for (int i = 0; i < count; i++)
        {
            Vectors.AddScaled(-u[i], w, Row(i));
            Vectors.AddScaled(-w[i], u, Row(i));
        }

        return u;

        Span<double> Row(int i) => matrix.AsSpan(((first + i) * n) + first, count);
    }

    /// <summary>The columns of the product of all reflections, in which the matrix is tridiagonal.</summary>
    private static double[][] Basis(double[]?[] reflections, int n)
    {
        double[][] columns = [.. Enumerable.Range(0, n).Select(_ => new double[n])];
        for (int i = 0; i < n; i++)
            columns[i][i] = 1;
        for (int k = n - 2; k >= 0; k--)
        {
            if (reflections[k] is not { } u)
                continue;
            for (int column = k + 1; column < n; column++)
            {
                Span<double> below = columns[column].AsSpan(k + 1);
                Vectors.AddScaled(-Vectors.Dot(u, below), u, below);
            }
        }

        return columns;
    }

    private static double[] Positive(double[] vector)
    {
        if (vector.MaxBy(Math.Abs) < 0)
            Vectors.Scale(-1, vector);
        return vector;
    }
}
