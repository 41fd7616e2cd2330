using Minima.Curvature;
using Minima.Geometry;

namespace Minima.Studies.Comparisons;

/// <summary>How two networks are compared.</summary>
public sealed record ComparisonOptions
{
    /// <summary>How they are aligned, with the null; its seed is that of all draws, its threads those of the whole comparison.</summary>
    public AlignmentOptions Alignment { get; init; } = new();

    /// <summary>What units are matched by beside their weights: each gives a copy of its own, and the lowest line counts.</summary>
    public IReadOnlyList<AlignmentBy> MoreMatchings { get; init; } = [];

    /// <summary>Factor of the sum of absolute weights in the cost.</summary>
    public double L1 { get; init; }

    /// <summary>Factor of the sum of squared weights in the cost.</summary>
    public double L2 { get; init; } = 1e-4;

    /// <summary>Bootstrap samples of the test set; at least 1.</summary>
    public int Draws { get; init; } = 1000;

    /// <summary>Where the rules draw their lines.</summary>
    public VerdictThresholds Thresholds { get; init; } = new();

    /// <summary>How A, the aligned copy of B and their midpoint are taken on to critical points; null: they are not.</summary>
    public PolishOptions? Polish { get; init; }

    /// <summary>A folder that keeps how far that has come, for the same comparison to go on; null: nothing is kept.</summary>
    public string? PolishFolder { get; init; }

    internal int Threads => Alignment.Threads == 0 ? Environment.ProcessorCount : Alignment.Threads;
}
