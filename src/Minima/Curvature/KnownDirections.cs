using Minima.Data;
using Minima.Networks;

namespace Minima.Curvature;

/// <summary>
/// Directions whose curvature is known at every point, without computing anything. The weights of an input that no example lights move
/// nothing but the penalty, and neither does a constant added to a row of the output weights, to which softmax is blind: along them the
/// cost's curvature is 2 * l2. A constant added to all output biases moves nothing at all: along it the curvature is 0.
/// Together they are an invariant space of the Hessian, and so is what is orthogonal to them.
/// </summary>
public sealed class KnownDirections
{
    private readonly Network _network;
    private readonly int[] _dark;

    private KnownDirections(Network network, int[] dark) => (_network, _dark) = (network, dark);

    /// <summary>Inputs that are 0 in every example.</summary>
    public IReadOnlyList<int> DarkInputs => _dark;

    /// <summary>How many directions have the curvature 2 * l2 of the penalty: those of dark inputs, and the shifts of output rows.</summary>
    public int OfPenalty { get; private init; }

    /// <summary>How many have the curvature 0: the shift of the output biases.</summary>
    public int Flat { get; } = 1;

    /// <summary>How many there are.</summary>
    public int Count => OfPenalty + Flat;

    /// <summary>The known directions of a network over some examples.</summary>
    public static KnownDirections Of(Network network, Examples examples)
    {
        var lit = new bool[examples.Width];
        var row = new float[examples.Width];
        for (int n = 0; n < examples.Count; n++)
        {
            examples.CopyRow(n, row);
            for (int i = 0; i < row.Length; i++)
                lit[i] |= row[i] != 0;
        }

        int[] dark = [.. Enumerable.Range(0, examples.Width).Where(i => !lit[i])];

        // Without a hidden layer a dark input's row of the output weights is free altogether; its shift is not counted again.
        Layer first = network.Layers[0], output = network.Layers[^1];
        int shifts = output.Inputs - (network.Layers.Count == 1 ? dark.Length : 0);
        return new KnownDirections(network, dark) { OfPenalty = (dark.Length * first.Outputs) + shifts };
    }

    /// <summary>Takes out of a vector all that lies along these directions.</summary>
    /// <param name="vector">In the order of the network's layout.</param>
    /// <param name="keepFlat">Whether the mean of the output biases stays, which no cost moves.</param>
    public void Remove(Span<double> vector, bool keepFlat = false)
    {
        Layer first = _network.Layers[0], output = _network.Layers[^1];
        Span<double> inputs = Of(vector, first.Weights);
        foreach (int i in _dark)
            inputs.Slice(i * first.Outputs, first.Outputs).Clear();
        Span<double> weights = Of(vector, output.Weights);
        for (int row = 0; row < output.Inputs; row++)
            RemoveMean(weights.Slice(row * output.Outputs, output.Outputs));
        if (!keepFlat)
            RemoveMean(Of(vector, output.Biases));
    }

    private Span<double> Of(Span<double> vector, string name) => vector.Slice(_network.Layout[name].Offset, _network.Layout[name].Count);

    private static void RemoveMean(Span<double> row)
    {
        double sum = 0;
        foreach (double value in row)
            sum += value;
        foreach (ref double value in row)
            value -= sum / row.Length;
    }
}
