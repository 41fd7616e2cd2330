using Minima.Networks;
using Minima.Numerics;

namespace Minima.Geometry;

/// <summary>Planes through given networks.</summary>
public static class PlaneDirections
{
    /// <summary>
    /// Two random directions through a point, uniform over all of them, biases included: normal numbers, the second made orthogonal to
    /// the first, both of length 1, so that x and y are distances.
    /// </summary>
    public static Plane Random(Parameters origin, uint seed)
    {
        var random = new RandomState(seed);
        float[] u = ParameterVectors.ScaledTo(Normal(origin.Layout.Count, random), 1);
        float[] v = ParameterVectors.ScaledTo(ParameterVectors.Without(Normal(origin.Layout.Count, random), u), 1);
        return new Plane(origin, new Parameters(origin.Layout, u), new Parameters(origin.Layout, v));
    }

    /// <summary>
    /// Two random directions scaled as the network is (Li et al. 2018, arXiv 1712.09913): normal numbers, of which each unit's incoming
    /// weights are scaled to the norm of the unit's own, and no biases. x = 1 moves each unit as far as it is long.
    /// </summary>
    public static Plane Filter(Network network, Parameters origin, uint seed)
    {
        var random = new RandomState(seed);
        return new Plane(origin, Direction(), Direction());

        Parameters Direction()
        {
            var direction = new Parameters(origin.Layout);
            foreach (Layer layer in network.Layers)
            {
                Span<float> weights = direction[layer.Weights];
                random.StandardNormal(weights);
                Rescale(weights, origin[layer.Weights], layer);
            }

            return direction;
        }
    }

    /// <summary>
    /// The plane through three points (Garipov et al. 2018): A is the origin, x runs towards B, and y towards C, at a right angle to x;
    /// both directions have length 1.
    /// </summary>
    /// <exception cref="UnusableInputException">The points lie on a line.</exception>
    public static Plane Through(Parameters a, Parameters b, Parameters c)
    {
        float[] toB = ParameterVectors.Difference(b.Values, a.Values), toC = ParameterVectors.Difference(c.Values, a.Values);
        double lengthB = ParameterVectors.Norm(toB), lengthC = ParameterVectors.Norm(toC);
        float[] rest = lengthB > 0 ? ParameterVectors.Without(toC, toB) : toC;
        if (!(lengthB > 0) || !(ParameterVectors.Norm(rest) > 1e-6 * lengthC))
            throw new UnusableInputException("The three points lie on a line; a plane needs three that do not. Name another one.");
        return new Plane(
            a, new Parameters(a.Layout, ParameterVectors.ScaledTo(toB, 1)), new Parameters(a.Layout, ParameterVectors.ScaledTo(rest, 1)));
    }

    private static float[] Normal(int count, RandomState random)
    {
        var numbers = new float[count];
        random.StandardNormal(numbers);
        return numbers;
    }

    private static void Rescale(Span<float> direction, ReadOnlySpan<float> weights, Layer layer)
    {
        double[] own = new double[layer.Units], drawn = new double[layer.Units];
        for (int i = 0; i < weights.Length; i++)
        {
            own[layer.UnitOfWeight(i)] += (double)weights[i] * weights[i];
            drawn[layer.UnitOfWeight(i)] += (double)direction[i] * direction[i];
        }

        for (int i = 0; i < weights.Length; i++)
            direction[i] = (float)(direction[i] * Math.Sqrt(own[layer.UnitOfWeight(i)] / drawn[layer.UnitOfWeight(i)]));
    }
}
