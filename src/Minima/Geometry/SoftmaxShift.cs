using Minima.Networks;

namespace Minima.Geometry;

/// <summary>
/// The part of a difference that no function value shows. Softmax does not change when one number is added to all logits, so the same
/// constant added to a row of the output weights, or to all output biases, changes nothing. Gradient descent never moves the biases along
/// that direction and the weights only decay along it: two runs keep the difference they were born with.
/// </summary>
/// <param name="Weights">L2 norm of the part of the output weights' difference: sqrt(K * sum over the rows of (mean of the row)^2).</param>
/// <param name="Biases">L2 norm of the part of the output biases' difference: sqrt(K) * |mean|, K the number of classes.</param>
public sealed record SoftmaxShift(double Weights, double Biases)
{
    /// <summary>The shift between two points of a network.</summary>
    public static SoftmaxShift Between(Network network, Parameters a, Parameters b)
    {
        Layer output = network.Layers[^1];
        return new SoftmaxShift(
            Norm(a[output.Weights], b[output.Weights], output.Outputs),
            Norm(a[output.Biases], b[output.Biases], output.Outputs));
    }

    /// <summary>
    /// A copy without it: from each row of the output weights, and from the output biases, their mean over the classes is taken (in double,
    /// each number rounded once). It computes the same probabilities. Of an autoencoder, which has no softmax, a copy as it is.
    /// </summary>
    public static Parameters Removed(Network network, Parameters parameters)
    {
        if (network.IsAutoencoder)
            return parameters.Clone();
        Layer output = network.Layers[^1];
        Parameters copy = parameters.Clone();
        foreach (string name in new[] { output.Weights, output.Biases })
        {
            Span<float> values = copy[name];
            for (int row = 0; row < values.Length; row += output.Outputs)
            {
                double sum = 0;
                foreach (float value in values.Slice(row, output.Outputs))
                    sum += value;
                foreach (ref float value in values.Slice(row, output.Outputs))
                    value = (float)(value - (sum / output.Outputs));
            }
        }

        return copy;
    }

    private static double Norm(ReadOnlySpan<float> a, ReadOnlySpan<float> b, int classes)
    {
        double squares = 0;
        for (int row = 0; row < a.Length; row += classes)
        {
            double sum = 0;
            for (int k = row; k < row + classes; k++)
                sum += (double)a[k] - b[k];
            squares += sum * sum / classes;
        }

        return Math.Sqrt(squares);
    }
}
