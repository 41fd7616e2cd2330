using Minima.Networks;

namespace Minima.Geometry;

/// <summary>
/// How close the symmetries of a network with several hidden layers can bring two of its points at best. Each parameter is allowed
/// a symmetry of its own: the first weights and biases, and the last weights, hang on one group each, and are matched exactly; biases
/// between are matched by size; weights between two groups keep their norm, and ||A - gB|| is at least the difference of the norms.
/// Scales of ReLU units change norms, so there only what belongs to no group counts.
/// </summary>
internal static class DistanceBound
{
    public static double Of(Network network, AlignmentCoordinates a, AlignmentCoordinates b, UnitMatching matching, SymmetryKind kind)
    {
        IReadOnlyList<UnitGroup> groups = UnitGroup.Of(network);
        UnitMap[] identity = [.. groups.Select(static group => UnitMap.Identity(group.Count))];
        double sum = 0;
        ParameterSlot output = network.Layout[network.Layers[^1].Biases];
        for (int k = 0; k < output.Count; k++)
            sum += (a.Of(output)[k] - b.Of(output)[k]) * (a.Of(output)[k] - b.Of(output)[k]);
        if (kind == SymmetryKind.Full && groups.Any(static group => group.Gauge == UnitGauge.Scale))
            return sum;
        sum += matching.Match(0, identity, useIncoming: true, useOutgoing: false).Bound;
        sum += matching.Match(groups.Count - 1, identity, useIncoming: false, useOutgoing: true).Bound;
        for (int g = 1; g < groups.Count; g++)
        {
            Layer layer = network.Layers[g];
            double difference = Norm(a.Of(network.Layout[layer.Weights])) - Norm(b.Of(network.Layout[layer.Weights]));
            sum += difference * difference;
            bool signs = kind == SymmetryKind.Full && groups[g].Gauge != UnitGauge.None;
            sum += BySize(a.Of(network.Layout[layer.Biases]), b.Of(network.Layout[layer.Biases]), signs);
        }

        return sum;
    }

    private static double Norm(ReadOnlySpan<double> values)
    {
        double squares = 0;
        foreach (double value in values)
            squares += value * value;
        return Math.Sqrt(squares);
    }

    // The least sum of (x - y)^2 over all pairings is taken where both are sorted.
    private static double BySize(ReadOnlySpan<double> a, ReadOnlySpan<double> b, bool signs)
    {
        double[] x = a.ToArray(), y = b.ToArray();
        if (signs)
            (x, y) = (Array.ConvertAll(x, Math.Abs), Array.ConvertAll(y, Math.Abs));
        Array.Sort(x);
        Array.Sort(y);
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
            sum += (x[i] - y[i]) * (x[i] - y[i]);
        return sum;
    }
}
