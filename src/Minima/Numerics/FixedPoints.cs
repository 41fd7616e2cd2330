namespace Minima.Numerics;

/// <summary>
/// How many places a random permutation leaves as they are: one on average, whatever its length, and nearly Poisson(1). Exactly, of n! permutations
/// C(n, k) D(n - k) have k fixed points, D the permutations with none, so P(k) = (1 / k!) * sum for i = 0 to n - k of (-1)^i / i!
/// (P. R. de Montmort 1713; Feller, An Introduction to Probability Theory I, IV.4).
/// </summary>
public static class FixedPoints
{
    // 1 / 171! is the last reciprocal of a factorial that a double holds with all its digits; below, probabilities are 0.
    private const int Most = 170;

    /// <summary>
    /// The probability that independent random permutations of these lengths have together at least <paramref name="count"/> fixed points; 0 where
    /// it is below the smallest double. For several permutations the distributions are convolved.
    /// </summary>
    /// <param name="lengths">The permutations' lengths, each at least 0.</param>
    /// <param name="count">How many fixed points, of all together.</param>
    /// <exception cref="ArgumentOutOfRangeException">A length is negative.</exception>
    public static double AtLeast(IReadOnlyList<int> lengths, int count)
    {
        double[] all = [1];
        foreach (int length in lengths)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(length, nameof(lengths));
            double[] one = Distribution(length), sum = new double[all.Length + one.Length - 1];
            for (int i = 0; i < all.Length; i++)
            {
                for (int j = 0; j < one.Length; j++)
                    sum[i + j] += all[i] * one[j];
            }

            all = sum;
        }

        // The smallest first: the tail keeps its digits however small it is.
        double tail = 0;
        for (int k = all.Length - 1; k >= Math.Max(count, 0); k--)
            tail += all[k];
        return Math.Min(1, tail);
    }

    private static double[] Distribution(int length)
    {
        double[] probabilities = new double[Math.Min(length, Most) + 1];
        double reciprocal = 1;
        for (int k = 0; k < probabilities.Length; k++)
        {
            reciprocal /= Math.Max(1, k);
            probabilities[k] = reciprocal * Derangements(length - k);
        }

        return probabilities;
    }

    // D(n) / n!, which is 1/e from n = 18 on but for rounding.
    private static double Derangements(int n)
    {
        double sum = 0, term = 1;
        for (int i = 0; i <= Math.Min(n, 25); i++)
        {
            sum += term;
            term /= -(i + 1);
        }

        return sum;
    }
}
