namespace Minima.Numerics;

/// <summary>
/// All eigenvalues and eigenvectors of a symmetric matrix of a few hundred rows, by Jacobi's rotations: slow for large ones, but exact to
/// rounding for small eigenvalues too, and in one fixed order of operations.
/// </summary>
internal static class SymmetricEigen
{
    private const int MostSweeps = 60;

    /// <summary>Decomposes a matrix, row-major [n][n], which is overwritten.</summary>
    /// <returns>Eigenvalues, the largest first, and for each its eigenvector of length 1, its largest number positive.</returns>
    public static (double[] Values, double[][] Vectors) Of(double[] matrix, int n)
    {
        var vectors = new double[n * n];
        double scale = 0;
        for (int i = 0; i < n; i++)
            vectors[(i * n) + i] = 1;
        foreach (double value in matrix)
            scale += value * value;
        for (int sweep = 0; sweep < MostSweeps && OffDiagonal(matrix, n) > 1e-30 * scale; sweep++)
        {
            for (int p = 0; p < n; p++)
            {
                for (int q = p + 1; q < n; q++)
                    Rotate(matrix, vectors, n, p, q);
            }
        }

        int[] order = [.. Enumerable.Range(0, n).OrderByDescending(i => matrix[(i * n) + i])];
        return ([.. order.Select(i => matrix[(i * n) + i])], [.. order.Select(i => Column(vectors, n, i))]);
    }

    private static double OffDiagonal(double[] matrix, int n)
    {
        double sum = 0;
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
                sum += i == j ? 0 : matrix[(i * n) + j] * matrix[(i * n) + j];
        }

        return sum;
    }

    // The rotation that makes the entry (p, q) zero (Golub, Van Loan, Matrix Computations, 8.5.2).
    private static void Rotate(double[] a, double[] vectors, int n, int p, int q)
    {
        double apq = a[(p * n) + q];
        if (apq == 0)
            return;
        double tau = (a[(q * n) + q] - a[(p * n) + p]) / (2 * apq);
        double t = (tau >= 0 ? 1 : -1) / (Math.Abs(tau) + Math.Sqrt(1 + (tau * tau)));
        double c = 1 / Math.Sqrt(1 + (t * t)), s = t * c;
        for (int k = 0; k < n; k++)
            (a[(k * n) + p], a[(k * n) + q]) = ((c * a[(k * n) + p]) - (s * a[(k * n) + q]), (s * a[(k * n) + p]) + (c * a[(k * n) + q]));
        for (int k = 0; k < n; k++)
        {
            (a[(p * n) + k], a[(q * n) + k]) = ((c * a[(p * n) + k]) - (s * a[(q * n) + k]), (s * a[(p * n) + k]) + (c * a[(q * n) + k]));
            (vectors[(k * n) + p], vectors[(k * n) + q]) =
                ((c * vectors[(k * n) + p]) - (s * vectors[(k * n) + q]), (s * vectors[(k * n) + p]) + (c * vectors[(k * n) + q]));
        }
    }

    private static double[] Column(double[] vectors, int n, int column)
    {
        double[] values = [.. Enumerable.Range(0, n).Select(k => vectors[(k * n) + column])];
        double largest = values.MaxBy(Math.Abs);
        return largest < 0 ? [.. values.Select(static value => -value)] : values;
    }
}
