namespace Minima.Networks;

/// <summary>What can be done to one unit of a group, beside exchanging it with others, without changing the function.</summary>
public enum UnitGauge
{
    /// <summary>Nothing: units can only be exchanged.</summary>
    None,

    /// <summary>All that goes in and out changes its sign: tanh is odd.</summary>
    Sign,

    /// <summary>
    /// All that goes in and out changes its sign, and what went out is added to the next layer's biases: sigmoid(-z) = 1 - sigmoid(z). With tied
    /// weights too, since a unit's change their sign on both of its sides then.
    /// </summary>
    Flip,

    /// <summary>What goes in is multiplied by s &gt; 0, what goes out divided by it: relu(s z) = s relu(z).</summary>
    Scale,
}

/// <summary>An axis of a parameter along which the units of a group stand.</summary>
/// <param name="Parameter">The parameter's name.</param>
/// <param name="Axis">The axis, from 0.</param>
/// <param name="Outgoing">Whether the numbers lead out of the units (and are divided by a scale) or into them.</param>
/// <param name="Block">How many entries of the axis each unit has, one after the other: 1, or the places of a map.</param>
public sealed record UnitAxis(string Parameter, int Axis, bool Outgoing, int Block = 1);

/// <summary>
/// Units that can be exchanged for one another: a symmetry of the network as data. A permutation of the group acts on every one of its axes.
/// </summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Count">How many units there are.</param>
/// <param name="Gauge">What can be done to a single unit.</param>
/// <param name="Axes">Where the units stand.</param>
/// <param name="NextBiases">The biases that take up what a flip leaves over.</param>
public sealed record UnitGroup(string Name, int Count, UnitGauge Gauge, IReadOnlyList<UnitAxis> Axes, string NextBiases)
{
    /// <summary>The groups of a network, in the order of its layers.</summary>
    public static IReadOnlyList<UnitGroup> Of(Network network) =>
    [
        .. network.Layers.Zip(network.Layers.Skip(1), static (layer, next) => new UnitGroup(
            layer.Name,
            layer.Units,
            GaugeOf(layer),
            [
                new(layer.Weights, layer.UnitAxis, false), new(layer.Biases, 0, false),
                // Tied weights lead into the units and out of them: they stand there once.
                .. next.Tied ? [] : new UnitAxis[] { new(next.Weights, next.InputAxis, true, next.Convolution is null ? layer.Places : 1) },
            ],
            next.Biases)),
    ];

    // The largest of several sums is another one when all have changed their signs, but the same when all are multiplied by s > 0.
    private static UnitGauge GaugeOf(Layer layer) => layer.Activation switch
    {
        Activation.Tanh or Activation.Sigmoid when layer.Convolution is { Pool: > 1 } => UnitGauge.None,
        Activation.Tanh => UnitGauge.Sign,
        Activation.Sigmoid => UnitGauge.Flip,
        Activation.Relu => UnitGauge.Scale,
        _ => UnitGauge.None,
    };
}
