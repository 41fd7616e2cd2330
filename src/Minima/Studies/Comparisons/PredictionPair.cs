using Minima.Networks;
using Minima.Numerics;

namespace Minima.Studies.Comparisons;

/// <summary>What two networks make of the same examples: how far they are one function. Shapes do not matter.</summary>
public sealed record PredictionPair
{
    /// <summary>The examples.</summary>
    public required int Examples { get; init; }

    /// <summary>What A makes of them.</summary>
    public required Evaluation A { get; init; }

    /// <summary>What B makes of them.</summary>
    public required Evaluation B { get; init; }

    /// <summary>Examples whose predictions differ.</summary>
    public required int Differ { get; init; }

    /// <summary>Of those, examples in which one network prefers its class by more than the tolerance allows two roundings of one function to.</summary>
    public required int DifferBeyondRounding { get; init; }

    /// <summary>Examples that both read wrongly.</summary>
    public required int BothWrong { get; init; }

    /// <summary>Of those, examples that both take for the same class.</summary>
    public required int SameWrong { get; init; }

    /// <summary>The largest difference of log-probabilities; null where the networks tell other numbers of classes apart.</summary>
    public required double? MaxLogProbabilityDifference { get; init; }

    /// <summary>Errors and loss of the mean of both networks' probabilities; null where they tell other numbers of classes apart.</summary>
    public required Evaluation? Averaged { get; init; }

    /// <summary>Predictions that would differ if, the true class given, the two knew nothing of each other: each class by its own shares.</summary>
    public required double DifferIfIndependent { get; init; }

    /// <summary>Examples that both would then read wrongly.</summary>
    public required double BothWrongIfIndependent { get; init; }

    /// <summary>
    /// Predictions that would differ if "disagreement equals test error": the mean of both errors (Jiang, Nagarajan, Baek and Kolter, arXiv 2106.13799,
    /// found that for two trainings with other seeds or other data).
    /// </summary>
    public double DifferByTestError => (A.Errors + B.Errors) / 2.0;

    /// <summary>The part of the examples whose predictions differ.</summary>
    public double Disagreement => (double)Differ / Examples;

    /// <summary>Examples that only A reads wrongly.</summary>
    public int OnlyAWrong => A.Errors - BothWrong;

    /// <summary>Examples that only B reads wrongly.</summary>
    public int OnlyBWrong => B.Errors - BothWrong;

    /// <summary>McNemar's exact two-sided p for equally many errors.</summary>
    public double P => McNemar.ExactP(OnlyAWrong, OnlyBWrong);

    /// <summary>Compares what two networks said.</summary>
    /// <param name="a">A's answers.</param>
    /// <param name="b">B's, to the same examples.</param>
    /// <param name="labels">The true classes.</param>
    /// <param name="tolerance">By how much log-probabilities of one function may differ.</param>
    public static PredictionPair Of(Answers a, Answers b, ReadOnlySpan<byte> labels, double tolerance)
    {
        int examples = labels.Length, ofA = a.LogProbabilities.Length / examples, ofB = b.LogProbabilities.Length / examples;
        var tally = new PredictionTally(ofA, ofB, tolerance);
        double[] p = new double[ofA], q = new double[ofB];
        for (int n = 0; n < examples; n++)
        {
            Widen(a.LogProbabilities.AsSpan(n * ofA, ofA), p);
            Widen(b.LogProbabilities.AsSpan(n * ofB, ofB), q);
            tally.Add(p, a.Predictions[n], q, b.Predictions[n], labels[n]);
        }

        return tally.ToPair(a.Evaluation, b.Evaluation);
    }

    private static void Widen(ReadOnlySpan<float> from, Span<double> to)
    {
        for (int k = 0; k < from.Length; k++)
            to[k] = from[k];
    }
}
