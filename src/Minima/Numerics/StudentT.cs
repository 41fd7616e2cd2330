namespace Minima.Numerics;

/// <summary>
/// Student's t distribution with a whole number of degrees of freedom, whose probabilities are finite sums in the angle
/// theta = atan(t / sqrt(nu)). Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4.
/// </summary>
public static class StudentT
{
    /// <summary>P(|T| &lt;= t) as a function of the angle.</summary>
    /// <param name="angle">theta, from 0 to pi / 2.</param>
    /// <param name="freedom">nu, at least 1.</param>
    internal static double Central(double angle, int freedom)
    {
        double sine = Elementary.Sin(angle), cosine = Elementary.Cos(angle);
        bool odd = freedom % 2 == 1;
        double term = odd ? cosine : 1, sum = freedom == 1 ? 0 : term;
        for (int k = odd ? 3 : 2; k < freedom; k += 2)
        {
            // Odd: times 2/3, 4/5, ...; even: times 1/2, 3/4, ...; the last power of the cosine is nu - 2.
            term *= (k - 1.0) / k * cosine * cosine;
            sum += term;
        }

        return odd ? 2 / Math.PI * (angle + (sine * sum)) : sine * sum;
    }

    /// <summary>The t within which a share of the distribution lies: P(|T| &lt;= t) = <paramref name="confidence"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no degree of freedom, or the confidence is not between 0 and 1.</exception>
    public static double TwoSided(int freedom, double confidence = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(freedom, 1);
        if (!(confidence is > 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "It must be between 0 and 1.");
        double low = 0, high = Math.PI / 2;
        for (double middle = high / 2; middle > low && middle < high; middle = (low + high) / 2)
            (low, high) = Central(middle, freedom) < confidence ? (middle, high) : (low, middle);
        return Math.Sqrt(freedom) * Elementary.Sin(low) / Elementary.Cos(low);
    }
}
