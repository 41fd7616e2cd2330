using Minima.Networks;

namespace Minima.Geometry;

/// <summary>
/// REPAIR (Jordan, Sedghi, Saukh, Entezari and Neyshabur, arXiv 2211.08403): in the middle between two networks the units' sums spread less
/// than at either end, the more the deeper. Each hidden unit's sum z is replaced by (z - mean) * s + mean', with the mean and the
/// standard deviation that the ends have on average; layer by layer, since what is mended below changes what is seen above. It is
/// linear in z, so weights and biases take it up, and the result is a network of the same layers. The output layer is left as it is.
/// </summary>
internal static class Repair
{
    /// <summary>The mended network.</summary>
    /// <param name="network">The layers.</param>
    /// <param name="middle">What is mended; it stays as it is.</param>
    /// <param name="a">The moments of one end's hidden layers.</param>
    /// <param name="b">Those of the other's.</param>
    /// <param name="first">The middle's own moments in the first layer.</param>
    /// <param name="read">The moments of a network in a layer.</param>
    public static Parameters Of(
        Network network, Parameters middle, UnitMoments[] a, UnitMoments[] b, UnitMoments first, Func<Parameters, int, UnitMoments> read)
    {
        Parameters mended = middle.Clone();
        for (int g = 0; g < a.Length; g++)
        {
            UnitMoments now = g == 0 ? first : read(mended, g);
            Layer layer = network.Layers[g];
            double[] scales = [.. now.Variances.Select((variance, j) => Scale(variance, a[g].Variances[j], b[g].Variances[j]))];
            Span<float> weights = mended[layer.Weights], biases = mended[layer.Biases];
            for (int i = 0; i < weights.Length; i++)
                weights[i] = (float)(weights[i] * scales[layer.UnitOfWeight(i)]);
            for (int j = 0; j < biases.Length; j++)
                biases[j] = (float)((scales[j] * (biases[j] - now.Means[j])) + ((a[g].Means[j] + b[g].Means[j]) / 2));
        }

        return mended;
    }

    // A unit that sees the same in every example cannot be spread; its mean is set all the same.
    private static double Scale(double now, double a, double b)
    {
        double scale = (Math.Sqrt(a) + Math.Sqrt(b)) / 2 / Math.Sqrt(now);
        return float.IsFinite((float)scale) ? scale : 1;
    }
}
