using Minima.Geometry;

namespace Minima.Studies.Comparisons;

/// <summary>Two runs at one epoch, compared in a cheap way: the closest copy, and five points of the line.</summary>
/// <param name="Epoch">The epoch.</param>
/// <param name="Checks">The rules that were asked.</param>
/// <param name="Raw">The distances as they are.</param>
/// <param name="Aligned">The distances to the closest copy of B.</param>
/// <param name="RawOverlap">The overlap as they are.</param>
/// <param name="Overlap">The overlap with the closest copy.</param>
/// <param name="RawLine">The line as they are.</param>
/// <param name="AlignedLine">The line to the closest copy.</param>
public sealed record EpochComparison(
    int Epoch,
    IReadOnlyList<RuleCheck> Checks,
    Distances Raw,
    Distances Aligned,
    double RawOverlap,
    double Overlap,
    LinePath RawLine,
    LinePath AlignedLine)
{
    /// <summary>The first rule that applies.</summary>
    public Verdict Verdict { get; } = Rules.Decide(Checks);

    /// <summary>Whether they are the same bytes, whatever the verdict: at the start nothing may be trained yet.</summary>
    public bool AreIdentical => Checks.Any(static check => check is { Rule: Verdict.Identical, Met: true });
}
