using Minima.Networks;
using Minima.Numerics;

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

    private AlignmentCoordinates(Network network, double[] values) => (_network, _values) = (network, values);

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

    /// <summary>The coordinates of the copy that the maps make: in them a flip is a sign, and all is done number by number.</summary>
    public AlignmentCoordinates Mapped(IReadOnlyList<UnitMap> maps)
    {
        var copy = new AlignmentCoordinates(_network, new double[_values.Length]);
        for (int g = 0; g < _network.Layers.Count; g++)
        {
            Layer layer = _network.Layers[g];
            UnitMap? below = g > 0 && g <= maps.Count ? maps[g - 1] : null, own = g < maps.Count ? maps[g] : null;
            int[] source = [.. own?.Source ?? Enumerable.Range(0, layer.Outputs)];
            double[] factor = [.. own?.Factor ?? Enumerable.Repeat(1.0, layer.Outputs)];
            ReadOnlySpan<double> from = Of(_network.Layout[layer.Weights]);
            Span<double> to = copy.Of(_network.Layout[layer.Weights]);
            for (int i = 0; i < layer.Inputs; i++)
            {
                double byRow = 1 / (below?.Factor[i] ?? 1);
                ReadOnlySpan<double> row = from.Slice((below?.Source[i] ?? i) * layer.Outputs, layer.Outputs);
                Span<double> target = to.Slice(i * layer.Outputs, layer.Outputs);
                for (int j = 0; j < target.Length; j++)
                    target[j] = row[source[j]] * byRow * factor[j];
            }

            ReadOnlySpan<double> biases = Of(_network.Layout[layer.Biases]);
            Span<double> moved = copy.Of(_network.Layout[layer.Biases]);
            for (int j = 0; j < moved.Length; j++)
                moved[j] = biases[source[j]] * factor[j];
        }

        return copy;
    }

    /// <summary>
    /// The coordinates with each layer's units rotated among themselves: with a random orthogonal Q for each, W becomes Q'(below)^T W Q,
    /// b becomes b Q. It is no symmetry: the network computes something else.
    /// </summary>
    public AlignmentCoordinates Rotated(RandomState random)
    {
        var copy = new AlignmentCoordinates(_network, (double[])_values.Clone());
        for (int g = 0; g + 1 < _network.Layers.Count; g++)
        {
            var rotation = new UnitRotation(_network.Layers[g].Outputs, random);
            Layer layer = _network.Layers[g], next = _network.Layers[g + 1];
            rotation.Apply(copy.Of(_network.Layout[layer.Weights]));
            rotation.Apply(copy.Of(_network.Layout[layer.Biases]));
            double[] outgoing = copy.Units(g, outgoing: true, null);
            rotation.Apply(outgoing);
            Span<double> weights = copy.Of(_network.Layout[next.Weights]);
            for (int j = 0; j < next.Inputs; j++)
            {
                for (int k = 0; k < next.Outputs; k++)
                    weights[(j * next.Outputs) + k] = outgoing[(k * next.Inputs) + j];
            }
        }

        return copy;
    }

    /// <summary>The squared norm.</summary>
    public double SquaredNorm()
    {
        double sum = 0;
        foreach (double value in _values)
            sum += value * value;
        return sum;
    }

    /// <summary>The squared distance to <paramref name="other"/> as <paramref name="maps"/> make it.</summary>
    public double SquaredDistance(AlignmentCoordinates other, IReadOnlyList<UnitMap> maps) => SquaredDistance(other.Mapped(maps));

    /// <summary>The squared distance.</summary>
    public double SquaredDistance(AlignmentCoordinates other)
    {
        double sum = 0;
        for (int i = 0; i < _values.Length; i++)
            sum += (_values[i] - other._values[i]) * (_values[i] - other._values[i]);
        return sum;
    }

    /// <summary>
    /// 2 &lt;A, B&gt; / (||A||^2 + ||B||^2) = 1 - ||A - B||^2 / (||A||^2 + ||B||^2): 1 where both are the same, 0 where they are orthogonal
    /// or both zero. It tells B = 2 A from A, as the cosine does not.
    /// </summary>
    public double Overlap(AlignmentCoordinates other)
    {
        double squares = SquaredNorm() + other.SquaredNorm();
        return squares > 0 ? 1 - (SquaredDistance(other) / squares) : 0;
    }

    /// <summary>
    /// The cosine between each unit of a layer and the unit in its place in <paramref name="other"/>, over all that goes in, the bias, and
    /// all that goes out; 0 where one of them is zero.
    /// </summary>
    public double[] UnitCosines(AlignmentCoordinates other, int group)
    {
        int units = _network.Layers[group].Outputs;
        double[] product = new double[units], mine = new double[units], theirs = new double[units];
        foreach (bool outgoing in new[] { false, true })
        {
            double[] a = Units(group, outgoing, null), b = other.Units(group, outgoing, null);
            for (int first = 0; first < a.Length; first += units)
            {
                for (int j = 0; j < units; j++)
                {
                    (double x, double y) = (a[first + j], b[first + j]);
                    product[j] += x * y;
                    mine[j] += x * x;
                    theirs[j] += y * y;
                }
            }
        }

        for (int j = 0; j < units; j++)
            product[j] = mine[j] > 0 && theirs[j] > 0 ? Math.Clamp(product[j] / Math.Sqrt(mine[j] * theirs[j]), -1, 1) : 0;
        return product;
    }
}
