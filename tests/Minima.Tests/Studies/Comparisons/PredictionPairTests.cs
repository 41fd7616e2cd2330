using Minima.Networks;
using Minima.Studies.Comparisons;

namespace Minima.Tests.Studies.Comparisons;

public sealed class PredictionPairTests
{
    [Fact]
    public void Of_AnswersByHand_CountsWhatIsThere()
    {
        // Four examples of class 0, two of class 1, three classes.
        byte[] labels = [0, 0, 0, 0, 1, 1], a = [0, 0, 1, 2, 1, 0], b = [0, 1, 1, 1, 1, 1];
        PredictionPair pair = PredictionPair.Of(Answers(a, labels, 0.8), Answers(b, labels, 0.8), labels, 1e-4);
        Assert.Equal((3, 3), (pair.A.Errors, pair.B.Errors));
        Assert.Equal((3, 2, 1), (pair.Differ, pair.BothWrong, pair.SameWrong));
        Assert.Equal((1, 1), (pair.OnlyAWrong, pair.OnlyBWrong));
        Assert.Equal(3, pair.DifferBeyondRounding);
        Assert.Equal(1, pair.P);
        Assert.Equal(3, pair.DifferByTestError);

        // Class 0: A says 0, 1, 2 with shares 1/2, 1/4, 1/4, B 1/4, 3/4, 0: they agree on 4 (1/8 + 3/16) = 1.25 of four. Class 1: 2 * 1/2.
        Assert.True(Math.Abs(pair.DifferIfIndependent - (6 - 1.25 - 1)) <= 1e-12);
        Assert.True(Math.Abs(pair.BothWrongIfIndependent - (4 * 0.5 * 0.75)) <= 1e-12);
        Assert.True(Math.Abs(pair.MaxLogProbabilityDifference!.Value - Math.Log(8)) <= 1e-6);

        // Where they differ, the mean gives both classes 0.45, and the first of them wins.
        Assert.Equal(3, pair.Averaged!.Errors);
        double expected = -((2 * Math.Log(0.8)) + (2 * Math.Log(0.45)) + (2 * Math.Log(0.1))) / 6;
        Assert.True(Math.Abs(pair.Averaged.Loss - expected) <= 1e-6, $"{pair.Averaged.Loss}, {expected}");
    }

    [Fact]
    public void Of_PredictionsThatRoundingTurns_AreNotCountedBeyondIt()
    {
        byte[] labels = [0];
        var near = new Answers(new Evaluation(1, 0, 0), [0], [-0.70000f, -0.70005f]);
        var other = new Answers(new Evaluation(1, 1, 0), [1], [-0.70005f, -0.70000f]);
        Assert.Equal((1, 0), (PredictionPair.Of(near, other, labels, 1e-4).Differ, PredictionPair.Of(near, other, labels, 1e-4).DifferBeyondRounding));
        Assert.Equal(1, PredictionPair.Of(near, other, labels, 1e-5).DifferBeyondRounding);
    }

    [Fact]
    public void Of_OtherNumbersOfClasses_StillCounts()
    {
        byte[] labels = [0, 1];
        PredictionPair pair = PredictionPair.Of(Answers([0, 1], labels, 0.8), new Answers(new Evaluation(2, 1, 0), [0, 3], new float[8]), labels, 1e-4);
        Assert.Equal((1, 1), (pair.Differ, pair.DifferBeyondRounding));
        Assert.Null(pair.Averaged);
        Assert.Null(pair.MaxLogProbabilityDifference);
    }

    private static Answers Answers(byte[] predictions, byte[] labels, double sure)
    {
        float[] logs = [.. predictions.SelectMany(predicted => Enumerable.Range(0, 3).Select(k => (float)Math.Log(k == predicted ? sure : (1 - sure) / 2)))];
        return new Answers(new Evaluation(labels.Length, predictions.Zip(labels).Count(static pair => pair.First != pair.Second), 0), predictions, logs);
    }
}
