namespace Minima.Numerics;

/// <summary>
/// Polynomial interpolation from Chebyshev's points of the second kind, x_k = cos(pi k / (n - 1)), mapped to an interval: for a smooth
/// function the error falls geometrically with n, and the barycentric formula with weights (-1)^k, halved at both ends, is stable
/// (Berrut, Trefethen, SIAM Review 46 (2004) 501).
/// </summary>
internal static class Chebyshev
{
    /// <summary>The points of an interval, ascending, both ends among them.</summary>
    public static double[] Points(int count, double low, double high)
    {
        var points = new double[count];
        for (int k = 0; k < count; k++)
        {
            // As a sine, so that the points lie symmetrically to the bit.
            double at = Elementary.Sin(Math.PI * ((2 * k) - (count - 1)) / (2 * (count - 1)));
            points[k] = k == 0 ? low : k == count - 1 ? high : low + ((high - low) * (at + 1) / 2);
        }

        return points;
    }

    /// <summary>The factors of the values at the points that give the interpolant at <paramref name="x"/>.</summary>
    public static double[] Factors(double[] points, double x)
    {
        var factors = new double[points.Length];
        double sum = 0;
        for (int k = 0; k < points.Length; k++)
        {
            if (x == points[k])
            {
                Array.Clear(factors);
                factors[k] = 1;
                return factors;
            }

            double weight = (k % 2 == 0 ? 1 : -1) * (k == 0 || k == points.Length - 1 ? 0.5 : 1);
            factors[k] = weight / (x - points[k]);
            sum += factors[k];
        }

        for (int k = 0; k < factors.Length; k++)
            factors[k] /= sum;
        return factors;
    }
}
