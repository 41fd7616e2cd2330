namespace Minima.Numerics;

/// <summary>An interval from a bootstrap.</summary>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end.</param>
/// <param name="Bias">z0: how far the estimate lies from the median of the draws, as a normal deviate.</param>
/// <param name="Acceleration">a: how the standard error changes with the true value.</param>
public readonly record struct BootstrapInterval(double Low, double High, double Bias, double Acceleration);

/// <summary>
/// Efron's bias-corrected and accelerated interval: quantiles of the bootstrap's draws, moved by how the draws lie about the estimate (z0) and
/// by the skewness of the jackknife's values (a). B. Efron, JASA 82 (1987) 171, equations 6.4 and 6.6.
/// </summary>
public static class BcaInterval
{
    /// <summary>The interval.</summary>
    /// <param name="estimate">What the sample itself gives.</param>
    /// <param name="draws">What each bootstrap sample gives.</param>
    /// <param name="jackknife">What the sample gives without its first example, without its second, ...</param>
    /// <param name="confidence">Such as 0.95.</param>
    /// <exception cref="ArgumentException">There is no draw, or the confidence is not between 0 and 1.</exception>
    public static BootstrapInterval Of(double estimate, IReadOnlyList<double> draws, IReadOnlyList<double> jackknife, double confidence = 0.95)
    {
        if (draws.Count == 0)
            throw new ArgumentException("A bootstrap interval needs draws.", nameof(draws));
        if (!(confidence is > 0 and < 1))
            throw new ArgumentException($"The confidence is {confidence}; it must be between 0 and 1.", nameof(confidence));

        // Draws that equal the estimate count half; where all lie on one side, the next one might not have.
        double below = draws.Sum(draw => draw < estimate ? 1 : draw == estimate ? 0.5 : 0);
        double bias = Normal.Quantile(Math.Clamp(below, 0.5, draws.Count - 0.5) / draws.Count);
        double acceleration = Acceleration(jackknife);
        double[] sorted = [.. draws.Order()];
        double half = Normal.Quantile((1 + confidence) / 2);
        return new BootstrapInterval(Percentile(sorted, Moved(-half)), Percentile(sorted, Moved(half)), bias, acceleration);

        double Moved(double z)
        {
            double shifted = bias + z;
            return Normal.Cumulative(bias + (shifted / (1 - (acceleration * shifted))));
        }
    }

    // a = sum of u^3 / (6 (sum of u^2)^(3/2)), u the mean of the jackknife's values less each of them.
    private static double Acceleration(IReadOnlyList<double> jackknife)
    {
        double mean = jackknife.Count == 0 ? 0 : jackknife.Average(), squares = 0, cubes = 0;
        foreach (double value in jackknife)
        {
            double u = mean - value;
            squares += u * u;
            cubes += u * u * u;
        }

        return squares > 0 ? cubes / (6 * squares * Math.Sqrt(squares)) : 0;
    }

    /// <summary>The quantile of sorted numbers at p, linear between those at (i - 1) / (n - 1): NumPy's default.</summary>
    private static double Percentile(double[] sorted, double p)
    {
        double at = p * (sorted.Length - 1);
        int first = Math.Clamp((int)at, 0, sorted.Length - 1), second = Math.Min(first + 1, sorted.Length - 1);
        return sorted[first] + ((at - first) * (sorted[second] - sorted[first]));
    }
}
