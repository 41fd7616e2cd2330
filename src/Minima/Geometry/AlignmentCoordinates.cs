using Minima.Networks;

namespace Minima.Geometry;

/// <summary>
/// A network's parameters in double precision, in coordinates in which its symmetries act on every number by itself: as they are, but
/// for sigmoid units, where the biases behind them are c = b + half the sum of the rows of W. A flip of unit j adds W[j, :] to b and
/// turns W[j, :] into -W[j, :], so c stays: flips are reflections, and alignment is the same problem as with tanh.
/// </summary>
internal sealed class AlignmentCoordinates
{
    private readonly Network _network;
    private readonly double[] _values;

    public AlignmentCoordinates(Network network, Parameters parameters)
    {
        _network = network;
        _values = Array.ConvertAll(parameters.Values, static value => (double)value);
        IReadOnlyList<UnitGroup> groups = UnitGroup.Of(network);
        for (int g = 0; g < groups.Count; g++)
        {
            if (groups[g].Gauge != UnitGauge.Flip)
                continue;
            ReadOnlySpan<float> weights = parameters[network.Layers[g + 1].Weights];
            Span<double> biases = Of(network.Layout[groups[g].NextBiases]);
            for (int k = 0; k < biases.Length; k++)
            {
                double sum = 0;
                for (int at = k; at < weights.Length; at += biases.Length)
                    sum += weights[at];
                biases[k] += sum / 2;
            }
        }
    }

    /// <summary>The numbers of one parameter.</summary>
    public Span<double> Of(ParameterSlot slot) => _values.AsSpan(slot.Offset, slot.Count);

    /// <summary>
    /// What a layer's units are made of, a unit a column: [rows][units]. What goes in (a row for each input, then the bias) or what
    /// goes out (a row for each unit of the next layer), the other ends of the connections being mapped as they stand in
    /// <paramref name="maps"/>; null: as they are.
    /// </summary>
    public double[] Units(int group, bool outgoing, IReadOnlyList<UnitMap>? maps)
    {
        Layer layer = _network.Layers[group];
        int units = layer.Outputs;
        if (!outgoing)
        {
            double[] incoming = new double[(layer.Inputs + 1) * units];
            UnitMap? below = group > 0 ? maps?[group - 1] : null;
            ReadOnlySpan<double> weights = Of(_network.Layout[layer.Weights]);
            for (int r = 0; r < layer.Inputs; r++)
            {
                double factor = below is null ? 1 : 1 / below.Factor[r];
                ReadOnlySpan<double> row = weights.Slice((below?.Source[r] ?? r) * units, units);
                for (int j = 0; j < units; j++)
                    incoming[(r * units) + j] = row[j] * factor;
            }

            Of(_network.Layout[layer.Biases]).CopyTo(incoming.AsSpan(layer.Inputs * units));
            return incoming;
        }

        Layer next = _network.Layers[group + 1];
        double[] result = new double[next.Outputs * units];
        UnitMap? above = group + 1 < (maps?.Count ?? 0) ? maps![group + 1] : null;
        ReadOnlySpan<double> outgoingWeights = Of(_network.Layout[next.Weights]);
        for (int k = 0; k < next.Outputs; k++)
        {
            int from = above?.Source[k] ?? k;
            double factor = above?.Factor[k] ?? 1;
            for (int j = 0; j < units; j++)
                result[(k * units) + j] = outgoingWeights[(j * next.Outputs) + from] * factor;
        }

        return result;
    }

    /// <summary>The squared distance to <paramref name="other"/> as <paramref name="maps"/> make it.</summary>
    public double SquaredDistance(AlignmentCoordinates other, IReadOnlyList<UnitMap> maps)
    {
        double sum = 0;
        for (int g = 0; g < maps.Count; g++)
        {
            double[] mine = Units(g, false, null), theirs = other.Units(g, false, maps);
            int units = maps[g].Count;
            for (int at = 0; at < mine.Length; at++)
            {
                int j = at % units;
                double difference = mine[at] - (theirs[at - j + maps[g].Source[j]] * maps[g].Factor[j]);
                sum += difference * difference;
            }
        }

        // The last layer's weights lead out of the last group; its biases belong to no group.
        Layer output = _network.Layers[^1];
        ReadOnlySpan<double> w = Of(_network.Layout[output.Weights]), v = other.Of(_network.Layout[output.Weights]);
        UnitMap? last = maps.Count > 0 ? maps[^1] : null;
        for (int at = 0; at < w.Length; at++)
        {
            int row = at / output.Outputs, column = at % output.Outputs;
            double difference = w[at] - (v[((last?.Source[row] ?? row) * output.Outputs) + column] / (last?.Factor[row] ?? 1));
            sum += difference * difference;
        }

        ReadOnlySpan<double> b = Of(_network.Layout[output.Biases]), c = other.Of(_network.Layout[output.Biases]);
        for (int k = 0; k < b.Length; k++)
            sum += (b[k] - c[k]) * (b[k] - c[k]);
        return sum;
    }
}
