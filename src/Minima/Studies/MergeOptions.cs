using Minima.Geometry;

namespace Minima.Studies;

/// <summary>How networks are merged.</summary>
public sealed record MergeOptions
{
    /// <summary>How all but the first are aligned to it.</summary>
    public AlignmentOptions Alignment { get; init; } = new();

    /// <summary>The networks' weights in the mean, not negative, of any sum above 0; empty: all alike.</summary>
    public IReadOnlyList<double> Weights { get; init; } = [];
}
