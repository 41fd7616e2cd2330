using Minima.Data;
using Minima.Networks;

namespace Minima.Tests.Networks;

/// <summary>What goes into a network's hidden units, in double precision, by plain loops and the platform's functions.</summary>
internal static class PlainUnits
{
    /// <summary>[examples][hidden layers][units].</summary>
    public static IEnumerable<double[][]> Of(Network network, Parameters parameters, Examples examples)
    {
        var row = new float[examples.Width];
        for (int n = 0; n < examples.Count; n++)
        {
            examples.CopyRow(n, row);
            double[] x = [.. row.Select(static value => (double)value)];
            var sums = new List<double[]>();
            foreach (Layer layer in network.Layers.SkipLast(1))
            {
                var z = new double[layer.Outputs];
                for (int j = 0; j < z.Length; j++)
                {
                    z[j] = parameters[layer.Biases][j];
                    for (int i = 0; i < x.Length; i++)
                        z[j] += x[i] * parameters[layer.Weights][(i * layer.Outputs) + j];
                }

                sums.Add(z);
                x = [.. z.Select(value => Activate(layer.Activation, value))];
            }

            yield return [.. sums];
        }
    }

    public static double Activate(Activation activation, double z) => activation switch
    {
        Activation.Tanh => Math.Tanh(z),
        Activation.Sigmoid => 1 / (1 + Math.Exp(-z)),
        _ => Math.Max(z, 0),
    };
}
