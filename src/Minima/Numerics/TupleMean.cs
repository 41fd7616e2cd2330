namespace Minima.Numerics;

/// <summary>
/// The mean over pairs, triples, ... of independent things. Tuples that share a thing are not independent, so the things are left out one
/// by one, each with all its tuples, and not the tuples.
/// </summary>
/// <param name="things">How many things there are.</param>
public sealed class TupleMean(int things)
{
    private readonly double[] _sums = new double[things];
    private readonly int[] _counts = new int[things];
    private double _sum;

    /// <summary>How many tuples were added.</summary>
    public int Count { get; private set; }

    /// <summary>The least value that was added.</summary>
    public double Least { get; private set; } = double.PositiveInfinity;

    /// <summary>The largest value that was added.</summary>
    public double Largest { get; private set; } = double.NegativeInfinity;

    /// <summary>The mean with the jackknife's interval over the things; no interval where one of them is in every tuple.</summary>
    public Estimate Estimate => Estimate.Jackknife(
        _sum / Count, [.. Enumerable.Range(0, things).Where(i => _counts[i] > 0).Select(i => (_sum - _sums[i]) / (Count - _counts[i]))]);

    /// <summary>Adds the value of a tuple of things.</summary>
    public void Add(double value, params ReadOnlySpan<int> tuple)
    {
        foreach (int thing in tuple)
        {
            _sums[thing] += value;
            _counts[thing]++;
        }

        (_sum, Count) = (_sum + value, Count + 1);
        (Least, Largest) = (Math.Min(Least, value), Math.Max(Largest, value));
    }
}
