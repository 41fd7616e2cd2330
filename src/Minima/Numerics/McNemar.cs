namespace Minima.Numerics;

/// <summary>
/// McNemar's test: do two readers of the same examples err equally often? Only the examples on which exactly one of them errs speak.
/// </summary>
public static class McNemar
{
    /// <summary>
    /// The exact two-sided p: with n = <paramref name="onlyFirst"/> + <paramref name="onlySecond"/> and k the smaller of the two,
    /// p = min(1, 2 * P(X &lt;= k)) for X binomial(n, 1/2). 1 where no example tells them apart.
    /// </summary>
    /// <remarks>
    /// 2^-n leaves the range of a double at n = 1075, so the weights C(n, i) are taken relative to the middle one, and each from its
    /// neighbour: C(n, i - 1) / C(n, i) = i / (n - i + 1). Their sum over all i is then what 2^n is on that scale. The relative error
    /// grows by two roundings a step, below 1e-11 for counts of 10,000; a p below the smallest double is 0.
    /// McNemar, Psychometrika 12 (1947) 153; the exact form is the sign test on the discordant pairs.
    /// </remarks>
    /// <param name="onlyFirst">Examples that only the first reads wrongly.</param>
    /// <param name="onlySecond">Examples that only the second reads wrongly.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative.</exception>
    public static double ExactP(int onlyFirst, int onlySecond)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(onlyFirst);
        ArgumentOutOfRangeException.ThrowIfNegative(onlySecond);
        long n = (long)onlyFirst + onlySecond;
        long k = Math.Min(onlyFirst, onlySecond);
        long middle = n / 2;

        // The distribution is symmetric: the lower half with the middle (n even) or without it (n odd) gives the whole.
        double lowerHalf = 0, tail = 0, weight = 1;
        for (long i = middle; i >= 0 && weight > 0; i--)
        {
            lowerHalf += weight;
            if (i <= k)
                tail += weight;
            weight *= (double)i / (n - i + 1);
        }

        double all = (2 * lowerHalf) - (n % 2 == 0 ? 1 : 0);
        return Math.Min(1, 2 * tail / all);
    }
}
