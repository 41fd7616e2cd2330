using Minima.Networks;
using Minima.Numerics;

namespace Minima.Curvature;

/// <summary>
/// A hidden unit of a dense layer whose weights, in and out, the penalty has taken to zero. What such a unit gives is multiplied by nothing, so its bias,
/// which has no penalty, is free: the cost does not change along it. And at a critical point the Hessian's product with that direction is zero
/// altogether: moving the bias by t changes only the derivatives by the outgoing weights, by t * h' times the sum over the examples of the next layer's
/// deltas, and that sum is the gradient of the next layer's biases.
/// </summary>
/// <param name="Layer">Its layer.</param>
/// <param name="Bias">Where its bias stands in the network's layout.</param>
/// <param name="Incoming">Where its weights in stand.</param>
/// <param name="Outgoing">Where its weights out stand, one for each unit of the next layer.</param>
/// <param name="NextBiases">Where the next layer's biases begin.</param>
internal sealed record DeadUnit(Layer Layer, int Bias, IReadOnlyList<int> Incoming, IReadOnlyList<int> Outgoing, int NextBiases)
{
    // Units in use have weights of a tenth and more; what a search leaves of the others is the gradient's last norm over their curvature, of which those that are
    // all but alive have little. The search sees by the gradient whether all of them may be zero.
    private const double Longest = 1e-4;

    // While a search is under way, the others fade for hundreds of steps: what they give is all but a constant, which the next layer's biases take over only slowly.
    private const double Fading = 1e-2;

    /// <summary>Where its weights stand, in and out.</summary>
    public IEnumerable<int> Weights => Incoming.Concat(Outgoing);

    /// <summary>Those that there are at a point.</summary>
    /// <param name="network">The network.</param>
    /// <param name="point">Its parameters.</param>
    public static IReadOnlyList<DeadUnit> Find(Network network, IReadOnlyList<double> point) =>
        [.. Candidates(network).Where(unit => unit.Square(point) <= Longest * Longest)];

    /// <summary>Those that are all but dead: their weights are shorter than a hundredth of their layer's longest, and than they were.</summary>
    /// <param name="network">The network.</param>
    /// <param name="point">Its parameters.</param>
    /// <param name="before">Its parameters some steps ago.</param>
    public static IReadOnlyList<DeadUnit> FindFading(Network network, IReadOnlyList<double> point, IReadOnlyList<double> before) =>
    [
        .. Candidates(network).GroupBy(static unit => unit.NextBiases).SelectMany(layer =>
        {
            double longest = layer.Max(unit => unit.Square(point));
            return layer.Where(unit => unit.Square(point) is var square && square <= Fading * Fading * longest && square <= unit.Square(before));
        }),
    ];

    /// <summary>Those of which the biases are known.</summary>
    /// <param name="network">The network.</param>
    /// <param name="biases">Where they stand in the network's layout.</param>
    public static IReadOnlyList<DeadUnit> At(Network network, IEnumerable<int> biases)
    {
        var wanted = biases.ToHashSet();
        return [.. Candidates(network).Where(unit => wanted.Contains(unit.Bias))];
    }

    /// <summary>What it gives once its weights in are zero, whatever the example.</summary>
    /// <param name="point">The network's parameters.</param>
    public double Output(IReadOnlyList<double> point) => Layer.Activation switch
    {
        Activation.Tanh => Elementary.Tanh(point[Bias]),
        Activation.Sigmoid => 1 / (1 + Elementary.Exp(-point[Bias])),
        _ => Math.Max(point[Bias], 0),
    };

    /// <summary>The derivative of what it gives, at its bias.</summary>
    /// <param name="point">The network's parameters.</param>
    public double Slope(IReadOnlyList<double> point)
    {
        double output = Output(point);
        return Layer.Activation switch
        {
            Activation.Tanh => 1 - (output * output),
            Activation.Sigmoid => output * (1 - output),
            _ => output > 0 ? 1 : 0,
        };
    }

    /// <summary>Sets its weights to zero. What it still gave was all but a constant, which the next layer's biases take over.</summary>
    /// <param name="point">The network's parameters.</param>
    public void Silence(double[] point)
    {
        double output = Output(point);
        for (int k = 0; k < Outgoing.Count; k++)
            point[NextBiases + k] += output * point[Outgoing[k]];
        foreach (int weight in Weights)
            point[weight] = 0;
    }

    private double Square(IReadOnlyList<double> point) => Weights.Sum(weight => point[weight] * point[weight]);

    private static IEnumerable<DeadUnit> Candidates(Network network) => network.Layers.Zip(network.Layers.Skip(1))
        .Where(static pair => pair.First.Convolution is null && pair.Second.Convolution is null)
        .SelectMany(pair => Enumerable.Range(0, pair.First.Units).Select(unit => Of(network, pair.First, pair.Second, unit)));

    private static DeadUnit Of(Network network, Layer layer, Layer next, int unit)
    {
        int incoming = network.Layout[layer.Weights].Offset, outgoing = network.Layout[next.Weights].Offset + (unit * next.Outputs);
        return new DeadUnit(
            layer,
            network.Layout[layer.Biases].Offset + unit,
            [.. Enumerable.Range(0, layer.FanIn).Select(row => incoming + layer.WeightAt(row, unit))],
            [.. Enumerable.Range(outgoing, next.Outputs)],
            network.Layout[next.Biases].Offset);
    }
}
