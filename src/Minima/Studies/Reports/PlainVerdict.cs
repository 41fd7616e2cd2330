using System.Globalization;
using Minima.Geometry;
using Minima.Networks;
using Minima.Studies.Comparisons;

namespace Minima.Studies.Reports;

/// <summary>The answer to "did both find the same minimum?", in a word.</summary>
public enum PlainAnswer
{
    /// <summary>They did.</summary>
    Yes,

    /// <summary>One region of few errors holds both; that it is one minimum is not shown.</summary>
    Nearly,

    /// <summary>They did not, and that is proven.</summary>
    No,

    /// <summary>It was not shown that they did, nor that they did not.</summary>
    Open,

    /// <summary>The question has no sense here.</summary>
    None,
}

/// <summary>How sure one part of a verdict is.</summary>
/// <param name="Title">What it is about, in a few words.</param>
/// <param name="Text">How sure that is.</param>
public sealed record PlainCertainty(string Title, string Text);

/// <summary>A verdict for one who knows nothing of symmetries and barriers: the answer, why, and how sure it is.</summary>
/// <param name="Answer">In a word.</param>
/// <param name="Headline">In a sentence.</param>
/// <param name="Why">In paragraphs, with figures.</param>
/// <param name="Certainty">How sure, point by point.</param>
public sealed record PlainVerdict(PlainAnswer Answer, string Headline, IReadOnlyList<string> Why, IReadOnlyList<PlainCertainty> Certainty)
{
    /// <summary>Puts a comparison into plain words.</summary>
    /// <param name="compared">The comparison.</param>
    /// <param name="a">What A is called.</param>
    /// <param name="b">What B is called.</param>
    public static PlainVerdict Of(Comparison compared, string a, string b)
    {
        (PlainAnswer answer, string headline) = compared.Verdict switch
        {
            Verdict.Untrained => (PlainAnswer.None, "One of them has hardly learned, so there is no minimum to compare."),
            Verdict.NotComparable => (PlainAnswer.None, "They are networks of other shapes: only what they do can be compared."),
            Verdict.Identical => (PlainAnswer.Yes, "Yes: they are the same network, number for number."),
            Verdict.SameFunction => (PlainAnswer.Yes, "Yes: one is the other with its hidden units in another order."),
            Verdict.SameBasin when !compared.Alignment!.IsBeyondChance =>
                (PlainAnswer.Nearly, "Nearly: both lie in one valley, but their hidden units have no more in common than chance gives."),
            Verdict.SameBasin => (PlainAnswer.Yes, "Yes: both lie in one valley, once the hidden units are matched."),
            Verdict.Connected => (PlainAnswer.Nearly, "Nearly: one region of few errors holds both, with a low ridge between them."),
            Verdict.Different => (PlainAnswer.No, "No: they are two different minima, and that is proven."),
            _ => (PlainAnswer.Open, "Not shown: no way was found that brings them together."),
        };
        return new PlainVerdict(answer, headline, [.. Reasons(compared, a, b)], [.. Sureness(compared, answer)]);
    }

    private static IEnumerable<string> Reasons(Comparison compared, string a, string b)
    {
        PredictionPair pair = compared.Functions;
        if (compared.Raw is not { } raw || compared.Best is not { } best || compared.Alignment is not { } study)
        {
            yield return compared.Sentence;
            yield break;
        }

        LineBarrier asTheyAre = raw.Path.Barrier, matched = best.Path.Barrier;
        if (compared.Verdict == Verdict.Untrained)
        {
            yield return compared.Sentence;
        }
        else if (compared.Verdict == Verdict.Identical)
        {
            yield return $"All {compared.A.Parameters.Values.Length.ToString("N0", CultureInfo.InvariantCulture)} numbers of {a} and {b} are equal, so they also do the same.";
        }
        else
        {
            yield return $"Number by number the two networks lie far apart: {study.Raw.Total.L2:0.###}, where their own lengths are {study.Raw.Total.NormA:0.###} and "
                + $"{study.Raw.Total.NormB:0.###}. On the straight way from {a} to {b}, errors rise by up to {Points(asTheyAre.TrainError)} percentage points on the training set.";
            yield return $"But {Equivalent(compared.A.Network)} without any change in what the network computes. With the units of {b} matched to those of {a}, errors on "
                + $"the way rise by at most {Points(matched.TrainError)} points, and the ridge of the loss is {Nats(matched.TrainLoss)} nats instead of {Nats(asTheyAre.TrainLoss)}"
                + (matched.TrainLoss > 0 && asTheyAre.TrainLoss > 1.5 * matched.TrainLoss ? $", {asTheyAre.TrainLoss / matched.TrainLoss:0.#} times lower." : ".");
            if (compared.Verdict == Verdict.SameBasin && !study.IsBeyondChance)
            {
                yield return "So no ridge lies between them: one valley, by the rule. But networks that have learned little often lie in one valley whatever their starts, and here the "
                    + "hidden units have no more in common than those of two strangers. So that they are one minimum is not shown.";
            }

            if (compared.Verdict == Verdict.Connected)
            {
                yield return $"That ridge is low but real: the training cost on the way rises {100 * best.CostRise:0.#} % above the higher end's, where "
                    + $"{100 * compared.Options.Thresholds.CostRise:0.##} % would count as one valley. So one region of few errors holds both networks; that it is one minimum is not shown.";
            }
        }

        yield return $"On {pair.Examples.ToString("N0", CultureInfo.InvariantCulture)} test examples {a} makes {pair.A.Errors} errors and {b} {pair.B.Errors}; {pair.BothWrong} of them are the same examples. "
            + $"They disagree on {pair.Differ}.";
    }

    private static PlainCertainty Chance(AlignmentStudy study)
    {
        int units = study.Units.Sum(static group => group.Group.Count);
        return study.IsBeyondChance
            ? new PlainCertainty(
                "That the match is chance: ruled out",
                $"Matching networks that share nothing gives an overlap of {study.Null.Mean:0.000} ({study.Null.Overlaps.Count} draws scatter by {study.Null.Deviation:0.0000}); these two reach {study.Overlap:0.000}. "
                + $"{study.Recognised} of {units} hidden {(study.Recognised == 1 ? "unit finds" : "units find")} a partner that chance does not give.")
            : new PlainCertainty(
                "That their units match: not shown",
                $"Matching networks that share nothing gives an overlap of {study.Null.Mean:0.000}; these two reach {study.Overlap:0.000}, which is no more than that.");
    }

    private static IEnumerable<PlainCertainty> Sureness(Comparison compared, PlainAnswer answer)
    {
        if (answer == PlainAnswer.None || compared.Verdict == Verdict.Identical || compared.Alignment is not { } study || compared.Best is null)
            yield break;
        yield return new PlainCertainty(
            "On the training set: exact",
            $"Each figure was computed from all {compared.Data.Train.Count.ToString("N0", CultureInfo.InvariantCulture)} training examples, at every point of the way. Nothing is estimated.");
        if (compared.Uncertainty is { Best.Error: { Interval: { } interval } error })
        {
            yield return new PlainCertainty(
                "On other test examples: within limits",
                $"The rise of errors on the test set is {Points(error.Estimate)} points; another test set of the same kind would give {Points(interval.Low)} to "
                + $"{Points(interval.High)} (95 %). Below {Points(compared.Options.Thresholds.ErrorBarrier)} counts as connected.");
        }

        // Of a copy it is proven that its units match.
        if (compared.Verdict != Verdict.SameFunction)
            yield return Chance(study);
        if (answer is PlainAnswer.Nearly or PlainAnswer.Open)
        {
            yield return new PlainCertainty(
                "That they are different: not shown either",
                "A search can find a match; that it finds none, or none without a ridge, does not show that there is none.");
        }

        yield return new PlainCertainty(
            "For other seeds: not answered here",
            "This is about these two trainings. Whether others of the same recipe meet takes several of them (minima fleet).");
    }

    private static string Equivalent(Network network) => network.Layers[0].Activation switch
    {
        _ when network.HasConvolutions => "maps and hidden units can be put into any order, and some of them turned or scaled,",
        Activation.Tanh => "hidden units can be put into any order, and each turned into its negative,",
        Activation.Sigmoid => "hidden units can be put into any order, and each turned upside down,",
        _ => "hidden units can be put into any order, and each scaled,",
    };

    private static string Points(double share) => (100 * share).ToString("0.00", CultureInfo.InvariantCulture);

    private static string Nats(double loss) => loss.ToString("0.000", CultureInfo.InvariantCulture);
}
