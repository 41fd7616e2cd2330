using System.Globalization;

namespace Minima.Figures;

/// <summary>Powers of ten and their logarithm from exact arithmetic: a figure has the same bytes on every machine.</summary>
internal static class Decades
{
    /// <summary>The double nearest to 10^<paramref name="exponent"/>.</summary>
    public static double Power(int exponent) =>
        double.Parse("1e" + exponent.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>
    /// log10(x) for finite x > 0, to about 1e-15: with x = m 2^e and z = (m - 1) / (m + 1), ln m = 2 (z + z^3/3 + z^5/5 + ...).
    /// For 1 &lt;= m &lt; 2, z is at most 1/3 and the 17th term below 1e-17.
    /// </summary>
    public static double Log10(double x)
    {
        const double Log10Of2 = 0.30102999566398119521;
        const double Log10OfE = 0.43429448190325182765;
        int e = Math.ILogB(x);
        double m = Math.ScaleB(x, -e);
        double z = (m - 1) / (m + 1), square = z * z, sum = 0;
        for (int k = 33; k >= 1; k -= 2)
            sum = (sum * square) + (1.0 / k);
        return (e * Log10Of2) + (2 * z * sum * Log10OfE);
    }

    /// <summary>The largest e with 10^e &lt;= x, for finite x > 0.</summary>
    public static int Floor(double x)
    {
        int e = (int)Math.Floor(Log10(x));
        if (Power(e) > x)
            return e - 1;
        return Power(e + 1) <= x ? e + 1 : e;
    }
}
