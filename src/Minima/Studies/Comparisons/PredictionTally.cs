using Minima.Networks;
using Minima.Numerics;

namespace Minima.Studies.Comparisons;

/// <summary>Counts, example by example, what two models of any number of classes make of the same.</summary>
/// <param name="classesA">Classes that A tells apart.</param>
/// <param name="classesB">Classes that B tells apart.</param>
/// <param name="tolerance">By how much log-probabilities of one function may differ.</param>
internal sealed class PredictionTally(int classesA, int classesB, double tolerance)
{
    private readonly ClassShares _shares = new();
    private int _examples;
    private int _differ;
    private int _beyond;
    private int _bothWrong;
    private int _sameWrong;
    private double _largest;
    private int _meanErrors;
    private double _meanLoss;

    private bool SameClasses => classesA == classesB;

    /// <summary>Examples so far that the mean of both probabilities reads wrongly.</summary>
    public int MeanErrors => _meanErrors;

    /// <summary>An example.</summary>
    /// <param name="p">A's logarithms of the class probabilities.</param>
    /// <param name="first">The class that A predicts.</param>
    /// <param name="q">B's.</param>
    /// <param name="second">The class that B predicts.</param>
    /// <param name="truth">The true class.</param>
    public void Add(ReadOnlySpan<double> p, int first, ReadOnlySpan<double> q, int second, int truth)
    {
        _examples++;
        _shares.Count(truth, first, second);
        _bothWrong += first != truth && second != truth ? 1 : 0;
        _sameWrong += first != truth && first == second ? 1 : 0;
        if (SameClasses)
        {
            Compare(p, q);
            Average(p, q, truth);
        }

        if (first == second)
            return;
        _differ++;
        double margin = second < classesA && first < classesB ? Math.Max(p[first] - p[second], q[second] - q[first]) : double.PositiveInfinity;
        _beyond += margin <= 2 * tolerance ? 0 : 1;
    }

    /// <summary>What it comes to.</summary>
    public PredictionPair ToPair(Evaluation a, Evaluation b) => new()
    {
        Examples = _examples,
        A = a,
        B = b,
        Differ = _differ,
        DifferBeyondRounding = _beyond,
        BothWrong = _bothWrong,
        SameWrong = _sameWrong,
        MaxLogProbabilityDifference = SameClasses ? _largest : null,
        Averaged = SameClasses ? new Evaluation(_examples, _meanErrors, _meanLoss / _examples) : null,
        DifferIfIndependent = _examples - _shares.Agreements(),
        BothWrongIfIndependent = _shares.BothWrong(),
    };

    private void Compare(ReadOnlySpan<double> p, ReadOnlySpan<double> q)
    {
        for (int k = 0; k < p.Length; k++)
        {
            // Equal infinities (a probability that is 0 in both) differ by nothing.
            if (p[k] != q[k])
                _largest = Math.Max(_largest, Math.Abs(p[k] - q[k]));
        }
    }

    private void Average(ReadOnlySpan<double> p, ReadOnlySpan<double> q, int truth)
    {
        int best = 0;
        double largest = double.NegativeInfinity;
        for (int k = 0; k < p.Length; k++)
        {
            double mean = (Elementary.Exp(p[k]) + Elementary.Exp(q[k])) / 2;
            if (mean > largest)
                (best, largest) = (k, mean);
            if (k == truth)
                _meanLoss -= Elementary.Log(mean);
        }

        _meanErrors += best == truth ? 0 : 1;
    }

    /// <summary>How often each model predicts what, class by class; only what occurs is kept, since classes may be many.</summary>
    private sealed class ClassShares
    {
        private readonly SortedDictionary<int, Dictionary<int, (int A, int B)>> _byTruth = [];

        public void Count(int truth, int first, int second)
        {
            if (!_byTruth.TryGetValue(truth, out Dictionary<int, (int A, int B)>? predicted))
                _byTruth[truth] = predicted = [];
            (int a, int b) = predicted.GetValueOrDefault(first);
            predicted[first] = (a + 1, b);
            (a, b) = predicted.GetValueOrDefault(second);
            predicted[second] = (a, b + 1);
        }

        /// <summary>Sum over the classes c of n(c) * sum over k of pA(k | c) pB(k | c).</summary>
        public double Agreements() => Sum(static (_, _, predicted) => predicted.Values.Sum(static share => (long)share.A * share.B));

        public double BothWrong() => Sum(static (truth, count, predicted) =>
        {
            (int a, int b) = predicted.GetValueOrDefault(truth);
            return (long)(count - a) * (count - b);
        });

        // The products are whole numbers, exact in any order.
        private double Sum(Func<int, int, Dictionary<int, (int A, int B)>, long> products) => _byTruth.Sum(pair =>
        {
            int count = pair.Value.Values.Sum(static share => share.A);
            return (double)products(pair.Key, count, pair.Value) / count;
        });
    }
}
