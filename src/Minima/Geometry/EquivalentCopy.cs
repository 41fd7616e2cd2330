using Minima.Networks;

namespace Minima.Geometry;

/// <summary>What is added to an output layer without changing any probability: one number to all weights of a row, one to all biases.</summary>
/// <param name="Weights">For each unit before the output layer the number that is added to its row.</param>
/// <param name="Biases">The number that is added to the biases.</param>
public sealed record OutputShift(IReadOnlyList<double> Weights, double Biases)
{
    internal void AddTo(Network network, Parameters parameters)
    {
        Layer output = network.Layers[^1];
        Span<float> weights = parameters[output.Weights];
        for (int i = 0; i < weights.Length; i++)
            weights[i] = (float)(weights[i] + Weights[i / output.Outputs]);
        foreach (ref float bias in parameters[output.Biases])
            bias = (float)(bias + Biases);
    }
}

/// <summary>How a copy that computes the same function is made: by a symmetry, and then by a shift of the output layer.</summary>
/// <param name="Symmetry">What is done to the units.</param>
/// <param name="Shift">What is added afterwards; null: nothing.</param>
public sealed record EquivalentCopy(Symmetry Symmetry, OutputShift? Shift = null)
{
    /// <summary>Whether the copy is the same numbers.</summary>
    internal bool IsIdentity => Shift is null && Symmetry.Maps.All(static map => map.IsIdentity);

    /// <summary>The copy; a shift rounds each number of the output layer once.</summary>
    /// <exception cref="UnusableInputException">The parameters are not those of the symmetry's network.</exception>
    public Parameters Apply(Parameters parameters)
    {
        Parameters copy = Symmetry.Apply(parameters);
        Shift?.AddTo(Symmetry.Network, copy);
        return copy;
    }
}
