namespace Minima.Numerics;

public static partial class Elementary
{
    /// <summary>The largest magnitude that <see cref="Sin"/> and <see cref="Cos"/> take, in radians.</summary>
    public const double LargestAngle = 100_000.0;

    // pi/2 in three parts (Cody and Waite). The first two have at most 36 significant bits, so that their products with the number
    // of quarter turns (at most 63,662: 16 bits) are exact; together they are right to 2^-129.
    private const double QuarterTurnHigh = 1.5707963267923333;
    private const double QuarterTurnMiddle = 2.5633441515839558e-12;
    private const double QuarterTurnLow = 1.0562999066987428e-23;
    private const double InverseQuarterTurn = 0.6366197723675814;

    /// <summary>What follows r - r^3/6 in sin r, over r^5, in powers of r^2. For |r| at most pi/4 the rest is below 2^-62.</summary>
    private static ReadOnlySpan<double> SineSeries =>
    [
        1.0 / 120, -1.0 / 5040, 1.0 / 362880, -1.0 / 39916800, 1.0 / 6227020800, -1.0 / 1307674368000, 1.0 / 355687428096000,
    ];

    /// <summary>What follows 1 - r^2/2 in cos r, over r^4, in powers of r^2. For |r| at most pi/4 the rest is below 2^-58.</summary>
    private static ReadOnlySpan<double> CosineSeries =>
    [
        1.0 / 24, -1.0 / 720, 1.0 / 40320, -1.0 / 3628800, 1.0 / 479001600, -1.0 / 87178291200, 1.0 / 20922789888000,
        -1.0 / 6402373705728000,
    ];

    /// <summary>The sine of an angle in radians; -0 stays -0, and NaN and the infinities give NaN.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="x"/> is finite and beyond <see cref="LargestAngle"/> in magnitude, where the reduction would lose digits.
    /// </exception>
    public static double Sin(double x)
    {
        if (!double.IsFinite(x))
            return double.NaN;

        // sin x = x - x^3/6 + ...: here the second term is below a thousandth of a unit in the last place.
        if (Math.Abs(x) < 1e-9)
            return x;

        (int turns, double reduced, double residue) = DivideByQuarterTurn(x);
        return Quadrant(turns, reduced, residue);
    }

    /// <summary>The cosine of an angle in radians; NaN and the infinities give NaN.</summary>
    /// <inheritdoc cref="Sin" path="/exception"/>
    public static double Cos(double x)
    {
        if (!double.IsFinite(x))
            return double.NaN;

        (int turns, double reduced, double residue) = DivideByQuarterTurn(x);
        return Quadrant(turns + 1, reduced, residue);
    }

    /// <summary>sin(turns * pi/2 + r): sin r, cos r, -sin r and -cos r in turn.</summary>
    private static double Quadrant(int turns, double reduced, double residue)
    {
        double magnitude = (turns & 1) == 0 ? SineNearZero(reduced, residue) : CosineNearZero(reduced, residue);
        return (turns & 2) == 0 ? magnitude : -magnitude;
    }

    /// <summary>x as turns * pi/2 + (reduced + residue), where reduced is at most pi/4 in magnitude.</summary>
    private static (int Turns, double Reduced, double Residue) DivideByQuarterTurn(double x)
    {
        if (Math.Abs(x) > LargestAngle)
            throw new ArgumentOutOfRangeException(nameof(x), x, $"An angle of at most {LargestAngle} radians was expected.");

        double turns = Math.Round(x * InverseQuarterTurn);

        // The first difference is exact: both sides are multiples of 2^-53 at least, and it is below 1.
        (double high, double low) = TwoSum(x - turns * QuarterTurnHigh, -turns * QuarterTurnMiddle);
        (double reduced, double residue) = TwoSum(high, low - turns * QuarterTurnLow);
        return ((int)turns, reduced, residue);
    }

    private static double SineNearZero(double reduced, double residue)
    {
        double square = reduced * reduced;
        double cube = square * reduced;

        // r^3/6 is up to a tenth of the result, so what its two products lost by rounding is made good.
        double squareLow = Math.FusedMultiplyAdd(reduced, reduced, -square);
        double cubeLow = Math.FusedMultiplyAdd(square, reduced, -cube) + squareLow * reduced;
        double small = Math.FusedMultiplyAdd(cubeLow, -1.0 / 6, Math.FusedMultiplyAdd(residue, -0.5 * square, residue));
        double tail = Math.FusedMultiplyAdd(cube * square, Polynomial(SineSeries, square), small);
        return reduced + Math.FusedMultiplyAdd(cube, -1.0 / 6, tail);
    }

    private static double CosineNearZero(double reduced, double residue)
    {
        double half = 0.5 * reduced;
        double square = reduced * reduced;
        double halfSquare = half * reduced;
        double halfSquareLow = Math.FusedMultiplyAdd(half, reduced, -halfSquare);
        (double high, double low) = TwoSum(1.0, -halfSquare);
        double tail = square * square * Polynomial(CosineSeries, square);
        return high + (low + (tail - (halfSquareLow + reduced * residue)));
    }
}
