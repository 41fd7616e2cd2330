namespace Minima.Studies.Comparisons;

/// <summary>How a figure is held against its threshold.</summary>
public enum RuleRelation
{
    /// <summary>The figure is at most the threshold.</summary>
    AtMost,

    /// <summary>The figure is below the threshold.</summary>
    Below,

    /// <summary>The figure is at least the threshold.</summary>
    AtLeast,
}

/// <summary>One figure of a rule of the verdict, beside its threshold.</summary>
/// <param name="Rule">The verdict that it is a condition of.</param>
/// <param name="Figure">What is measured, in words.</param>
/// <param name="Raw">The figure for the networks as they are; null where there is none.</param>
/// <param name="Aligned">The figure after the best alignment; null where alignment changes nothing of it, or was not possible.</param>
/// <param name="Relation">How it is held against the threshold.</param>
/// <param name="Threshold">The threshold; null where the rule is no matter of degree.</param>
/// <param name="IsShare">Whether figures and threshold are fractions, better read as percentages.</param>
/// <param name="Met">Whether the condition is met; null where that was not looked into.</param>
public sealed record RuleCheck(
    Verdict Rule, string Figure, double? Raw, double? Aligned, RuleRelation Relation, double? Threshold, bool IsShare, bool? Met)
{
    /// <summary>A condition on the figure after alignment, or, where there is none, on the raw one.</summary>
    internal static RuleCheck Of(Verdict rule, string figure, double? raw, double? aligned, RuleRelation relation, double threshold, bool isShare = false)
    {
        double? judged = aligned ?? raw;
        return new RuleCheck(rule, figure, raw, aligned, relation, threshold, isShare, relation switch
        {
            RuleRelation.AtMost => judged <= threshold,
            RuleRelation.Below => judged < threshold,
            _ => judged >= threshold,
        });
    }
}
