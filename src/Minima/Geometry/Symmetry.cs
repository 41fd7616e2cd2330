using Minima.Networks;

namespace Minima.Geometry;

/// <summary>
/// One of a network's symmetries: a map for each group of units. The copy that <see cref="Apply"/> makes computes the same function.
/// </summary>
public sealed class Symmetry
{
    /// <summary>A symmetry of the network.</summary>
    /// <exception cref="UnusableInputException">
    /// The maps are not one for each group of the network, a map is no permutation, or a factor is none that its group's gauge allows.
    /// </exception>
    public Symmetry(Network network, IReadOnlyList<UnitMap> maps)
    {
        (Network, Groups, Maps) = (network, UnitGroup.Of(network), maps);
        if (maps.Count != Groups.Count)
            throw new UnusableInputException($"The network has {Groups.Count} groups of units, but {maps.Count} maps were given.");
        foreach ((UnitGroup group, UnitMap map) in Groups.Zip(maps))
            RequireMap(group, map);
    }

    /// <summary>The layers.</summary>
    public Network Network { get; }

    /// <summary>The groups of units that can be exchanged.</summary>
    public IReadOnlyList<UnitGroup> Groups { get; }

    /// <summary>What is done to each group.</summary>
    public IReadOnlyList<UnitMap> Maps { get; }

    /// <summary>The symmetry that changes nothing.</summary>
    public static Symmetry Identity(Network network) =>
        new(network, [.. UnitGroup.Of(network).Select(static group => UnitMap.Identity(group.Count))]);

    /// <summary>The same exchange of units without signs, flips and scales.</summary>
    public Symmetry WithoutFactors() => new(Network, [.. Maps.Select(static map => map.WithoutFactors())]);

    /// <summary>What takes the copy back.</summary>
    public Symmetry Inverse() => new(Network, [.. Maps.Select(static map => map.Inverse())]);

    /// <summary>First <paramref name="first"/>, then this.</summary>
    public Symmetry After(Symmetry first) => new(Network, [.. Maps.Zip(first.Maps, static (map, other) => map.After(other))]);

    /// <summary>
    /// The copy. Exchanges and signs are exact; a scale rounds each number once, and a flip rounds each of the next layer's biases once
    /// (the outgoing weights of the flipped units are summed in double, in the order of the units).
    /// </summary>
    /// <exception cref="UnusableInputException">The parameters are not those of the network.</exception>
    public Parameters Apply(Parameters parameters)
    {
        if (!parameters.Layout.Matches(Network.Layout))
            throw new UnusableInputException("The parameters have other names or shapes than the symmetry's network.");
        var copy = new Parameters(Network.Layout);
        float[] shifted = WithFlippedBiases(parameters);
        foreach (ParameterSlot slot in Network.Layout.Slots)
            MapParameter(shifted.AsSpan(slot.Offset, slot.Count), copy[slot], slot);
        return copy;
    }

    // b' = b + the sum of W[j, :] over the flipped units j: sigmoid(-z) = 1 - sigmoid(z), so -W[j, :] with b' gives what W[j, :] gave.
    private float[] WithFlippedBiases(Parameters parameters)
    {
        float[] values = (float[])parameters.Values.Clone();
        for (int g = 0; g < Groups.Count; g++)
        {
            if (Groups[g].Gauge != UnitGauge.Flip)
                continue;
            Layer next = Network.Layers[g + 1];
            ReadOnlySpan<float> weights = parameters[next.Tied ? Network.Layers[g].Weights : next.Weights];
            ParameterSlot biases = Network.Layout[Groups[g].NextBiases];
            UnitMap map = Maps[g];
            bool[] flipped = new bool[map.Count];
            for (int j = 0; j < map.Count; j++)
                flipped[map.Source[j]] = map.Factor[j] < 0;
            int block = next.FanIn / map.Count;
            for (int k = 0; k < biases.Count; k++)
            {
                double sum = values[biases.Offset + k];
                for (int row = 0; row < next.FanIn; row++)
                {
                    if (flipped[row / block])
                        sum += weights[next.WeightAt(row, k)];
                }

                values[biases.Offset + k] = (float)sum;
            }
        }

        return values;
    }

    private void MapParameter(ReadOnlySpan<float> source, Span<float> target, ParameterSlot slot)
    {
        // As [rows][columns][rest]: a bias is one row, and the rest is the numbers of a kernel.
        (int rows, int columns, int rest) = slot.Shape.Count == 1 ? (1, slot.Count, 1)
            : (slot.Shape[0], slot.Shape[1], slot.Count / (slot.Shape[0] * slot.Shape[1]));
        (int[] rowSource, double[] rowFactor) = AlongAxis(slot, slot.Shape.Count == 1 ? -1 : 0, rows);
        (int[] columnSource, double[] columnFactor) = AlongAxis(slot, slot.Shape.Count == 1 ? 0 : 1, columns);
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                ReadOnlySpan<float> from = source.Slice(((rowSource[i] * columns) + columnSource[j]) * rest, rest);
                Span<float> to = target.Slice(((i * columns) + j) * rest, rest);
                for (int k = 0; k < rest; k++)
                    to[k] = (float)(from[k] * rowFactor[i] * columnFactor[j]);
            }
        }
    }

    // Where the entries of an axis come from, and by what they are multiplied.
    private (int[] Source, double[] Factor) AlongAxis(ParameterSlot slot, int axis, int length)
    {
        int[] source = [.. Enumerable.Range(0, length)];
        double[] factor = [.. Enumerable.Repeat(1.0, length)];
        for (int g = 0; g < Groups.Count; g++)
        {
            if (Groups[g].Axes.FirstOrDefault(own => own.Parameter == slot.Name && own.Axis == axis) is not { } found)
                continue;
            for (int i = 0; i < length; i++)
            {
                (int unit, int within) = Math.DivRem(i, found.Block);
                source[i] = (Maps[g].Source[unit] * found.Block) + within;
                factor[i] = found.Outgoing ? 1 / Maps[g].Factor[unit] : Maps[g].Factor[unit];
            }
        }

        return (source, factor);
    }

    private static void RequireMap(UnitGroup group, UnitMap map)
    {
        if (map.Count != group.Count || map.Factor.Count != group.Count)
            throw new UnusableInputException($"'{group.Name}' has {group.Count} units, but its map has {map.Count} sources and {map.Factor.Count} factors.");
        var seen = new bool[map.Count];
        foreach (int unit in map.Source)
        {
            if (unit < 0 || unit >= seen.Length || seen[unit])
                throw new UnusableInputException($"The map of '{group.Name}' is no permutation: unit {unit} is outside 0 to {seen.Length - 1}, or occurs twice.");
            seen[unit] = true;
        }

        foreach (double factor in map.Factor)
        {
            bool allowed = group.Gauge switch
            {
                UnitGauge.Sign or UnitGauge.Flip => factor is 1 or -1,
                UnitGauge.Scale => double.IsFinite(factor) && factor > 0,
                _ => factor is 1,
            };
            if (!allowed)
                throw new UnusableInputException($"The map of '{group.Name}' has the factor {factor}, which is no symmetry of its units.");
        }
    }
}
