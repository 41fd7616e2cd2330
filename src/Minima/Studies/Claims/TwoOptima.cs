using Minima.Figures;
using Minima.Studies.Comparisons;

namespace Minima.Studies.Claims;

/// <summary>(e) So the series converge to two different optima.</summary>
internal static class TwoOptima
{
    /// <param name="pair">The series.</param>
    /// <param name="last">Their last snapshots, compared.</param>
    public static Claim Test(SeriesPair pair, Comparison last)
    {
        (AlignmentStudy study, ComparedLine raw, ComparedLine best) = (last.Alignment!, last.Raw!, last.Best!);
        return new Claim(
            "e",
            "The two series are converging to two different optima.",
            new Dictionary<string, object?>(StringComparer.Ordinal),
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["distance_at_end"] = pair.Rows[^1].Between.Total.L2,
                ["distance_aligned"] = study.ToAligned.Total.L2,
                ["overlap"] = study.Overlap,
                ["overlap_null"] = study.Null.Mean,
                ["recognised"] = study.Recognised,
                ["line"] = best.Name,
                ["train_loss_barrier_raw"] = raw.Path.Barrier.TrainLoss,
                ["train_loss_barrier"] = best.Path.Barrier.TrainLoss,
                ["train_error_barrier"] = best.Path.Barrier.TrainError,
                ["test_error_barrier"] = best.Path.Barrier.TestError,
                ["verdict"] = last.Verdict.Word(),
            },
            last.Verdict == Verdict.Different ? true : last.Verdict.IsSame() ? false : null,
            $"A raw distance ({study.Raw.Total.L2:G4} in all) cannot decide it: with {Units(pair)} hidden units, every point has 2^{Units(pair)} * {Units(pair)}! copies that compute "
            + $"the same function, and a random copy of the zero series' own end lies {study.Control.Raw:G4} away from it. With the units matched the distance is "
            + $"{study.ToAligned.Total.L2:G4}, the overlap {study.Overlap:F3} where units that share nothing reach {study.Null.Mean:F3} +- {study.Null.Deviation:F3}, and {Counted.Of(study.Recognised, "unit is", "units are")} "
            + $"recognised; the barrier in training loss falls from {raw.Path.Barrier.TrainLoss:G3} to {best.Path.Barrier.TrainLoss:G3} nats. The verdict of `minima compare` is "
            + $"{last.Verdict.Word()}, with A for zero and B for random. {last.Sentence}");
    }

    private static int Units(SeriesPair pair) => pair.First.Configuration.Network.Layers[0].Outputs;
}
