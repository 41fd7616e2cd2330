using Minima.Networks;
using Minima.Numerics;

namespace Minima.Geometry;

/// <summary>
/// Principal components of some points of the parameter space minus their mean, exact: with n points the centred matrix X, [n][parameters],
/// has the squared singular values and left vectors of the Gram matrix X X^T, of n rows, and X^T w / sigma are its right ones.
/// </summary>
public sealed class PrincipalComponents
{
    private readonly double[][] _left;
    private readonly double[] _values;

    private PrincipalComponents(double[] values, double[][] left)
    {
        (_values, _left) = (values, left);
        Count = values.Length;
        double total = values.Sum(static value => Math.Max(value, 0));
        Explained = [.. values.Select(value => total > 0 ? Math.Max(value, 0) / total : 0)];
    }

    /// <summary>How many points there were.</summary>
    public int Count { get; }

    /// <summary>The share of the variance along each component, the largest first.</summary>
    public IReadOnlyList<double> Explained { get; }

    /// <summary>Of points.</summary>
    /// <exception cref="UnusableInputException">There are fewer than three, or all are alike.</exception>
    public static PrincipalComponents Of(IReadOnlyList<Parameters> points)
    {
        if (points.Count < 3)
            throw new UnusableInputException($"There are {points.Count} snapshots; a principal plane needs at least three. Train longer, or save more often (--save-every).");

        // Distances from the first point, not norms: the points lie close together, and their mean far from zero.
        float[][] moved = [.. points.Select(point => ParameterVectors.Difference(point.Values, points[0].Values))];
        return OfGram(Gram(moved));
    }

    /// <summary>Of points of which the inner products are known, from any origin.</summary>
    internal static PrincipalComponents OfGram(double[,] gram)
    {
        int n = gram.GetLength(0);
        double[] means = new double[n];
        double mean = 0;
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
                means[i] += gram[i, j] / n;
            mean += means[i] / n;
        }

        var centred = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
                centred[(i * n) + j] = gram[i, j] - means[i] - means[j] + mean;
        }

        (double[] values, double[][] left) = SymmetricEigen.Of(centred, n);
        if (!(values[0] > 0))
            throw new UnusableInputException("All snapshots are alike, or hold numbers that are not finite; they span no plane.");
        return new PrincipalComponents(values, left);
    }

    /// <summary>The plane of the first two components of the points that were taken: its origin is their mean, its directions have length 1.</summary>
    /// <exception cref="UnusableInputException">The points lie on a line.</exception>
    public Plane ToPlane(IReadOnlyList<Parameters> points)
    {
        var mean = new float[points[0].Values.Length];
        for (int k = 0; k < mean.Length; k++)
        {
            double sum = 0;
            foreach (Parameters point in points)
                sum += point.Values[k];
            mean[k] = (float)(sum / points.Count);
        }

        float[] u = ParameterVectors.ScaledTo(Component(points, mean, 0), 1);
        float[] second = ParameterVectors.Without(Component(points, mean, 1), u);
        if (!(Explained[1] > 1e-12))
            throw new UnusableInputException("All snapshots lie on a line; they span no plane.");
        ParameterLayout layout = points[0].Layout;
        return new Plane(new Parameters(layout, mean), new Parameters(layout, u), new Parameters(layout, ParameterVectors.ScaledTo(second, 1)));
    }

    /// <summary>Where a point stands along a component, from the mean.</summary>
    public double Coordinate(int point, int component) => _left[component][point] * Math.Sqrt(Math.Max(_values[component], 0));

    private float[] Component(IReadOnlyList<Parameters> points, float[] mean, int component)
    {
        var sum = new double[mean.Length];
        for (int i = 0; i < points.Count; i++)
        {
            double weight = _left[component][i];
            ReadOnlySpan<float> values = points[i].Values;
            for (int k = 0; k < sum.Length; k++)
                sum[k] += weight * ((double)values[k] - mean[k]);
        }

        return [.. sum.Select(static value => (float)value)];
    }

    private static double[,] Gram(float[][] points)
    {
        var gram = new double[points.Length, points.Length];
        for (int i = 0; i < points.Length; i++)
        {
            for (int j = 0; j <= i; j++)
                gram[i, j] = gram[j, i] = ParameterVectors.Dot(points[i], points[j]);
        }

        return gram;
    }
}
