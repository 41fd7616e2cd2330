using Minima.Data;
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
        int examples = labels.Length, differ = 0, beyond = 0, bothWrong = 0, sameWrong = 0;
        int ofA = a.LogProbabilities.Length / examples, ofB = b.LogProbabilities.Length / examples;
        var shares = new ClassShares(Math.Max(ofA, ofB));
        for (int n = 0; n < examples; n++)
        {
            (byte first, byte second, byte truth) = (a.Predictions[n], b.Predictions[n], labels[n]);
            shares.Count(truth, first, second);
            bothWrong += first != truth && second != truth ? 1 : 0;
            sameWrong += first != truth && first == second ? 1 : 0;
            if (first == second)
                continue;
            differ++;
            float[] p = a.LogProbabilities, q = b.LogProbabilities;
            double margin = second < ofA && first < ofB
                ? Math.Max((double)p[(n * ofA) + first] - p[(n * ofA) + second], (double)q[(n * ofB) + second] - q[(n * ofB) + first])
                : double.PositiveInfinity;
            beyond += margin <= 2 * tolerance ? 0 : 1;
        }

        return new PredictionPair
        {
            Examples = examples,
            A = a.Evaluation,
            B = b.Evaluation,
            Differ = differ,
            DifferBeyondRounding = beyond,
            BothWrong = bothWrong,
            SameWrong = sameWrong,
            MaxLogProbabilityDifference = ofA == ofB ? LargestDifference(a.LogProbabilities, b.LogProbabilities) : null,
            Averaged = ofA == ofB ? Average(a.LogProbabilities, b.LogProbabilities, labels, ofA) : null,
            DifferIfIndependent = examples - shares.Agreements(),
            BothWrongIfIndependent = shares.BothWrong(),
        };
    }

    private static double LargestDifference(float[] a, float[] b)
    {
        double largest = 0;
        for (int i = 0; i < a.Length; i++)
        {
            // Equal infinities (a probability that is 0 in both) differ by nothing.
            if (a[i] != b[i])
                largest = Math.Max(largest, Math.Abs((double)a[i] - b[i]));
        }

        return largest;
    }

    private static Evaluation Average(float[] a, float[] b, ReadOnlySpan<byte> labels, int classes)
    {
        int errors = 0;
        double loss = 0;
        for (int n = 0; n < labels.Length; n++)
        {
            int best = 0;
            double largest = double.NegativeInfinity;
            for (int k = 0; k < classes; k++)
            {
                double mean = (Elementary.Exp(a[(n * classes) + k]) + Elementary.Exp(b[(n * classes) + k])) / 2;
                if (mean > largest)
                    (best, largest) = (k, mean);
                if (k == labels[n])
                    loss -= Elementary.Log(mean);
            }

            errors += best == labels[n] ? 0 : 1;
        }

        return new Evaluation(labels.Length, errors, loss / labels.Length);
    }

    /// <summary>How often each network predicts what, class by class.</summary>
    private sealed class ClassShares(int classes)
    {
        private readonly int[,] _a = new int[classes, classes], _b = new int[classes, classes];
        private readonly int[] _count = new int[classes];

        public void Count(byte truth, byte first, byte second)
        {
            _count[truth]++;
            _a[truth, first]++;
            _b[truth, second]++;
        }

        /// <summary>Sum over the classes c of n(c) * sum over k of pA(k | c) pB(k | c).</summary>
        public double Agreements() => Sum(c => Enumerable.Range(0, classes).Sum(k => (double)_a[c, k] * _b[c, k]));

        public double BothWrong() => Sum(c => (double)(_count[c] - _a[c, c]) * (_count[c] - _b[c, c]));

        private double Sum(Func<int, double> products) =>
            Enumerable.Range(0, classes).Where(c => _count[c] > 0).Sum(c => products(c) / _count[c]);
    }
}
