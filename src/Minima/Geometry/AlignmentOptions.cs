namespace Minima.Geometry;

/// <summary>How an alignment is made and judged.</summary>
public sealed record AlignmentOptions
{
    /// <summary>Which symmetries are allowed.</summary>
    public SymmetryKind Kind { get; init; } = SymmetryKind.Full;

    /// <summary>An alignment made elsewhere, taken instead of a search; null: it is searched for.</summary>
    public EquivalentCopy? Given { get; init; }

    /// <summary>What units are matched by.</summary>
    public AlignmentBy By { get; init; } = AlignmentBy.Weights;

    /// <summary>How many training examples, from the first on, units are watched on; at least 1. Without effect by weights.</summary>
    public int Examples { get; init; } = 10_000;

    /// <summary>Steps of the search by loss.</summary>
    public int Steps { get; init; } = 100;

    /// <summary>Random starts beside the three fixed ones, for two hidden layers and more.</summary>
    public int RandomStarts { get; init; } = 3;

    /// <summary>Of the random starts and of the null.</summary>
    public uint Seed { get; init; }

    /// <summary>How often the null is drawn; at least 1.</summary>
    public int NullDraws { get; init; } = 20;

    /// <summary>How many threads compute; 0: one for each core. The results do not depend on it.</summary>
    public int Threads { get; init; }
}
