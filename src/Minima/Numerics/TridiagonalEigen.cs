namespace Minima.Numerics;

/// <summary>
/// All eigenvalues and eigenvectors of a symmetric tridiagonal matrix, by implicit QL steps with Wilkinson's shift (Golub and Van Loan, Matrix
/// Computations, 8.3; the recurrences of Bowdler, Martin, Reinsch and Wilkinson 1968).
/// </summary>
internal sealed class TridiagonalEigen
{
    private const int MaxSteps = 60;

    private TridiagonalEigen(double[] values, double[][] vectors) => (Values, Basis) = (values, vectors);

    /// <summary>The eigenvalues, ascending.</summary>
    public double[] Values { get; }

    /// <summary>Basis[i] is the eigenvector of Values[i], of length 1.</summary>
    public double[][] Basis { get; }

    /// <summary>Of the matrix with this diagonal and this neighbouring one (of which the first n - 1 are used).</summary>
    /// <param name="diagonal">[n].</param>
    /// <param name="off">[n - 1] or more.</param>
    /// <param name="basis">[n], orthonormal: the vectors in whose space the matrix stands, which become the eigenvectors; null: the unit vectors.</param>
    /// <exception cref="ArithmeticException">A number is not finite.</exception>
    public static TridiagonalEigen Of(IReadOnlyList<double> diagonal, IReadOnlyList<double> off, double[][]? basis = null)
    {
        int n = diagonal.Count;
        double[] d = [.. diagonal], e = [.. off.Take(n - 1), 0];
        if (d.Concat(e).Any(static value => !double.IsFinite(value)))
            throw new ArithmeticException("A tridiagonal matrix with a number that is not finite has no eigenvalues.");

        // The rotations that make the matrix diagonal, applied to the basis, make it the eigenvectors.
        double[][] z = basis ?? [.. Enumerable.Range(0, n).Select(i => Unit(n, i))];
        double least = 1.1e-16 * d.Zip(e, static (on, beside) => Math.Abs(on) + Math.Abs(beside)).DefaultIfEmpty(0).Max();
        for (int l = 0; l < n; l++)
        {
            for (int step = 0; ; step++)
            {
                int m = l;
                while (m < n - 1 && Math.Abs(e[m]) > least)
                    m++;
                if (m == l)
                    break;
                if (step == MaxSteps)
                    throw new ArithmeticException("QL steps did not converge.");
                QlStep(d, e, z, l, m);
            }
        }

        int[] order = [.. Enumerable.Range(0, n).OrderBy(i => d[i])];
        return new TridiagonalEigen([.. order.Select(i => d[i])], [.. order.Select(i => z[i])]);
    }

    private static void QlStep(double[] d, double[] e, double[][] z, int l, int m)
    {
        double g = (d[l + 1] - d[l]) / (2 * e[l]), r = Hypotenuse(g, 1);
        g = d[m] - d[l] + (e[l] / (g + Math.CopySign(r, g)));
        double s = 1, c = 1, p = 0;
        for (int i = m - 1; i >= l; i--)
        {
            double f = s * e[i], b = c * e[i];
            r = Hypotenuse(f, g);
            e[i + 1] = r;
            if (r == 0)
            {
                d[i + 1] -= p;
                e[m] = 0;
                return;
            }

            (s, c) = (f / r, g / r);
            g = d[i + 1] - p;
            r = ((d[i] - g) * s) + (2 * c * b);
            p = s * r;
            d[i + 1] = g + p;
            g = (c * r) - b;
            Vectors.Rotate(c, s, z[i], z[i + 1]);
        }

        d[l] -= p;
        e[l] = g;
        e[m] = 0;
    }

    private static double Hypotenuse(double a, double b)
    {
        double large = Math.Max(Math.Abs(a), Math.Abs(b)), small = Math.Min(Math.Abs(a), Math.Abs(b));
        return large == 0 ? 0 : large * Math.Sqrt(1 + (small / large * (small / large)));
    }

    private static double[] Unit(int n, int at)
    {
        var unit = new double[n];
        unit[at] = 1;
        return unit;
    }
}
