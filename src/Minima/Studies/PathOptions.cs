using Minima.Geometry;

namespace Minima.Studies;

/// <summary>What a study of lines does.</summary>
public sealed record PathOptions
{
    /// <summary>Which symmetries bring B close to A: none leaves the raw line alone.</summary>
    public SymmetryKind Symmetry { get; init; } = SymmetryKind.Full;

    /// <summary>A published definition whose barriers are reported too; its grid is used where <see cref="Points"/> is null.</summary>
    public BarrierDefinition? Definition { get; init; }

    /// <summary>Points of the grid; null: the definition's, or 25.</summary>
    public int? Points { get; init; }

    /// <summary>Factor of the sum of absolute weights in the cost.</summary>
    public double L1 { get; init; }

    /// <summary>Factor of the sum of squared weights in the cost.</summary>
    public double L2 { get; init; } = 1e-4;

    /// <summary>Of the random copy of A, and of the alignments' random starts.</summary>
    public uint Seed { get; init; }

    /// <summary>How many threads compute; 0: one for each core. The results do not depend on it.</summary>
    public int Threads { get; init; }
}
