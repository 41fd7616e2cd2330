using Minima.Numerics;

namespace Minima.Curvature;

/// <summary>A step, and by how much the gradient changed along it.</summary>
/// <param name="Step">s.</param>
/// <param name="Change">y, with s'y &gt; 0.</param>
public sealed record SecantPair(double[] Step, double[] Change);

/// <summary>
/// About the inverse of the Hessian, from the last steps and from an operator M^-1 to begin with (L-BFGS; Nocedal, "Updating quasi-Newton matrices with
/// limited storage", 1980): it takes each change of the gradient to the step that caused it, the last one exactly. M^-1 is scaled so that it does so on average.
/// </summary>
/// <param name="pairs">The pairs to begin with, the oldest first.</param>
/// <param name="scale">The scale of M^-1 to begin with.</param>
internal sealed class LimitedMemory(IReadOnlyList<SecantPair> pairs, double scale = 1)
{
    // More of them are of no more use, since they are of a valley that has turned meanwhile: with 30 or 100 it takes as many steps, with 3 more.
    private const int Most = 10;

    private readonly List<SecantPair> _pairs = [.. pairs];

    /// <summary>The pairs kept, the oldest first.</summary>
    public IReadOnlyList<SecantPair> Pairs => _pairs;

    /// <summary>The scale of M^-1.</summary>
    public double Scale { get; private set; } = scale;

    /// <summary>Forgets all pairs.</summary>
    public void Clear() => _pairs.Clear();

    /// <summary>Scales M^-1 by s'y / y'M^-1 y of the last pair.</summary>
    public void Rescale(Func<double[], double[]> inverse)
    {
        if (_pairs.Count == 0)
            return;
        (double[] step, double[] change) = _pairs[^1];
        Scale = Vectors.Dot(step, change) / Vectors.Dot(change, inverse(change));
    }

    /// <summary>Takes a pair, unless the cost bends downwards along it.</summary>
    public void Add(double[] step, double[] change)
    {
        if (!(Vectors.Dot(step, change) > 0))
            return;
        if (_pairs.Count == Most)
            _pairs.RemoveAt(0);
        _pairs.Add(new SecantPair(step, change));
    }

    /// <summary>The product with a vector.</summary>
    /// <param name="vector">The vector; it is kept as it is.</param>
    /// <param name="inverse">M^-1.</param>
    public double[] Apply(double[] vector, Func<double[], double[]> inverse)
    {
        double[] rest = [.. vector];
        double[] parts = new double[_pairs.Count];
        for (int i = parts.Length - 1; i >= 0; i--)
        {
            (double[] step, double[] change) = _pairs[i];
            parts[i] = Vectors.Dot(step, rest) / Vectors.Dot(step, change);
            Vectors.AddScaled(-parts[i], change, rest);
        }

        double[] result = inverse(rest);
        Vectors.Scale(Scale, result);
        for (int i = 0; i < parts.Length; i++)
        {
            (double[] step, double[] change) = _pairs[i];
            Vectors.AddScaled(parts[i] - (Vectors.Dot(change, result) / Vectors.Dot(step, change)), step, result);
        }

        return result;
    }
}
