using System.Globalization;
using Minima.Networks;
using Minima.Numerics;

namespace Minima.Studies.Comparisons;

/// <summary>What averaging both models' probabilities gains.</summary>
/// <param name="Evaluation">Errors and loss of the mean.</param>
/// <param name="OnlyA">Examples that only A reads wrongly, not the mean.</param>
/// <param name="OnlyMeanNotA">Examples that the mean reads wrongly, and A rightly.</param>
/// <param name="OnlyB">Examples that only B reads wrongly, not the mean.</param>
/// <param name="OnlyMeanNotB">Examples that the mean reads wrongly, and B rightly.</param>
public sealed record EnsembleGain(Evaluation Evaluation, int OnlyA, int OnlyMeanNotA, int OnlyB, int OnlyMeanNotB)
{
    /// <summary>McNemar's exact two-sided p that the mean and A err equally often.</summary>
    public double PAgainstA => McNemar.ExactP(OnlyA, OnlyMeanNotA);

    /// <summary>The same of the mean and B.</summary>
    public double PAgainstB => McNemar.ExactP(OnlyB, OnlyMeanNotB);
}

/// <summary>
/// How far two models of any kind are one function, from what they said of the same examples: their weights are not needed.
/// </summary>
public sealed record LogitsComparison
{
    /// <summary>What A said.</summary>
    public required Logits A { get; init; }

    /// <summary>What B said.</summary>
    public required Logits B { get; init; }

    /// <summary>The true classes.</summary>
    public required GivenLabels Labels { get; init; }

    /// <summary>How they were compared.</summary>
    public required LogitsOptions Options { get; init; }

    /// <summary>Errors and predictions of both.</summary>
    public required PredictionPair Pair { get; init; }

    /// <summary>How sure A is, and how often it is right.</summary>
    public required Calibration CalibrationOfA { get; init; }

    /// <summary>How sure B is, and how often it is right.</summary>
    public required Calibration CalibrationOfB { get; init; }

    /// <summary>How sure the mean of both is; null where they tell other numbers of classes apart.</summary>
    public required Calibration? CalibrationOfMean { get; init; }

    /// <summary>What averaging gains; null where they tell other numbers of classes apart.</summary>
    public required EnsembleGain? Ensemble { get; init; }

    /// <summary>How alike the activations are that were given, layer by layer.</summary>
    public required IReadOnlyList<LayerSimilarity> Layers { get; init; }

    /// <summary>What was assumed or left out, a sentence each.</summary>
    public required IReadOnlyList<string> Remarks { get; init; }

    /// <summary>What it comes to, in words.</summary>
    public string Sentence
    {
        get
        {
            PredictionPair pair = Pair;
            string share = (100 * pair.Disagreement).ToString("0.##", CultureInfo.InvariantCulture);
            string against = pair.Differ < pair.DifferByTestError
                ? $"fewer than the {Count(pair.DifferByTestError)} by \"disagreement equals test error\" (Jiang et al.)"
                : $"at least the {Count(pair.DifferByTestError)} by \"disagreement equals test error\" (Jiang et al.)";
            string errors = pair.P <= 0.05
                ? $"{(pair.A.Errors < pair.B.Errors ? "A" : "B")} errs less often (McNemar's p {pair.P.ToString("G2", CultureInfo.InvariantCulture)})"
                : $"that one errs less often than the other is not shown (McNemar's p {pair.P.ToString("G2", CultureInfo.InvariantCulture)})";
            return pair.Differ == 0
                ? $"A and B predict the same on all {pair.Examples} examples."
                : $"A and B disagree on {pair.Differ} of {pair.Examples} examples ({share} %), {against} and {Count(pair.DifferIfIndependent)} by independence; {errors}.";
        }
    }

    /// <summary>Reads and compares.</summary>
    /// <param name="a">A's logits, a <c>.npy</c> file.</param>
    /// <param name="b">B's.</param>
    /// <param name="labels">The true classes, a <c>.npy</c> file.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Stops it between its parts.</param>
    /// <exception cref="UnusableInputException">A file cannot be read, does not fit the others, or holds what is not finite.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested.</exception>
    public static LogitsComparison Of(string a, string b, string labels, LogitsOptions options, CancellationToken cancellation = default)
    {
        Logits first = Logits.Read(a), second = Logits.Read(b);
        if (!first.Shape.SkipLast(1).SequenceEqual(second.Shape.SkipLast(1)))
            throw new UnusableInputException($"'{a}' is [{string.Join(", ", first.Shape)}], but '{b}' is [{string.Join(", ", second.Shape)}]: both must have said something of the same examples, in the same order.");
        var truths = GivenLabels.Read(labels, first, Math.Min(first.Classes, second.Classes));
        List<string> remarks = [.. new[] { first, second }.Where(static logits => logits.LookLikeProbabilities).Select(static logits =>
            $"'{logits.Path}' looks like probabilities, not logits: softmax is taken of them all the same. Save their logarithms (np.log).")];
        int threads = options.Threads == 0 ? Environment.ProcessorCount : options.Threads;
        bool sameClasses = first.Classes == second.Classes;
        Calibration Judge(LogProbabilityReader read, int classes) => Calibration.Of(read, truths.Values, classes, options.Bins, threads, cancellation);
        Calibration ofA = Judge((n, row) => first.CopyLogProbabilities(n, row), first.Classes), ofB = Judge((n, row) => second.CopyLogProbabilities(n, row), second.Classes);
        (PredictionPair pair, EnsembleGain? gain) = Count(first, second, truths.Values, ofA.Evaluation, ofB.Evaluation, options.LogProbability);
        var layers = new List<LayerSimilarity>();
        foreach ((string mine, string theirs) in options.Activations)
        {
            cancellation.ThrowIfCancellationRequested();
            (IReadOnlyList<LayerSimilarity> found, IReadOnlyList<string> unmatched) = GivenActivations.Of(mine, theirs, threads);
            layers.AddRange(found.Select(layer => layers.Any(other => other.Layer == layer.Layer) ? layer with { Layer = $"{layer.Layer} ({mine})" } : layer));
            if (unmatched.Count > 0)
                remarks.Add($"Layers without a partner of the same name are left out: {string.Join(", ", unmatched)}.");
        }

        return new LogitsComparison
        {
            A = first,
            B = second,
            Labels = truths,
            Options = options,
            Pair = pair,
            CalibrationOfA = ofA,
            CalibrationOfB = ofB,
            CalibrationOfMean = sameClasses ? Judge((n, row) => Mean(first, second, n, row), first.Classes) : null,
            Ensemble = gain,
            Layers = layers,
            Remarks = remarks,
        };
    }

    private static (PredictionPair Pair, EnsembleGain? Gain) Count(
        Logits first, Logits second, int[] labels, Evaluation a, Evaluation b, double tolerance)
    {
        var tally = new PredictionTally(first.Classes, second.Classes, tolerance);
        bool sameClasses = first.Classes == second.Classes;
        double[] p = new double[first.Classes], q = new double[second.Classes];
        int onlyA = 0, notA = 0, onlyB = 0, notB = 0;
        for (int n = 0; n < labels.Length; n++)
        {
            int ofA = first.CopyLogProbabilities(n, p), ofB = second.CopyLogProbabilities(n, q), before = tally.MeanErrors;
            tally.Add(p, ofA, q, ofB, labels[n]);
            bool wrongA = ofA != labels[n], wrongB = ofB != labels[n], wrong = tally.MeanErrors > before;
            onlyA += wrongA && !wrong ? 1 : 0;
            notA += wrong && !wrongA ? 1 : 0;
            onlyB += wrongB && !wrong ? 1 : 0;
            notB += wrong && !wrongB ? 1 : 0;
        }

        PredictionPair pair = tally.ToPair(a, b);
        return (pair, sameClasses ? new EnsembleGain(pair.Averaged!, onlyA, notA, onlyB, notB) : null);
    }

    // ln((exp p + exp q) / 2), from the larger of both.
    private static void Mean(Logits first, Logits second, int example, Span<double> row)
    {
        double[] other = new double[row.Length];
        first.CopyLogProbabilities(example, row);
        second.CopyLogProbabilities(example, other);
        for (int k = 0; k < row.Length; k++)
        {
            double larger = Math.Max(row[k], other[k]), smaller = Math.Min(row[k], other[k]);
            row[k] = larger + Elementary.Log((1 + Elementary.Exp(smaller - larger)) / 2);
        }
    }

    private static string Count(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);
}
