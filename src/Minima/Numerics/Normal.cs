namespace Minima.Numerics;

/// <summary>The standard normal distribution, the same bits on every machine.</summary>
public static class Normal
{
    // From here on the continued fraction of the tail needs fewer terms than the series around zero.
    private const double Tail = 2;
    private const int FractionTerms = 120;
    private const int MostSteps = 2000;

    private static readonly double InverseRootOfTwoPi = 1 / Math.Sqrt(2 * Math.PI);

    /// <summary>The density: exp(-x^2 / 2) / sqrt(2 pi).</summary>
    public static double Density(double x) => InverseRootOfTwoPi * Elementary.Exp(-x * x / 2);

    /// <summary>How often a standard normal number is at most <paramref name="x"/>.</summary>
    /// <remarks>
    /// Near zero 1/2 + density(x) (x + x^3 / 3 + x^5 / (3 * 5) + ...), which has no cancellation (Marsaglia, J. Stat. Softw. 11 (2004) 4); in the
    /// tails density(x) / (x + 1 / (x + 2 / (x + 3 / ...))) (Laplace), so that a small probability has all its digits.
    /// </remarks>
    public static double Cumulative(double x)
    {
        if (double.IsNaN(x))
            return double.NaN;
        if (x <= -Tail)
            return UpperTail(-x);
        if (x >= Tail)
            return 1 - UpperTail(x);
        double term = x, sum = x;
        for (int odd = 3; sum + term != sum; odd += 2)
        {
            term *= x * x / odd;
            sum += term;
        }

        return 0.5 + (Density(x) * sum);
    }

    /// <summary>The x whose <see cref="Cumulative"/> is <paramref name="probability"/>; infinite at 0 and 1.</summary>
    /// <remarks>
    /// Newton's steps from 0 outwards. Below 1/2 the distribution is convex, so they come down on the root from one side and cannot miss it;
    /// above it, the mirror image.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">It is not from 0 to 1.</exception>
    public static double Quantile(double probability)
    {
        if (!(probability is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "A probability is from 0 to 1.");
        if (probability > 0.5)
            return -Quantile(1 - probability);
        if (probability == 0)
            return double.NegativeInfinity;
        double x = 0;
        for (int step = 0; step < MostSteps; step++)
        {
            double next = x - ((Cumulative(x) - probability) / Density(x));
            if (!(next < x))
                break;
            x = next;
        }

        return x;
    }

    private static double UpperTail(double x)
    {
        if (double.IsPositiveInfinity(x))
            return 0;
        double fraction = x;
        for (int k = FractionTerms; k >= 1; k--)
            fraction = x + (k / fraction);
        return Density(x) / fraction;
    }
}
