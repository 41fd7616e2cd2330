using Minima.Data;
using Minima.Networks;
using Minima.Numerics;

namespace Minima.Tests.Networks;

/// <summary>Small examples and points for the engine's tests.</summary>
internal static class SmallData
{
    /// <summary>Random examples; with <paramref name="lit"/> below 1, runs of four inputs are dark so often.</summary>
    public static Examples Draw(uint seed, int count, int width, int classes, double lit = 1)
    {
        var random = new RandomState(seed);
        var values = new float[count * width];
        random.StandardNormal(values);
        for (int n = 0; n < count; n++)
        {
            for (int i = 0; i < width; i += 4)
            {
                if (random.NextDouble() >= lit)
                    values.AsSpan((n * width) + i, Math.Min(4, width - i)).Clear();
            }
        }

        return Examples.FromValues(values, DrawLabels(random, count, classes), width);
    }

    /// <summary>A data set of dense random numbers.</summary>
    public static DataSet Dense(int train, int width, int classes) => new(
        "random", "random numbers", classes, Draw(21, train, width, classes), Draw(22, 90, width, classes), Draw(23, 65, width, classes));

    /// <summary>A random point: the usual start, but with biases and a small random output layer.</summary>
    public static Parameters Point(Network network, uint seed)
    {
        Parameters point = Initialisation.Draw(network, new Start(seed));
        var random = new RandomState(seed + 1);
        foreach (Layer layer in network.Layers)
        {
            foreach (ref float bias in point[layer.Biases])
                bias = (float)random.Uniform(-0.3, 0.3);
        }

        double bound = 2 / Math.Sqrt(network.Layers[^1].Inputs);
        foreach (ref float weight in point[network.Layers[^1].Weights])
            weight = (float)random.Uniform(-bound, bound);
        return point;
    }

    private static byte[] DrawLabels(RandomState random, int count, int classes)
    {
        var labels = new byte[count];
        foreach (ref byte label in labels.AsSpan())
            label = (byte)random.Integer(classes);
        return labels;
    }
}
