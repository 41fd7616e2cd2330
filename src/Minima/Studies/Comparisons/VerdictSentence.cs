using Minima.Figures;
using Minima.Geometry;
using Minima.Networks;

namespace Minima.Studies.Comparisons;

/// <summary>A verdict in words: what was found, with the figures that decide it, and what it does not show.</summary>
internal static class VerdictSentence
{
    public static string Of(Comparison compared) =>
        compared.Polished is { } polished ? $"{Word(compared)} Taken on to critical points: {polished.Sentence}" : Word(compared);

    private static string Word(Comparison compared) => compared.Verdict switch
    {
        Verdict.Untrained => Untrained(compared),
        Verdict.NotComparable => NotComparable(compared),
        Verdict.Identical => "A and B are the same numbers, byte for byte.",
        Verdict.SameFunction => SameFunction(compared),
        Verdict.SameBasin => SameBasin(compared),
        Verdict.Connected => Connected(compared),
        Verdict.Different => Different(compared.Certificate!),
        _ => NoSymmetryFound(compared),
    };

    /// <summary>Sizes and units of a network: <c>784-500-10 (tanh)</c>.</summary>
    public static string Shape(Network network) =>
        network.Sizes + (network.Layers.Count > 1 ? $" ({string.Join(", ", network.Layers.SkipLast(1).Select(static layer => layer.Activation.ToString().ToLowerInvariant()).Distinct())})" : "");

    private static string Untrained(Comparison compared)
    {
        bool[] untrained = [.. new[] { compared.A, compared.B }.Select((end, i) =>
            Comparison.ShareOfGuessing(compared.Train[i], end) >= compared.Options.Thresholds.Untrained)];
        string which = untrained switch { [true, true] => "Neither network has", [true, _] => "A has not", _ => "B has not" };
        return $"{which} learned yet: a training loss of {compared.Train.Max(static end => end.Loss):G4} nats is at least {100 * compared.Options.Thresholds.Untrained:G3} % of what "
            + "guessing gives. There is no minimum to compare.";
    }

    private static string NotComparable(Comparison compared) =>
        $"A is {Shape(compared.A.Network)}, B is {Shape(compared.B.Network)}: no symmetry leads from one to the other, and no line. "
        + $"What they do can be compared all the same: {compared.Functions.Differ} of {Counted.Of(compared.Functions.Examples, "test prediction")} {(compared.Functions.Differ == 1 ? "differs" : "differ")}.";

    private static string SameFunction(Comparison compared) =>
        $"B is A in another guise: with its units matched it is A but for a relative distance of {compared.Alignment!.ShiftRemoved.Total.Relative:G2}, and on "
        + $"{Counted.Of(compared.Functions.Examples, "test example")} no log-probability differs by more than {compared.Functions.MaxLogProbabilityDifference:G2}.";

    private static string SameBasin(Comparison compared) =>
        $"A and B lie in one basin: {Along(compared.Best!)} the training cost nowhere rises by more than {100 * compared.Options.Thresholds.CostRise:G3} % above the higher end's "
        + $"(largest rise {100 * Math.Max(0, compared.Best!.CostRise):F2} %), and the barrier in training loss is no more than that."
        + (compared.Alignment!.IsBeyondChance ? "" : $" Their units have no more in common than units that share nothing (overlap {compared.Alignment.Overlap:F4}, by chance "
            + $"{compared.Alignment.Null.Mean:F4} +- {compared.Alignment.Null.Deviation:F4}): networks that have learned little often lie in one basin whatever their starts, so this alone does not "
            + "make them one minimum.");

    private static string Connected(Comparison compared)
    {
        LineBarrier best = compared.Best!.Path.Barrier, raw = compared.Raw!.Path.Barrier;
        string asTheyAre = ReferenceEquals(compared.Best, compared.Raw) ? "" : $" (as they are by {Points(raw.TrainError)} and {Points(raw.TestError)})";
        return $"A and B are connected: {Along(compared.Best)} errors rise by at most {Points(best.TrainError)} percentage points on the training set and {Points(best.TestError)} on the "
            + $"test set{asTheyAre}; below {Points(compared.Options.Thresholds.ErrorBarrier)} counts as connected. A ridge remains: {best.TrainLoss:G3} nats of training loss, and a "
            + $"training cost {100 * Math.Max(0, compared.Best.CostRise):F1} % above the higher end's. So one region of few errors holds both"
            + (compared.Polished is null ? "; that they are one minimum is not shown." : ".");
    }

    private static string Different(DifferenceCertificate certificate) => certificate.CostsDiffer
        ? $"A and B belong to two minima: taken on to critical points, their costs are {certificate.CostA:G8} and {certificate.CostB:G8}, which no rounding explains."
        : $"A and B belong to two minima: taken on to critical points, no symmetry brings them closer than {certificate.SmallestDistance:G4}, where "
            + $"{certificate.DistanceTolerance:G2} would be left open.";

    private static string NoSymmetryFound(Comparison compared)
    {
        LineBarrier best = compared.Best!.Path.Barrier;
        return $"No symmetry found by the methods tried makes A and B meet: {Along(compared.Best)}, the best line found, errors still rise by {Points(best.TrainError)} "
            + $"percentage points on the training set and {Points(best.TestError)} on the test set, the training loss by {best.TrainLoss:G3} nats. That is no proof that there is none.";
    }

    private static string Along(ComparedLine line) => line.Name switch
    {
        "raw" => "on the straight line between them as they are",
        "permuted" => "on the straight line from A to B with its units exchanged",
        _ => "on the straight line from A to B with its units matched",
    };

    private static string Points(double share) => $"{100 * share:F2}";
}
