using Minima.Networks;
using Minima.Numerics;

namespace Minima.Geometry;

/// <summary>
/// A network's parameters in double precision, in coordinates in which its symmetries act on every number by itself: as they are, but
/// for sigmoid units, where the biases behind them are c = b + half the sum of the rows of W. A flip of unit j adds W[j, :] to b and
/// turns W[j, :] into -W[j, :], so c stays: flips are reflections, and alignment is the same problem as with tanh. Tied weights stand there once.
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
            Layer next = network.Layers[g + 1];
            ReadOnlySpan<float> weights = parameters[next.Tied ? network.Layers[g].Weights : next.Weights];
            Span<double> biases = Of(network.Layout[groups[g].NextBiases]);
            for (int k = 0; k < biases.Length; k++)
            {
                double sum = 0;
                for (int row = 0; row < next.FanIn; row++)
                    sum += weights[next.WeightAt(row, k)];
                biases[k] += sum / 2;
            }
        }
    }

    /// <summary>The numbers of one parameter.</summary>
    public Span<double> Of(ParameterSlot slot) => _values.AsSpan(slot.Offset, slot.Count);

    /// <summary>
    /// What a layer's units are made of, a unit a column: [rows][units]. What goes in (a row for each weight that leads into a unit, then the
    /// bias) or what goes out (for each unit of the next layer a row, or as many as a map has places there), the other ends of the connections
    /// being mapped as they stand in <paramref name="maps"/>; null: as they are.
    /// </summary>
    public ReadOnlySpan<double> Units(int group, bool outgoing, IReadOnlyList<UnitMap>? maps)
    {
        Layer layer = _network.Layers[group];
        int units = layer.Units;
        if (!outgoing)
        {
            // Weights and biases lie one behind the other: as they are, those of a dense layer need no copy.
            UnitMap? mapped = group > 0 ? maps?[group - 1] : null;
            ParameterSlot weightSlot = _network.Layout[layer.Weights];
            if (mapped is null && layer.Convolution is null)
                return _values.AsSpan(weightSlot.Offset, (layer.FanIn + 1) * units);
            double[] incoming = new double[(layer.FanIn + 1) * units];
            RowMap below = RowsOf(layer, mapped);
            ReadOnlySpan<double> weights = Of(weightSlot);
            for (int r = 0; r < layer.FanIn; r++)
            {
                (int from, double factor) = below.At(r);
                for (int j = 0; j < units; j++)
                    incoming[(r * units) + j] = weights[layer.WeightAt(from, j)] * factor;
            }

            Of(_network.Layout[layer.Biases]).CopyTo(incoming.AsSpan(layer.FanIn * units));
            return incoming;
        }

        Layer next = _network.Layers[group + 1];
        if (next.Tied)
            return [];
        int block = next.FanIn / units;
        double[] result = new double[next.Units * next.FanIn];
        UnitMap? above = group + 1 < (maps?.Count ?? 0) ? maps![group + 1] : null;
        ReadOnlySpan<double> outgoingWeights = Of(_network.Layout[next.Weights]);
        for (int k = 0; k < next.Units; k++)
        {
            int from = above?.Source[k] ?? k;
            double factor = above?.Factor[k] ?? 1;
            for (int row = 0; row < next.FanIn; row++)
            {
                (int unit, int within) = Math.DivRem(row, block);
                result[(((k * block) + within) * units) + unit] = outgoingWeights[next.WeightAt(row, from)] * factor;
            }
        }

        return result;
    }

    /// <summary>The coordinates of the copy that the maps make: in them a flip is a sign, and all is done number by number.</summary>
    /// <param name="maps">The maps.</param>
    /// <param name="into">Coordinates of the same network to write over; null: new ones are made.</param>
    public AlignmentCoordinates Mapped(IReadOnlyList<UnitMap> maps, AlignmentCoordinates? into = null)
    {
        AlignmentCoordinates copy = into ?? new AlignmentCoordinates(_network, new double[_values.Length]);
        ForEachMapped(maps, (at, row) => row.CopyTo(copy._values.AsSpan(at)));
        return copy;
    }

    /// <summary>The same numbers once more.</summary>
    public AlignmentCoordinates Copy() => new(_network, (double[])_values.Clone());

    /// <summary>
    /// The coordinates with each layer's units rotated among themselves: with a random orthogonal Q for each, W becomes Q'(below)^T W Q,
    /// b becomes b Q, of a convolution at every place of its kernel. It is no symmetry: the network computes something else.
    /// </summary>
    /// <param name="random">Of the rotations.</param>
    /// <param name="into">Coordinates of the same network to write over; null: new ones are made.</param>
    public AlignmentCoordinates Rotated(RandomState random, AlignmentCoordinates? into = null)
    {
        AlignmentCoordinates copy = into ?? new AlignmentCoordinates(_network, new double[_values.Length]);
        _values.CopyTo(copy._values);
        for (int g = 0; g + 1 < _network.Layers.Count; g++)
        {
            Layer layer = _network.Layers[g], next = _network.Layers[g + 1];
            var rotation = new UnitRotation(layer.Units, random);
            copy.RotateIncoming(layer, g, rotation);
            if (next.Tied)
                continue;
            double[] outgoing = copy.Units(g, outgoing: true, null).ToArray();
            rotation.Apply(outgoing);
            Span<double> above = copy.Of(_network.Layout[next.Weights]);
            int block = next.FanIn / layer.Units;
            for (int row = 0; row < next.FanIn; row++)
            {
                for (int k = 0; k < next.Units; k++)
                    above[next.WeightAt(row, k)] = outgoing[(((k * block) + (row % block)) * layer.Units) + (row / block)];
            }
        }

        return copy;
    }

    private void RotateIncoming(Layer layer, int group, UnitRotation rotation)
    {
        Span<double> weights = Of(_network.Layout[layer.Weights]), biases = Of(_network.Layout[layer.Biases]);
        rotation.Apply(biases);
        if (layer.Convolution is null)
        {
            rotation.Apply(weights);
            return;
        }

        double[] incoming = Units(group, outgoing: false, null)[..weights.Length].ToArray();
        rotation.Apply(incoming);
        for (int i = 0; i < weights.Length; i++)
            weights[layer.WeightAt(i / layer.Units, i % layer.Units)] = incoming[i];
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
    public double SquaredDistance(AlignmentCoordinates other, IReadOnlyList<UnitMap> maps)
    {
        double sum = 0;
        other.ForEachMapped(maps, (at, row) => sum = AddSquares(_values.AsSpan(at, row.Length), row, sum));
        return sum;
    }

    /// <summary>The squared distance.</summary>
    public double SquaredDistance(AlignmentCoordinates other) => AddSquares(_values, other._values, 0);

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
        int units = _network.Layers[group].Units;
        double[] product = new double[units], mine = new double[units], theirs = new double[units];
        foreach (bool outgoing in new[] { false, true })
        {
            ReadOnlySpan<double> a = Units(group, outgoing, null), b = other.Units(group, outgoing, null);
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

    private static double AddSquares(ReadOnlySpan<double> a, ReadOnlySpan<double> b, double sum)
    {
        for (int i = 0; i < a.Length; i++)
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        return sum;
    }

    // Row by row, in the order in which they lie in the buffer: of a dense layer those of an input, of a convolution those of a unit.
    private void ForEachMapped(IReadOnlyList<UnitMap> maps, RowAction action)
    {
        for (int g = 0; g < _network.Layers.Count; g++)
        {
            Layer layer = _network.Layers[g];
            RowMap below = RowsOf(layer, g > 0 && g <= maps.Count ? maps[g - 1] : null);
            UnitMap? own = g < maps.Count ? maps[g] : null;
            int[] source = [.. own?.Source ?? Enumerable.Range(0, layer.Units)];
            double[] factor = [.. own?.Factor ?? Enumerable.Repeat(1.0, layer.Units)], mapped = new double[layer.Units];
            if (layer.Convolution is not null)
                ForEachUnit(layer, below, source, factor, action);
            for (int i = 0; i < layer.FanIn && layer.Convolution is null && !layer.Tied; i++)
            {
                ParameterSlot weights = _network.Layout[layer.Weights];
                (int from, double byRow) = below.At(i);
                ReadOnlySpan<double> row = Of(weights).Slice(from * layer.Units, layer.Units);
                for (int j = 0; j < mapped.Length; j++)
                    mapped[j] = row[source[j]] * byRow * factor[j];
                action(weights.Offset + (i * layer.Units), mapped);
            }

            ParameterSlot biases = _network.Layout[layer.Biases];
            for (int j = 0; j < mapped.Length; j++)
                mapped[j] = Of(biases)[source[j]] * factor[j];
            action(biases.Offset, mapped);
        }
    }

    private void ForEachUnit(Layer layer, RowMap below, int[] source, double[] factor, RowAction action)
    {
        ParameterSlot weights = _network.Layout[layer.Weights];
        double[] mapped = new double[layer.FanIn];
        for (int j = 0; j < layer.Units; j++)
        {
            ReadOnlySpan<double> unit = Of(weights).Slice(source[j] * layer.FanIn, layer.FanIn);
            for (int i = 0; i < mapped.Length; i++)
            {
                (int from, double byRow) = below.At(i);
                mapped[i] = unit[from] * byRow * factor[j];
            }

            action(weights.Offset + (j * layer.FanIn), mapped);
        }
    }

    // A row of numbers and where it lies.
    private delegate void RowAction(int at, ReadOnlySpan<double> row);

    private static RowMap RowsOf(Layer layer, UnitMap? below) => new(below, below is null ? 1 : layer.FanIn / below.Count);

    /// <summary>Where a row of a layer's weights comes from when the units below are mapped: each has a block of rows.</summary>
    private readonly record struct RowMap(UnitMap? Below, int Block)
    {
        public (int From, double Factor) At(int row)
        {
            if (Below is null)
                return (row, 1);
            (int unit, int within) = Math.DivRem(row, Block);
            return ((Below.Source[unit] * Block) + within, 1 / Below.Factor[unit]);
        }
    }
}
