using Minima.Networks;
using Minima.Numerics;

namespace Minima.Geometry;

/// <summary>What the size of a noise is relative to.</summary>
public enum NoiseScale
{
    /// <summary>All parameters as one vector: the noise has one standard deviation everywhere, also in parameters that are zero.</summary>
    Total,

    /// <summary>Each parameter by itself: one that is zero stays zero.</summary>
    Parameter,
}

/// <summary>Seeded Gaussian noise of a given size on a network's numbers.</summary>
public static class Perturbation
{
    /// <summary>
    /// x + size * ||x|| / ||n|| * n with n standard normal, drawn for all numbers in the layout's order: the noise has exactly that relative L2
    /// size before each sum is rounded to single precision. Below about 1e-7 most of it is lost there: <see cref="RelativeSize"/> says what is left.
    /// </summary>
    /// <param name="parameters">x.</param>
    /// <param name="size">||noise|| / ||x||.</param>
    /// <param name="random">Draws the noise.</param>
    /// <param name="scale">What the size is relative to.</param>
    public static Parameters Of(Parameters parameters, double size, RandomState random, NoiseScale scale)
    {
        Parameters result = parameters.Clone();
        var noise = new double[parameters.Values.Length];
        foreach (ref double value in noise.AsSpan())
            value = random.StandardNormal();
        (int Offset, int Count)[] parts = scale == NoiseScale.Total
            ? [(0, noise.Length)]
            : [.. parameters.Layout.Slots.Select(static slot => (slot.Offset, slot.Count))];
        foreach ((int offset, int count) in parts)
        {
            double norm = 0, ofNoise = 0;
            for (int i = offset; i < offset + count; i++)
            {
                norm += (double)parameters.Values[i] * parameters.Values[i];
                ofNoise += noise[i] * noise[i];
            }

            double factor = size * Math.Sqrt(norm) / Math.Sqrt(ofNoise);
            for (int i = offset; i < offset + count; i++)
                result.Values[i] = (float)(parameters.Values[i] + (factor * noise[i]));
        }

        return result;
    }

    /// <summary>||B - A|| / ||A||, in double.</summary>
    public static double RelativeSize(Parameters a, Parameters b)
    {
        ParameterDistance total = Distances.Between(a, b).Total;
        return total.L2 / total.NormA;
    }
}
