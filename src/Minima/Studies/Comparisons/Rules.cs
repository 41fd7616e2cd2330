using System.Runtime.InteropServices;
using Minima.Geometry;
using Minima.Networks;

namespace Minima.Studies.Comparisons;

/// <summary>The rules of the verdict, as conditions on what was measured.</summary>
internal static class Rules
{
    /// <summary>The verdict: the first, in the order of the list, all of whose conditions are met.</summary>
    public static Verdict Decide(IReadOnlyList<RuleCheck> checks) =>
        checks.GroupBy(static check => check.Rule).OrderBy(static group => group.Key)
            .Where(static group => group.All(static check => check.Met == true))
            .Select(static group => (Verdict?)group.Key).FirstOrDefault() ?? Verdict.NoSymmetryFound;

    /// <summary>Whether the ends have learned anything.</summary>
    /// <param name="shareA">A's training loss as a share of ln(classes).</param>
    /// <param name="shareB">B's.</param>
    /// <param name="thresholds">Where the lines are drawn.</param>
    public static RuleCheck Untrained(double shareA, double shareB, VerdictThresholds thresholds) => RuleCheck.Of(
        Verdict.Untrained, "training loss of the end that learned less, as a share of ln(classes)", Math.Max(shareA, shareB), null,
        RuleRelation.AtLeast, thresholds.Untrained, isShare: true);

    /// <summary>Whether there is a symmetry to look for at all.</summary>
    public static RuleCheck NotComparable(bool sameShape) =>
        new(Verdict.NotComparable, "other layers or units", null, null, RuleRelation.AtLeast, null, false, !sameShape);

    /// <summary>Whether they are the same bytes.</summary>
    public static RuleCheck Identical(Parameters a, Parameters b)
    {
        ReadOnlySpan<int> mine = MemoryMarshal.Cast<float, int>(a.Values), theirs = MemoryMarshal.Cast<float, int>(b.Values);
        int differ = 0;
        for (int i = 0; i < mine.Length; i++)
            differ += mine[i] == theirs[i] ? 0 : 1;
        return RuleCheck.Of(Verdict.Identical, "numbers that differ", differ, null, RuleRelation.AtMost, 0);
    }

    /// <summary>How near the aligned copy comes.</summary>
    /// <param name="raw">The relative distance as they are.</param>
    /// <param name="aligned">The relative distance of the closest copy, without what softmax does not see.</param>
    /// <param name="thresholds">Where the lines are drawn.</param>
    public static RuleCheck Distance(double? raw, double? aligned, VerdictThresholds thresholds) => RuleCheck.Of(
        Verdict.SameFunction, "relative distance", raw, aligned ?? 0, RuleRelation.AtMost, thresholds.RelativeDistance);

    /// <summary>How far they are one function.</summary>
    public static IEnumerable<RuleCheck> Functions(PredictionPair functions, VerdictThresholds thresholds)
    {
        yield return RuleCheck.Of(
            Verdict.SameFunction, "largest difference of log-probabilities on the test set", functions.MaxLogProbabilityDifference, null,
            RuleRelation.AtMost, thresholds.LogProbability);
        yield return RuleCheck.Of(
            Verdict.SameFunction, "test predictions that differ beyond rounding", functions.DifferBeyondRounding, null, RuleRelation.AtMost, 0);
    }

    /// <summary>How the line between them runs, as they are and along the best alignment.</summary>
    public static IEnumerable<RuleCheck> Lines(LinePath raw, LinePath best, VerdictThresholds thresholds)
    {
        yield return RuleCheck.Of(
            Verdict.SameBasin, "rise of the training cost above the higher end's, as a share of it", ComparedLine.CostRiseOf(raw), ComparedLine.CostRiseOf(best),
            RuleRelation.AtMost, thresholds.CostRise, isShare: true);

        // Where one end costs more, the cost may fall all the way to the other whatever lies between: a ridge of the loss speaks against one basin too.
        yield return RuleCheck.Of(
            Verdict.SameBasin, "barrier in training loss, as a share of the higher end's cost", ComparedLine.RidgeOf(raw), ComparedLine.RidgeOf(best),
            RuleRelation.AtMost, thresholds.CostRise, isShare: true);
        LineBarrier asTheyAre = raw.Barrier, aligned = best.Barrier;
        yield return RuleCheck.Of(
            Verdict.Connected, "error barrier, training set", asTheyAre.TrainError, aligned.TrainError, RuleRelation.Below, thresholds.ErrorBarrier, isShare: true);
        yield return RuleCheck.Of(
            Verdict.Connected, "error barrier, test set", asTheyAre.TestError, aligned.TestError, RuleRelation.Below, thresholds.ErrorBarrier, isShare: true);
    }

    /// <summary>Whether a certificate shows a difference; without one nothing does.</summary>
    public static RuleCheck Different(DifferenceCertificate? certificate) => certificate is null
        ? new(Verdict.Different, "certificate of two critical points", null, null, RuleRelation.AtLeast, null, false, null)
        : new(Verdict.Different, "distance of the two critical points that no symmetry removes", null, certificate.SmallestDistance, RuleRelation.AtLeast,
            certificate.DistanceTolerance, false, certificate.Holds);
}
