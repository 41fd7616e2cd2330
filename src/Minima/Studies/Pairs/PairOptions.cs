namespace Minima.Studies.Pairs;

/// <summary>How pairs of networks are measured.</summary>
public sealed record PairOptions
{
    /// <summary>Points of the grid on each line, both ends counted; the exact top is found besides.</summary>
    public int Points { get; init; } = 25;

    /// <summary>Factor of the sum of absolute weights in the cost.</summary>
    public double L1 { get; init; }

    /// <summary>Factor of the sum of squared weights in the cost.</summary>
    public double L2 { get; init; } = 1e-4;

    /// <summary>Of the alignments' random starts, for two hidden layers and more.</summary>
    public uint Seed { get; init; }

    /// <summary>How many threads compute; 0: one for each core. The results do not depend on it.</summary>
    public int Threads { get; init; }
}
