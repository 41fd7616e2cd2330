namespace Minima.Numerics;

public static partial class Elementary
{
    private const double SquareRootOf2 = 1.4142135623730951;

    /// <summary>1/(2n + 1) from n = 1: what follows s in artanh s, over s^3, in powers of s^2. For |s| at most 0.1716 the rest is below 2^-70.</summary>
    private static ReadOnlySpan<double> ArtanhSeries =>
    [
        1.0 / 3, 1.0 / 5, 1.0 / 7, 1.0 / 9, 1.0 / 11, 1.0 / 13, 1.0 / 15, 1.0 / 17, 1.0 / 19, 1.0 / 21, 1.0 / 23, 1.0 / 25,
    ];

    /// <summary>The natural logarithm: -infinity at 0, NaN below 0 and for NaN, infinity at infinity; subnormal numbers are exact inputs.</summary>
    /// <remarks>
    /// x = 2^k m with m between the square roots of 1/2 and 2; ln m = 2 artanh s with s = (m - 1)/(m + 1), |s| at most 0.1716.
    /// </remarks>
    public static double Log(double x)
    {
        if (x == 0.0)
            return double.NegativeInfinity;
        if (!(x > 0.0))
            return double.NaN;
        if (double.IsPositiveInfinity(x))
            return x;

        (int k, double m) = Decompose(x);
        double numerator = m - 1.0;
        (double denominator, double denominatorLow) = TwoSum(m, 1.0);
        double s = numerator / denominator;
        double sLow = (Math.FusedMultiplyAdd(-s, denominator, numerator) - s * denominatorLow) / denominator;

        double square = s * s;
        double tail = 2.0 * s * square * Polynomial(ArtanhSeries, square);
        (double high, double low) = TwoSum(k * Ln2High, 2.0 * s);
        return high + (low + (tail + Math.FusedMultiplyAdd(k, Ln2Low, 2.0 * sLow)));
    }

    /// <summary>A positive finite number as 2^k m, m between the square roots of 1/2 and 2.</summary>
    private static (int K, double M) Decompose(double x)
    {
        int k = 0;
        if (!double.IsNormal(x))
        {
            x *= PowerOfTwo(54);
            k = -54;
        }

        long bits = BitConverter.DoubleToInt64Bits(x);
        k += (int)(bits >> 52) - 1023;
        double m = BitConverter.Int64BitsToDouble((bits & 0x000FFFFFFFFFFFFF) | 0x3FF0000000000000);
        return m > SquareRootOf2 ? (k + 1, 0.5 * m) : (k, m);
    }
}
