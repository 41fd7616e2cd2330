using Minima.Geometry;

namespace Minima.Studies;

/// <summary>How the ways of runs are looked at.</summary>
public sealed record TrajectoryOptions
{
    /// <summary>What is measured and how: sets, penalties, threads; and of the surface below the ways the points.</summary>
    public SurfaceOptions Surface { get; init; } = new();

    /// <summary>Whether the surface is measured; it costs far more than all else.</summary>
    public bool WithSurface { get; init; }

    /// <summary>Which symmetries bring the later runs close to the first one, beside the raw plane; with none there is only that.</summary>
    public SymmetryKind Symmetry { get; init; } = SymmetryKind.Full;

    /// <summary>Of the alignments' random starts.</summary>
    public uint Seed { get; init; }
}
