namespace Minima.Numerics;

/// <summary>How far a share that was counted may lie from the true one.</summary>
/// <param name="Low">The lower end, 0 to 1.</param>
/// <param name="High">The upper end, 0 to 1.</param>
public readonly record struct ShareInterval(double Low, double High);

/// <summary>
/// Wilson's score interval for a share: all shares p that a test of k out of n would not reject, |k/n - p| &lt;= z sqrt(p (1 - p) / n).
/// It stays within 0 to 1, and means something at k = 0 too. E. B. Wilson, JASA 22 (1927) 209.
/// </summary>
public static class Wilson
{
    /// <summary>The confidence of <see cref="Interval"/>.</summary>
    public const double Confidence = 0.95;

    // The normal distribution's quantile at 0.975.
    private const double Z = 1.959963984540054;

    /// <summary>
    /// The 95 % interval for <paramref name="hits"/> out of <paramref name="trials"/>: the roots of the quadratic in p above,
    /// (k + z^2/2 -+ z sqrt(k (n - k) / n + z^2/4)) / (n + z^2).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no trial, or there are not from 0 to that many hits.</exception>
    public static ShareInterval Interval(int hits, int trials)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(trials, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(hits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hits, trials);
        const double Square = Z * Z;
        double k = hits, n = trials;
        double centre = (k + (Square / 2)) / (n + Square);
        double half = Z * Math.Sqrt((k * (n - k) / n) + (Square / 4)) / (n + Square);

        // The ends of the range are met exactly, where rounding would miss them.
        return new ShareInterval(hits == 0 ? 0 : centre - half, hits == trials ? 1 : centre + half);
    }
}
