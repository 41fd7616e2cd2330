using Minima.Data;
using Minima.Networks;

namespace Minima.Curvature;

/// <summary>
/// Directions whose curvature is known at every point, without computing anything. The weights of an input that no example lights move
/// nothing but the penalty, and neither does a constant added to a row of the output weights, to which softmax is blind: along them the
/// cost's curvature is 2 * l2. A constant added to all output biases moves nothing at all: along it the curvature is 0.
/// Together they are an invariant space of the Hessian, and so is what is orthogonal to them. At a critical point the biases of dead units
/// (<see cref="CriticalPoint.DeadUnits"/>) can be added to those of curvature 0.
/// </summary>
public sealed class KnownDirections
{
    private readonly Network _network;
    private readonly int[] _dark;
    private readonly int[] _free;

    private KnownDirections(Network network, int[] dark, int[] free) => (_network, _dark, _free) = (network, dark, free);

    /// <summary>Inputs that are 0 in every example, and whose weights are free; none with convolutions.</summary>
    public IReadOnlyList<int> DarkInputs => _dark;

    /// <summary>How many directions have the curvature 2 * l2 of the penalty: those of dark inputs, and the shifts of output rows.</summary>
    public int OfPenalty { get; private init; }

    /// <summary>How many have the curvature 0: the shift of the output biases, and the biases of dead units.</summary>
    public int Flat => 1 + _free.Length;

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

        // A kernel passes over all inputs, so none of its weights belongs to one of them.
        int[] dark = network.HasConvolutions ? [] : [.. Enumerable.Range(0, examples.Width).Where(i => !lit[i])];

        // Without a hidden layer a dark input's row of the output weights is free altogether; its shift is not counted again.
        Layer first = network.Layers[0], output = network.Layers[^1];
        int shifts = output.Inputs - (network.Layers.Count == 1 ? dark.Length : 0);
        return new KnownDirections(network, dark, []) { OfPenalty = (dark.Length * first.Outputs) + shifts };
    }

    /// <summary>These directions and some biases, along each of which the curvature is 0.</summary>
    /// <param name="biases">Where they stand in the network's layout.</param>
    internal KnownDirections With(IEnumerable<int> biases) => new(_network, _dark, [.. _free, .. biases]) { OfPenalty = OfPenalty };

    /// <summary>Takes out of a vector all that lies along these directions.</summary>
    /// <param name="vector">In the order of the network's layout.</param>
    /// <param name="keepFlat">Whether what has the curvature 0 stays: the mean of the output biases, which no cost moves, and the free biases.</param>
    public void Remove(Span<double> vector, bool keepFlat = false)
    {
        Layer first = _network.Layers[0], output = _network.Layers[^1];
        Span<double> inputs = Of(vector, first.Weights);
        foreach (int i in _dark)
            inputs.Slice(i * first.Outputs, first.Outputs).Clear();
        Span<double> weights = Of(vector, output.Weights);
        for (int row = 0; row < output.Inputs; row++)
            RemoveMean(weights.Slice(row * output.Outputs, output.Outputs));
        if (keepFlat)
            return;
        RemoveMean(Of(vector, output.Biases));
        foreach (int bias in _free)
            vector[bias] = 0;
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
