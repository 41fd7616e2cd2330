namespace Minima.Networks;

/// <summary>
/// A dense layer: y = activation(x W + b) with x of <paramref name="Inputs"/>, W [Inputs, Outputs] row-major, b [Outputs].
/// </summary>
/// <param name="Name">Prefix of its parameters: <c>hidden</c> gives <c>hidden.W</c> and <c>hidden.b</c>.</param>
/// <param name="Inputs">Numbers that come in.</param>
/// <param name="Outputs">Units, numbers that go out.</param>
/// <param name="Activation">What is done to the sums.</param>
public sealed record Layer(string Name, int Inputs, int Outputs, Activation Activation)
{
    /// <summary>Name of the weights, [Inputs, Outputs].</summary>
    public string Weights => Name + ".W";

    /// <summary>Name of the biases, [Outputs].</summary>
    public string Biases => Name + ".b";
}
