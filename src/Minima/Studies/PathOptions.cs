using Minima.Geometry;

namespace Minima.Studies;

/// <summary>What a study of lines does.</summary>
public sealed record PathOptions
{
    /// <summary>Which symmetries bring B close to A: none leaves the raw line alone.</summary>
    public SymmetryKind Symmetry { get; init; } = SymmetryKind.Full;

    /// <summary>A copy of B made elsewhere, to which a line goes too; null: none.</summary>
    public EquivalentCopy? Given { get; init; }

    /// <summary>Published definitions whose barriers are reported too, each on its own grid.</summary>
    public IReadOnlyList<BarrierDefinition> Definitions { get; init; } = [];

    /// <summary>Points of the grid, both ends counted.</summary>
    public int Points { get; init; } = 25;

    /// <summary>Whether the middles of the lines between A and B are looked at: their units' spread, and what repairing and calibrating make of them.</summary>
    public bool WithMidpoints { get; init; }

    /// <summary>Whether what every single example loses on the lines between A and B is kept (see <see cref="LinePoint.TrainExamples"/>).</summary>
    public bool KeepExamples { get; init; }

    /// <summary>Factor of the sum of absolute weights in the cost.</summary>
    public double L1 { get; init; }

    /// <summary>Factor of the sum of squared weights in the cost.</summary>
    public double L2 { get; init; } = 1e-4;

    /// <summary>Of the random copy of A, and of the alignments' random starts.</summary>
    public uint Seed { get; init; }

    /// <summary>How many threads compute; 0: one for each core. The results do not depend on it.</summary>
    public int Threads { get; init; }
}
