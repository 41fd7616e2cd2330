namespace Minima.Numerics;

public static partial class Elementary
{
    // ln 2 in two parts. The first has 42 significant bits, so that its product with an exponent (11 bits) is exact.
    private const double Ln2High = 0.6931471805598903;
    private const double Ln2Low = 5.497923018708371e-14;
    private const double InverseLn2 = 1.4426950408889634;

    /// <summary>1/n! from n = 3: what follows r + r^2/2 in exp(r) - 1, over r^3. For |r| at most ln(2)/2 the rest is below 2^-63.</summary>
    private static ReadOnlySpan<double> ExponentialSeries =>
    [
        1.0 / 6, 1.0 / 24, 1.0 / 120, 1.0 / 720, 1.0 / 5040, 1.0 / 40320, 1.0 / 362880, 1.0 / 3628800,
        1.0 / 39916800, 1.0 / 479001600, 1.0 / 6227020800, 1.0 / 87178291200,
    ];

    /// <summary>e^x. Above 709.78 infinity; below -745.13 zero, by way of the subnormal numbers; NaN stays NaN.</summary>
    /// <remarks>x = k ln 2 + r with |r| at most ln(2)/2; then e^x = 2^k e^r.</remarks>
    public static double Exp(double x)
    {
        if (double.IsNaN(x))
            return x;
        if (x > 710.0)
            return double.PositiveInfinity;
        if (x < -746.0)
            return 0.0;

        (int k, double reduced, double residue) = DivideByLn2(x);
        (double high, double low) = ExpMinusOne(reduced, residue);
        (double sum, double lost) = TwoSum(1.0, high);

        // In two steps, since 2^k itself may lie outside the range of doubles; only the second can round, overflow or underflow.
        return (sum + (lost + low)) * PowerOfTwo(k / 2) * PowerOfTwo(k - k / 2);
    }

    /// <summary>The hyperbolic tangent of x; -0 stays -0 and NaN stays NaN.</summary>
    /// <remarks>tanh x = E / (E + 2) with E = e^(2x) - 1, which loses nothing near zero; beyond 22 the result rounds to 1.</remarks>
    public static double Tanh(double x)
    {
        double magnitude = Math.Abs(x);

        // tanh x = x - x^3/3 + ...: here the second term is below a thousandth of a unit in the last place.
        if (double.IsNaN(x) || magnitude < 1e-9)
            return x;
        if (magnitude > 22.0)
            return Math.CopySign(1.0, x);

        (int k, double reduced, double residue) = DivideByLn2(2.0 * magnitude);
        (double high, double low) = ExpMinusOne(reduced, residue);
        double power = PowerOfTwo(k);
        (double e, double eLow) = TwoSum(power - 1.0, power * high);
        eLow += power * low;
        (double divisor, double divisorLow) = TwoSum(e, 2.0);
        divisorLow += eLow;

        // A quotient of two-part numbers: the rounded one, and one Newton step from its exact remainder.
        double quotient = e / divisor;
        double remainder = Math.FusedMultiplyAdd(-quotient, divisor, e) + (eLow - quotient * divisorLow);
        return Math.CopySign(quotient + remainder / divisor, x);
    }

    /// <summary>x as k ln 2 + (reduced + residue), where reduced is at most ln(2)/2 in magnitude. For |x| at most 746.</summary>
    private static (int K, double Reduced, double Residue) DivideByLn2(double x)
    {
        double k = Math.Round(x * InverseLn2);

        // The first difference is exact: both sides are multiples of 2^-54 at least, and it is below 1/2.
        (double reduced, double residue) = TwoSum(x - k * Ln2High, -k * Ln2Low);
        return ((int)k, reduced, residue);
    }

    /// <summary>e^r - 1 in two parts, for r = reduced + residue and |r| at most ln(2)/2.</summary>
    private static (double High, double Low) ExpMinusOne(double reduced, double residue)
    {
        double half = 0.5 * reduced;
        double square = half * reduced;
        double squareLow = Math.FusedMultiplyAdd(half, reduced, -square);
        (double head, double headLow) = TwoSum(reduced, square);
        double tail = reduced * reduced * reduced * Polynomial(ExponentialSeries, reduced);
        (double high, double low) = TwoSum(head, tail);

        // The derivative of e^r is e^r: 1 + r is near enough for so small a step as the residue.
        return (high, low + (headLow + squareLow + Math.FusedMultiplyAdd(residue, reduced, residue)));
    }
}
