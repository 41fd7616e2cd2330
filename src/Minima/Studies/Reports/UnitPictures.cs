using Minima.Networks;

namespace Minima.Studies.Reports;

/// <summary>
/// Hidden units of the first layer as pictures: the weights that lead into each from the pixels of an example, in steps of a 127th of the
/// unit's largest. Of a convolution it is what each kernel looks for: the kernel turned by half a turn.
/// </summary>
/// <param name="Epoch">The snapshot's epoch.</param>
/// <param name="Units">Which units.</param>
/// <param name="Outgoing">The norm of each one's outgoing weights.</param>
/// <param name="Scale">The largest absolute weight of each.</param>
/// <param name="Pixels">[unit][pixel].</param>
public sealed record UnitPictures(int Epoch, IReadOnlyList<int> Units, IReadOnlyList<double> Outgoing, IReadOnlyList<double> Scale, sbyte[] Pixels)
{
    private const int Steps = 127;

    /// <summary>Draws units of a snapshot.</summary>
    /// <param name="epoch">Its epoch.</param>
    /// <param name="network">A network with a hidden layer.</param>
    /// <param name="parameters">Finite parameters of it.</param>
    /// <param name="units">Which units.</param>
    public static UnitPictures Of(int epoch, Network network, Parameters parameters, IReadOnlyList<int> units)
    {
        Layer layer = network.Layers[0];
        ReadOnlySpan<float> weights = parameters[layer.Weights];
        double[] outgoing = OutgoingNorms(network, parameters), scales = new double[units.Count];
        int size = layer.FanIn;
        sbyte[] pixels = new sbyte[units.Count * size];
        for (int u = 0; u < units.Count; u++)
        {
            float largest = 0;
            for (int i = 0; i < size; i++)
                largest = Math.Max(largest, Math.Abs(weights[layer.WeightAt(i, units[u])]));
            scales[u] = largest;
            for (int i = 0; i < size && largest > 0; i++)
            {
                int row = layer.Convolution is null ? i : size - 1 - i;
                pixels[(u * size) + i] = (sbyte)Math.Round(Steps * (double)weights[layer.WeightAt(row, units[u])] / largest);
            }
        }

        return new UnitPictures(epoch, units, [.. units.Select(unit => outgoing[unit])], scales, pixels);
    }

    /// <summary>The units of the first layer, those with the largest outgoing weights first; of equals the earlier one.</summary>
    public static IReadOnlyList<int> ByOutgoing(Network network, Parameters parameters)
    {
        double[] norms = OutgoingNorms(network, parameters);
        return [.. Enumerable.Range(0, norms.Length).OrderByDescending(unit => norms[unit])];
    }

    private static double[] OutgoingNorms(Network network, Parameters parameters)
    {
        Layer next = network.Layers[1];
        ReadOnlySpan<float> weights = parameters[next.Tied ? network.Layers[0].Weights : next.Weights];
        double[] squares = new double[network.Layers[0].Units];
        int block = next.FanIn / squares.Length;
        for (int row = 0; row < next.FanIn; row++)
        {
            for (int k = 0; k < next.Units; k++)
            {
                double weight = weights[next.WeightAt(row, k)];
                squares[row / block] += weight * weight;
            }
        }

        return [.. squares.Select(Math.Sqrt)];
    }
}

/// <summary>A run's hidden units.</summary>
/// <param name="Layer">The first layer.</param>
/// <param name="Width">Columns of a picture.</param>
/// <param name="Height">Rows of a picture.</param>
/// <param name="Last">The last snapshot's, all or those with the largest outgoing weights, in the layer's order.</param>
/// <param name="Along">The sixteen with the largest outgoing weights at the end, along the snapshots.</param>
public sealed record UnitSeries(Layer Layer, int Width, int Height, UnitPictures Last, IReadOnlyList<UnitPictures> Along);
