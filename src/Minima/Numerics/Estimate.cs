namespace Minima.Numerics;

/// <summary>A figure with its 95 % interval.</summary>
/// <param name="Value">The figure.</param>
/// <param name="Low">The lower end; NaN where there is too little for an interval.</param>
/// <param name="High">The upper end; NaN likewise.</param>
/// <param name="Count">How many independent things it rests on.</param>
public readonly record struct Estimate(double Value, double Low, double High, int Count)
{
    /// <summary>The mean of independent numbers, with Student's interval: mean +- t(n - 1) * s / sqrt(n).</summary>
    public static Estimate OfMean(IReadOnlyList<double> values)
    {
        double mean = values.Count == 0 ? double.NaN : values.Sum() / values.Count;
        double squares = values.Sum(value => (value - mean) * (value - mean));
        return Around(mean, Math.Sqrt(squares / (values.Count - 1.0) / values.Count), values.Count);
    }

    /// <summary>
    /// A statistic of independent things, with the jackknife's interval: its standard error is sqrt((n - 1) / n * sum of (x[i] - mean of x)^2),
    /// x[i] the statistic without thing i; the interval is Student's with n - 1. Tukey 1958; Efron and Stein, Annals of Statistics 9 (1981) 586.
    /// </summary>
    /// <param name="value">The statistic of all.</param>
    /// <param name="without">The statistic without each of them.</param>
    public static Estimate Jackknife(double value, IReadOnlyList<double> without)
    {
        int n = without.Count;
        double mean = n == 0 ? double.NaN : without.Sum() / n;
        double squares = without.Sum(one => (one - mean) * (one - mean));
        return Around(value, Math.Sqrt((n - 1.0) / n * squares), n);
    }

    private static Estimate Around(double value, double error, int count)
    {
        if (count < 2)
            return new Estimate(value, double.NaN, double.NaN, count);
        double half = StudentT.TwoSided(count - 1) * error;
        return new Estimate(value, value - half, value + half, count);
    }
}
