namespace Minima.Networks;

/// <summary>What a network makes of each example of a set.</summary>
/// <param name="Losses">Negative log-likelihoods in nats.</param>
/// <param name="Predictions">The predicted classes.</param>
/// <param name="Wrong">Whether it is read wrongly.</param>
public sealed record ExampleResults(double[] Losses, byte[] Predictions, bool[] Wrong)
{
    /// <summary>Room for so many examples.</summary>
    internal ExampleResults(int examples)
        : this(new double[examples], new byte[examples], new bool[examples])
    {
    }
}
