namespace Minima.Networks;

/// <summary>How the output layer begins.</summary>
public enum OutputStart
{
    /// <summary>All zeros, as in the tutorial.</summary>
    Zero,

    /// <summary>Standard normal numbers for W, then for b.</summary>
    Random,
}

/// <summary>Where a training begins: the point is a function of these alone.</summary>
/// <param name="HiddenSeed">Seed of the generator that draws all hidden layers, in order.</param>
/// <param name="Output">How the output layer begins.</param>
/// <param name="OutputSeed">Seed of the output layer's own generator; without effect where it is zero.</param>
public sealed record Start(uint HiddenSeed = 1234, OutputStart Output = OutputStart.Zero, uint OutputSeed = 7);
