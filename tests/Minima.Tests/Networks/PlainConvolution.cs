using Minima.Networks;

namespace Minima.Tests.Networks;

/// <summary>A convolution with pooling in double precision, by its definition: plain loops that share nothing with the engine.</summary>
internal static class PlainConvolution
{
    /// <summary>The pooled sums with their biases, [maps][places], and for each of them the place of the sum that was the largest.</summary>
    public static (double[] Sums, (int Y, int X)[] Chosen) Forward(Convolution c, ReadOnlySpan<double> weights, ReadOnlySpan<double> biases, double[] x)
    {
        var sums = new double[c.Outputs];
        var chosen = new (int Y, int X)[c.Outputs];
        for (int o = 0, at = 0; o < c.Maps; o++)
        {
            for (int py = 0; py < c.OutHeight; py++)
            {
                for (int px = 0; px < c.OutWidth; px++, at++)
                {
                    sums[at] = double.NegativeInfinity;
                    for (int y = py * c.Pool; y < (py + 1) * c.Pool; y++)
                    {
                        for (int column = px * c.Pool; column < (px + 1) * c.Pool; column++)
                        {
                            double sum = Sum(c, weights, x, o, y, column);
                            if (sum > sums[at])
                                (sums[at], chosen[at]) = (sum, (y, column));
                        }
                    }

                    sums[at] += biases[o];
                }
            }
        }

        return (sums, chosen);
    }

    /// <summary>Adds the gradients of weights and biases, and returns that of the inputs.</summary>
    public static double[] Backward(
        Convolution c, ReadOnlySpan<double> weights, double[] x, (int Y, int X)[] chosen, double[] deltas, Span<double> ofWeights, Span<double> ofBiases)
    {
        var below = new double[c.Inputs];
        for (int at = 0; at < deltas.Length; at++)
        {
            int o = at / c.Places;
            ofBiases[o] += deltas[at];
            for (int channel = 0; channel < c.Channels; channel++)
            {
                for (int u = 0; u < c.Kernel; u++)
                {
                    for (int v = 0; v < c.Kernel; v++)
                    {
                        int weight = (((((o * c.Channels) + channel) * c.Kernel) + u) * c.Kernel) + v;
                        int input = (((channel * c.Height) + chosen[at].Y + c.Kernel - 1 - u) * c.Width) + chosen[at].X + c.Kernel - 1 - v;
                        ofWeights[weight] += deltas[at] * x[input];
                        below[input] += deltas[at] * weights[weight];
                    }
                }
            }
        }

        return below;
    }

    private static double Sum(Convolution c, ReadOnlySpan<double> weights, double[] x, int o, int y, int column)
    {
        double sum = 0;
        for (int channel = 0; channel < c.Channels; channel++)
        {
            for (int u = 0; u < c.Kernel; u++)
            {
                for (int v = 0; v < c.Kernel; v++)
                {
                    sum += weights[(((((o * c.Channels) + channel) * c.Kernel) + u) * c.Kernel) + v]
                        * x[(((channel * c.Height) + y + c.Kernel - 1 - u) * c.Width) + column + c.Kernel - 1 - v];
                }
            }
        }

        return sum;
    }
}
