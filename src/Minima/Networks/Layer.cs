namespace Minima.Networks;

/// <summary>
/// A layer. Dense: y = activation(x W + b) with x of <paramref name="Inputs"/>, W [Inputs, Outputs] row-major, b [Outputs]. With
/// <see cref="Convolution"/>: W [maps, channels, kernel, kernel], b [maps], and the numbers that come in and go out are [channels][height][width].
/// </summary>
/// <param name="Name">Prefix of its parameters: <c>hidden</c> gives <c>hidden.W</c> and <c>hidden.b</c>.</param>
/// <param name="Inputs">Numbers that come in.</param>
/// <param name="Outputs">Numbers that go out.</param>
/// <param name="Activation">What is done to the sums.</param>
public sealed record Layer(string Name, int Inputs, int Outputs, Activation Activation)
{
    /// <summary>What makes it a convolution; null: it is dense.</summary>
    public Convolution? Convolution { get; init; }

    /// <summary>
    /// Whether it has no weights of its own but takes those of the layer before the other way round, as an autoencoder's decoder does:
    /// y = activation(x W' + b) with that layer's W.
    /// </summary>
    public bool Tied { get; init; }

    /// <summary>Name of the weights; of a tied layer there are none.</summary>
    public string Weights => Name + ".W";

    /// <summary>Name of the biases, [<see cref="Units"/>].</summary>
    public string Biases => Name + ".b";

    /// <summary>Units: each has weights and a bias of its own. Those of a convolution are its maps.</summary>
    public int Units => Convolution?.Maps ?? Outputs;

    /// <summary>Numbers that each unit gives: 1, or the places of a map. A unit's numbers stand together.</summary>
    public int Places => Outputs / Units;

    /// <summary>Weights that each unit has.</summary>
    public int FanIn => Convolution is { } c ? c.Channels * c.Kernel * c.Kernel : Inputs;

    /// <summary>Shape of the weights.</summary>
    public IReadOnlyList<int> WeightShape => Convolution is { } c ? [c.Maps, c.Channels, c.Kernel, c.Kernel] : [Inputs, Outputs];

    /// <summary>The axis of the weights along which the units stand.</summary>
    public int UnitAxis => Convolution is null ? 1 : 0;

    /// <summary>The axis along which what comes in stands: inputs, or channels.</summary>
    public int InputAxis => 1 - UnitAxis;

    /// <summary>
    /// Where a weight stands among the layer's: a matrix of <see cref="FanIn"/> rows and <see cref="Units"/> columns, whatever the layer;
    /// of a tied one among those of the layer before.
    /// </summary>
    public int WeightAt(int row, int unit) => Convolution is null && !Tied ? (row * Outputs) + unit : (unit * FanIn) + row;

    /// <summary>The unit that a weight leads into.</summary>
    public int UnitOfWeight(int index) => Convolution is null ? index % Outputs : index / FanIn;

    /// <summary>The layer without its name: what must agree for two networks to be compared.</summary>
    public Layer Shape() => this with { Name = "" };

    /// <summary>A layer that is a convolution.</summary>
    public static Layer Convolutional(string name, Convolution convolution, Activation activation)
    {
        convolution.Require(name);
        return new Layer(name, convolution.Inputs, convolution.Outputs, activation) { Convolution = convolution };
    }

    /// <summary>In words: <c>conv1 20@5x5, pooled 2x2</c>, <c>hidden 784x500</c>.</summary>
    internal string Describe() => $"{Name} {Convolution?.ToString() ?? $"{Inputs}x{Outputs}"}";
}
