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

    private const int MostSteps = 200;

    // In ln T: far below what a figure shows, well above rounding.
    private const double Tolerance = 1e-13;

    /// <summary>The T at which the mean of -ln softmax(logits / T)[label] is least.</summary>
    /// <param name="logProbabilities">[examples][classes].</param>
    /// <param name="labels">[examples].</param>
    /// <param name="classes">Classes.</param>
    public static double Of(ReadOnlySpan<float> logProbabilities, ReadOnlySpan<byte> labels, int classes)
    {
        double[] logs = new double[logProbabilities.Length];
        for (int i = 0; i < logs.Length; i++)
            logs[i] = logProbabilities[i];
        byte[] truths = labels.ToArray();
        return Where(beta =>
        {
            double slope = 0, curvature = 0;
            for (int n = 0; n < truths.Length; n++)
            {
                (double first, double second) = SlopeOf(logs.AsSpan(n * classes, classes), truths[n], beta);
                slope += first;
                curvature += second;
            }

            return (slope, curvature);
        });
    }

    /// <summary>The T at which a loss is least whose slope and curvature in beta = 1 / T are given; 1 where it is the same everywhere.</summary>
    /// <remarks>
    /// In beta the loss is convex: its slope rises. Its root is sought in ln beta, by Newton's steps within a bracket that is halved where such a step
    /// leaves it, or is not half as long as the step before last.
    /// </remarks>
    public static double Where(Func<double, (double Slope, double Curvature)> slopeAt)
    {
        double low = -Elementary.Log(Most), high = -low, at = 0, step = high, before = high;
        if (slopeAt(Elementary.Exp(high)).Slope < 0)
            return 1 / Most;
        if (slopeAt(Elementary.Exp(low)).Slope > 0)
            return Most;
        for (int i = 0; i < MostSteps; i++)
        {
            double beta = Elementary.Exp(at);
            (double slope, double curvature) = slopeAt(beta);
            if (slope == 0)
                break;
            if (slope < 0)
                low = at;
            else
                high = at;
            double newton = -slope / (beta * curvature);
            bool isUseful = at + newton > low && at + newton < high && Math.Abs(newton) < before / 2;
            double next = isUseful ? at + newton : (low + high) / 2;
            (before, step) = (step, Math.Abs(next - at));
            at = next;
            if (step <= Tolerance)
                break;
        }

        return Elementary.Exp(-at);
    }

    /// <summary>
    /// The first and the second derivative in beta of -ln softmax(beta l)[label]: sum_k p_k l_k - l_label and the variance of l under p. l are logarithms
    /// of probabilities, which are the logits but for a number that is the same for all classes.
    /// </summary>
    public static (double Slope, double Curvature) SlopeOf(ReadOnlySpan<double> logs, int label, double beta)
    {
        double largest = double.NegativeInfinity;
        foreach (double log in logs)
            largest = Math.Max(largest, log);
        double sum = 0, weighted = 0, squares = 0;
        foreach (double log in logs)
        {
            // A probability of 0 has no part in the mean, however far its logarithm lies.
            double share = double.IsFinite(log) ? Elementary.Exp(beta * (log - largest)) : 0, below = share == 0 ? 0 : log - largest;
            sum += share;
            weighted += share * below;
            squares += share * below * below;
        }

        double mean = weighted / sum;
        return (mean - (logs[label] - largest), (squares / sum) - (mean * mean));
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
}
