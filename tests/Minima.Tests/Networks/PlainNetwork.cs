using Minima.Data;
using Minima.Networks;

namespace Minima.Tests.Networks;

/// <summary>
/// A network's cost and gradient in double precision, by the textbook: one example after the other, plain loops, the platform's
/// functions. It shares nothing with the engine but the parameters' layout.
/// </summary>
internal sealed class PlainNetwork(Network network, double l1, double l2)
{
    /// <summary>The cost at a point, and its gradient in the layout's order.</summary>
    public (double Cost, double[] Gradient) Evaluate(double[] point, Examples examples)
    {
        var gradient = new double[point.Length];
        double loss = 0;
        var row = new float[examples.Width];
        for (int n = 0; n < examples.Count; n++)
        {
            examples.CopyRow(n, row);
            loss += AddExample(point, [.. row.Select(static x => (double)x)], examples.Labels[n], 1.0 / examples.Count, gradient);
        }

        double penalty = 0;
        foreach (Layer layer in network.Layers)
        {
            ParameterSlot slot = network.Layout[layer.Weights];
            for (int i = slot.Offset; i < slot.Offset + slot.Count; i++)
            {
                penalty += (l1 * Math.Abs(point[i])) + (l2 * point[i] * point[i]);
                gradient[i] += (l1 * Math.Sign(point[i])) + (2 * l2 * point[i]);
            }
        }

        return ((loss / examples.Count) + penalty, gradient);
    }

    /// <summary>The logarithms of the class probabilities.</summary>
    public double[] LogProbabilities(double[] point, double[] x)
    {
        double[] z = Forward(point, x)[^1];
        double largest = z.Max(), logSum = largest + Math.Log(z.Sum(value => Math.Exp(value - largest)));
        return [.. z.Select(value => value - logSum)];
    }

    private double AddExample(double[] point, double[] x, int label, double scale, double[] gradient)
    {
        double[][] outputs = Forward(point, x);
        double[] logProbabilities = LogProbabilities(point, x);
        double[] delta = [.. logProbabilities.Select((logP, k) => scale * (Math.Exp(logP) - (k == label ? 1 : 0)))];
        for (int l = network.Layers.Count - 1; l >= 0; l--)
        {
            Layer layer = network.Layers[l];
            int weights = network.Layout[layer.Weights].Offset, biases = network.Layout[layer.Biases].Offset;
            double[] below = layer.Convolution is { } c ? BackThrough(c) : new double[layer.Inputs];

            double[] BackThrough(Convolution c)
            {
                ReadOnlySpan<double> kernels = Of(point, layer.Weights);
                (_, (int, int)[] chosen) = PlainConvolution.Forward(c, kernels, Of(point, layer.Biases), outputs[l]);
                return PlainConvolution.Backward(c, kernels, outputs[l], chosen, delta, Of(gradient, layer.Weights), Of(gradient, layer.Biases));
            }

            for (int j = 0; j < layer.Outputs && layer.Convolution is null; j++)
            {
                gradient[biases + j] += delta[j];
                for (int i = 0; i < layer.Inputs; i++)
                {
                    gradient[weights + (i * layer.Outputs) + j] += outputs[l][i] * delta[j];
                    below[i] += point[weights + (i * layer.Outputs) + j] * delta[j];
                }
            }

            for (int i = 0; i < layer.Inputs && l > 0; i++)
                below[i] *= Slope(network.Layers[l - 1].Activation, outputs[l][i]);
            delta = below;
        }

        return -logProbabilities[label];
    }

    /// <summary>What goes into each layer, and at the end the logits.</summary>
    private double[][] Forward(double[] point, double[] x)
    {
        double[][] outputs = [x, .. network.Layers.Select(static layer => new double[layer.Outputs])];
        for (int l = 0; l < network.Layers.Count; l++)
        {
            Layer layer = network.Layers[l];
            int weights = network.Layout[layer.Weights].Offset, biases = network.Layout[layer.Biases].Offset;
            double[]? sums = layer.Convolution is { } c
                ? PlainConvolution.Forward(c, Of(point, layer.Weights), Of(point, layer.Biases), outputs[l]).Sums
                : null;
            for (int j = 0; j < layer.Outputs; j++)
            {
                double z = sums is null ? point[biases + j] : sums[j];
                for (int i = 0; i < layer.Inputs && sums is null; i++)
                    z += outputs[l][i] * point[weights + (i * layer.Outputs) + j];
                outputs[l + 1][j] = layer.Activation switch
                {
                    Activation.Tanh => Math.Tanh(z),
                    Activation.Sigmoid => 1 / (1 + Math.Exp(-z)),
                    Activation.Relu => Math.Max(z, 0),
                    _ => z,
                };
            }
        }

        return outputs;
    }

    private Span<double> Of(double[] values, string name) => values.AsSpan(network.Layout[name].Offset, network.Layout[name].Count);

    private static double Slope(Activation activation, double h) => activation switch
    {
        Activation.Tanh => 1 - (h * h),
        Activation.Sigmoid => h * (1 - h),
        _ => h > 0 ? 1 : 0,
    };
}
