using Minima.Data;
using Minima.Geometry;
using Minima.Networks;
using Minima.Numerics;
using Minima.Studies.Comparisons;
using Minima.Trajectories;
using Minima.VerdictRates;

namespace Minima.Tests.Studies.Comparisons;

public sealed class ComparisonTests
{
    private static readonly ComparisonOptions Quick = new() { Alignment = new AlignmentOptions { NullDraws = 3, Threads = 2 }, Draws = 50 };

    // Ten times the usual step: a tenth of the epochs trains them as far.
    private const double Rate = 0.1;

    private static DataSet Digits { get; } = BuiltInDigits.Draw(2016, 1200, 20, 500);

    /// <summary>The small version of bench/verdict: a few pairs of each kinship.</summary>
    [Fact]
    public void Of_PairsOfKnownKinship_CallsNoStrangersTheSame()
    {
        LabelledPair[] pairs = [.. new PairMaker(Digits, hidden: 16, epochs: 15, Rate).Make(3)];
        Assert.Equal(24, pairs.Length);
        foreach (LabelledPair pair in pairs)
        {
            Comparison compared = Compare(pair.A, pair.B);
            Assert.False(pair.IsFalseSame(compared.Verdict), $"{pair.Name}: {compared.Sentence}");
            Assert.False(pair.IsMissed(compared.Verdict), $"{pair.Name}: {compared.Verdict}, {compared.Sentence}");
            Assert.NotEmpty(compared.Sentence);
        }
    }

    [Fact]
    public void Of_TwoNetworks_FiguresAreThoseOfTheParts()
    {
        LabelledPair pair = new PairMaker(Digits, hidden: 12, epochs: 4, Rate).Make(1).First(static pair => pair.Kinship == Kinship.Independent);
        Comparison compared = Compare(pair.A, pair.B);
        Assert.Equal(["raw", "permuted", "weights"], compared.Lines.Select(static line => line.Name));
        Assert.Equal(compared.Lines.Min(static line => line.Path.Barrier.TrainLoss), compared.Best!.Path.Barrier.TrainLoss);

        // The middle of the best line is the network of the mean weights.
        Parameters copy = compared.Best.Symmetry.Apply(pair.B.Parameters);
        var mean = new Parameters(copy.Layout, [.. pair.A.Parameters.Values.Zip(copy.Values, static (a, b) => (float)((0.5 * a) + (0.5 * b)))]);
        using Functional train = new(pair.A.Network, Digits.Train, 0, 1e-4), test = new(pair.A.Network, Digits.Test);
        LinePoint middle = compared.Best.Middle!;
        Assert.True(Math.Abs(middle.Test.Loss - test.Evaluate(mean).Loss) <= 1e-5);
        Assert.True(Math.Abs(middle.TrainCost - train.Cost(mean)) <= 1e-5);
        Assert.Equal(test.Evaluate(pair.A.Parameters), compared.Functions.A);
        Evaluation ofB = train.Evaluate(pair.B.Parameters);
        Assert.Equal(ofB.Errors, compared.Train[1].Errors);
        Assert.True(Math.Abs(ofB.Loss - compared.Train[1].Loss) <= 1e-6 * ofB.Loss);
        double higher = Math.Max(train.Cost(pair.A.Parameters), train.Cost(pair.B.Parameters));
        double highest = compared.Best.Path.Points.Append(compared.Best.Path.Top!).Max(static point => point.TrainCost);
        Assert.True(Math.Abs(compared.Best.CostRise - ((highest / higher) - 1)) <= 1e-6);
        Assert.Equal(middle.TestExamples!.Wrong.Count(static wrong => wrong), middle.Test.Errors);
        Assert.True(Math.Abs(middle.TestExamples.Losses.Average() - middle.Test.Loss) <= 1e-9);
        Assert.True(compared.Layers.All(static layer => layer.Cka is > 0 and < 1));
        Assert.Equal(["hidden", "output"], compared.Layers.Select(static layer => layer.Layer));
    }

    [Fact]
    public void Of_AnyNumberOfThreads_GivesTheSame()
    {
        LabelledPair pair = new PairMaker(Digits, hidden: 12, epochs: 4, Rate).Make(1).First(static pair => pair.Kinship == Kinship.OtherOrder);
        Comparison[] compared = [.. new[] { 1, 3 }.Select(threads => Comparison.Of(
            "a", pair.A, "b", pair.B, Digits, Quick with { Alignment = Quick.Alignment with { Threads = threads } },
            cancellation: TestContext.Current.CancellationToken))];
        Assert.Equal(compared[0].Checks, compared[1].Checks);
        Assert.Equal(compared[0].Uncertainty, compared[1].Uncertainty);
        Assert.Equal(compared[0].Layers, compared[1].Layers);
    }

    [Fact]
    public void Of_TheSameBytes_IsIdentical()
    {
        LabelledPair pair = new PairMaker(Digits, hidden: 12, epochs: 4, Rate).Make(1).First();
        Comparison compared = Compare(pair.A, new Snapshot(pair.A.Network, pair.A.Parameters.Clone()));
        Assert.Equal(Verdict.Identical, compared.Verdict);
        Assert.Equal((0, 0), (compared.Functions.Differ, compared.Functions.DifferBeyondRounding));
        Assert.Equal(0.0, compared.Uncertainty!.Value.Best.Error.Estimate);
    }

    [Fact]
    public void Of_CopyWithASoftmaxShift_IsTheSameFunction()
    {
        LabelledPair pair = new PairMaker(Digits, hidden: 12, epochs: 4, Rate).Make(1).First(static pair => pair.Kinship == Kinship.PlantedCopy);
        Parameters shifted = pair.B.Parameters.Clone();
        foreach (ref float bias in shifted["output.b"])
            bias += 0.25f;
        Assert.Equal(Verdict.SameFunction, Compare(pair.A, new Snapshot(pair.A.Network, shifted)).Verdict);
    }

    [Fact]
    public void Of_OtherNames_AreComparedByTheLayersOrder()
    {
        LabelledPair pair = new PairMaker(Digits, hidden: 12, epochs: 4, Rate).Make(1).First();
        Network theirs = new([.. pair.A.Network.Layers.Select(static (layer, i) => layer with { Name = $"fc{i}" })]);
        Assert.Equal(Verdict.Identical, Compare(pair.A, new Snapshot(theirs, new Parameters(theirs.Layout, pair.A.Parameters.Values))).Verdict);
    }

    [Fact]
    public void Of_CertificateThatHolds_IsDifferent()
    {
        // No barrier is below 0 %, and no rise below -1: only the certificate is left to speak.
        LabelledPair pair = new PairMaker(Digits, hidden: 6, epochs: 4, Rate).Make(1).First(static pair => pair.Kinship == Kinship.Independent);
        ComparisonOptions strict = Quick with { Thresholds = new VerdictThresholds { CostRise = -1, ErrorBarrier = 0 } };
        var certificate = new DifferenceCertificate(0.05, 0.06, 1e-6, 3, 1e-3);
        var compared = Comparison.Of("a", pair.A, "b", pair.B, Digits, strict, certificate, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(Verdict.Different, compared.Verdict);
        Assert.Contains("two minima", compared.Sentence);
        var without = Comparison.Of("a", pair.A, "b", pair.B, Digits, strict, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(Verdict.NoSymmetryFound, without.Verdict);
        Assert.Contains("no proof that there is none", without.Sentence);
    }

    [Fact]
    public void Of_WhatCannotBeCompared_IsRefusedInASentence()
    {
        LabelledPair pair = new PairMaker(Digits, hidden: 6, epochs: 4, Rate).Make(1).First();
        Parameters broken = pair.A.Parameters.Clone();
        broken["hidden.b"][2] = float.NaN;
        Assert.Contains("hidden.b[2] is NaN", Refused(pair.A, new Snapshot(pair.A.Network, broken)));
        Network narrow = Network.Perceptron(10, [6], 10);
        Assert.Contains("takes 10 numbers", Refused(pair.A, new Snapshot(narrow, new Parameters(narrow.Layout))));
    }

    private static string Refused(Snapshot a, Snapshot b) => Assert.Throws<UnusableInputException>(() => Compare(a, b)).Message;

    private static Comparison Compare(Snapshot a, Snapshot b) =>
        Comparison.Of("a", a, "b", b, Digits, Quick, cancellation: TestContext.Current.CancellationToken);
}
