using System.Runtime.Intrinsics;

namespace Minima.Numerics;

public static partial class Elementary
{
    private const double LeastNormal = 2.2250738585072014e-308;

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

    /// <summary>Each number's logarithm in its place, to the bit as <see cref="Log(double)"/> gives it, four side by side.</summary>
    public static void Log(Span<double> numbers)
    {
        int i = 0;
        for (; i + Vector256<double>.Count <= numbers.Length; i += Vector256<double>.Count)
        {
            Span<double> four = numbers.Slice(i, Vector256<double>.Count);
            Vector256<double> x = Vector256.Create<double>(four);
            Vector256<double> usual = Vector256.GreaterThanOrEqual(x, Vector256.Create(LeastNormal)) & Vector256.LessThanOrEqual(x, Vector256.Create(double.MaxValue));
            if (usual.AsInt64() == Vector256<long>.AllBitsSet)
                LogOfUsual(x).CopyTo(four);
            else
                LogOneByOne(four);
        }

        LogOneByOne(numbers[i..]);
    }

    private static void LogOneByOne(Span<double> numbers)
    {
        foreach (ref double number in numbers)
            number = Log(number);
    }

    /// <summary>What <see cref="Log(double)"/> does with normal numbers above zero, step by step.</summary>
    private static Vector256<double> LogOfUsual(Vector256<double> x)
    {
        Vector256<long> bits = x.AsInt64();
        Vector256<double> m = ((bits & Vector256.Create(0x000FFFFFFFFFFFFF)) | Vector256.Create(0x3FF0000000000000)).AsDouble();
        Vector256<double> k = Vector256.ConvertToDouble((bits >> 52) - Vector256.Create(1023L));
        Vector256<double> one = Vector256.Create(1.0), two = Vector256.Create(2.0), isAbove = Vector256.GreaterThan(m, Vector256.Create(SquareRootOf2));
        k = Vector256.ConditionalSelect(isAbove, k + one, k);
        m = Vector256.ConditionalSelect(isAbove, Vector256.Create(0.5) * m, m);

        Vector256<double> numerator = m - one;
        (Vector256<double> denominator, Vector256<double> denominatorLow) = TwoSum(m, one);
        Vector256<double> s = numerator / denominator;
        Vector256<double> sLow = (Vector256.FusedMultiplyAdd(-s, denominator, numerator) - (s * denominatorLow)) / denominator;

        Vector256<double> square = s * s, series = Vector256<double>.Zero;
        for (int i = ArtanhSeries.Length - 1; i >= 0; i--)
            series = Vector256.FusedMultiplyAdd(series, square, Vector256.Create(ArtanhSeries[i]));
        Vector256<double> tail = two * s * square * series;
        (Vector256<double> high, Vector256<double> low) = TwoSum(k * Vector256.Create(Ln2High), two * s);
        return high + (low + (tail + Vector256.FusedMultiplyAdd(k, Vector256.Create(Ln2Low), two * sLow)));
    }

    private static (Vector256<double> High, Vector256<double> Low) TwoSum(Vector256<double> a, Vector256<double> b)
    {
        Vector256<double> sum = a + b, shareOfB = sum - a;
        return (sum, (a - (sum - shareOfB)) + (b - shareOfB));
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
