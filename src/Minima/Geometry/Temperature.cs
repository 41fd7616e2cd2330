using Minima.Networks;
using Minima.Numerics;

namespace Minima.Geometry;

/// <summary>
/// The temperature by which logits are divided (Guo, Pleiss, Sun and Weinberger 2017, arXiv 1706.04599): it changes how sure a network is, and
/// no prediction.
/// </summary>
internal static class Temperature
{
    /// <summary>The largest that is tried, and the inverse of the least.</summary>
    public const double Most = 1024;

    private const int Halvings = 60;

    /// <summary>The T at which the mean of -ln softmax(logits / T)[label] is least.</summary>
    /// <remarks>
    /// In beta = 1 / T the loss is convex: its slope, the mean of sum_k p_k l_k - l_label with p = softmax(beta l), rises. l are logarithms
    /// of probabilities, which are the logits but for a number that is the same for all classes. The slope's root is halved in ln beta.
    /// </remarks>
    /// <param name="logProbabilities">[examples][classes].</param>
    /// <param name="labels">[examples].</param>
    /// <param name="classes">Classes.</param>
    public static double Of(ReadOnlySpan<float> logProbabilities, ReadOnlySpan<byte> labels, int classes)
    {
        double low = -Elementary.Log(Most), high = -low;
        for (int i = 0; i < Halvings; i++)
        {
            double middle = (low + high) / 2;
            if (Slope(logProbabilities, labels, classes, Elementary.Exp(middle)) < 0)
                low = middle;
            else
                high = middle;
        }

        return Elementary.Exp(-(low + high) / 2);
    }

    /// <summary>The network with its output layer divided by T.</summary>
    public static Parameters Applied(Network network, Parameters parameters, double temperature)
    {
        Parameters copy = parameters.Clone();
        foreach (string name in new[] { network.Layers[^1].Weights, network.Layers[^1].Biases })
        {
            foreach (ref float value in copy[name])
                value = (float)(value / temperature);
        }

        return copy;
    }

    private static double Slope(ReadOnlySpan<float> logs, ReadOnlySpan<byte> labels, int classes, double beta)
    {
        double slope = 0;
        for (int n = 0; n < labels.Length; n++)
        {
            ReadOnlySpan<float> row = logs.Slice(n * classes, classes);
            float largest = float.NegativeInfinity;
            foreach (float log in row)
                largest = Math.Max(largest, log);
            double sum = 0, weighted = 0;
            foreach (float log in row)
            {
                // A probability of 0 has no part in the mean, however far its logarithm lies.
                double share = float.IsFinite(log) ? Elementary.Exp(beta * ((double)log - largest)) : 0;
                sum += share;
                weighted += share == 0 ? 0 : share * log;
            }

            slope += (weighted / sum) - row[labels[n]];
        }

        return slope;
    }
}
