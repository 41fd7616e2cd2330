using Minima.Networks;

namespace Minima.Curvature;

/// <summary>
/// A hidden unit of a dense layer whose weights, in and out, the penalty has taken to zero. What such a unit gives is multiplied by nothing, so its bias,
/// which has no penalty, is free: the cost does not change along it. And at a critical point the Hessian's product with that direction is zero
/// altogether: moving the bias by t changes only the derivatives by the outgoing weights, by t * h' times the sum over the examples of the next layer's
/// deltas, and that sum is the gradient of the next layer's biases.
/// </summary>
/// <param name="Bias">Where its bias stands in the network's layout.</param>
/// <param name="Weights">Where its weights stand, in and out.</param>
internal sealed record DeadUnit(int Bias, IReadOnlyList<int> Weights)
{
    // Units in use have weights of a tenth and more; what a search leaves of the others is the gradient's last norm over their curvature, of which those that are
    // all but alive have little. The search sees by the gradient whether all of them may be zero.
    private const double Longest = 1e-4;

    /// <summary>Those that there are at a point.</summary>
    /// <param name="network">The network.</param>
    /// <param name="point">Its parameters.</param>
    public static IReadOnlyList<DeadUnit> Find(Network network, IReadOnlyList<double> point) =>
    [
        .. network.Layers.Zip(network.Layers.Skip(1))
            .Where(static pair => pair.First.Convolution is null && pair.Second.Convolution is null)
            .SelectMany(pair => Enumerable.Range(0, pair.First.Units).Select(unit => Of(network, pair.First, pair.Second, unit)))
            .Where(unit => unit.Weights.Sum(weight => point[weight] * point[weight]) <= Longest * Longest),
    ];

    private static DeadUnit Of(Network network, Layer layer, Layer next, int unit)
    {
        int incoming = network.Layout[layer.Weights].Offset, outgoing = network.Layout[next.Weights].Offset + (unit * next.Outputs);
        return new DeadUnit(
            network.Layout[layer.Biases].Offset + unit,
            [.. Enumerable.Range(0, layer.FanIn).Select(row => incoming + layer.WeightAt(row, unit)), .. Enumerable.Range(outgoing, next.Outputs)]);
    }
}
