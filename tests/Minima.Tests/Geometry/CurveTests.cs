using Minima.Data;
using Minima.Geometry;
using Minima.Networks;
using Minima.Numerics;
using Minima.Tests.Networks;

namespace Minima.Tests.Geometry;

public sealed class CurveTests
{
    [Theory]
    [InlineData(CurveKind.Bezier)]
    [InlineData(CurveKind.Polygon)]
    public void Curve_OfAnyKind_RunsFromAToBInThePlaneOfThree(CurveKind kind)
    {
        Network network = Network.Perceptron(6, [5], 3);
        var curve = new Curve(kind, SmallData.Point(network, 1), SmallData.Point(network, 2), SmallData.Point(network, 3));
        Assert.Equal((1, 0, 0), Curve.Factors(kind, 0));
        Assert.Equal((0, 0, 1), Curve.Factors(kind, 1));
        double length = 0;
        float[]? before = null;
        for (int i = 0; i <= 200; i++)
        {
            (double a, double p, double b) = Curve.Factors(kind, i / 200.0);
            Assert.Equal(1, a + p + b, 12);
            float[] expected = [.. Enumerable.Range(0, network.Layout.Count).Select(k =>
                (float)((a * curve.A.Values[k]) + (p * curve.Bend.Values[k]) + (b * curve.B.Values[k])))];
            float[] actual = curve.Plane.At(curve.At(i / 200.0)).Values;
            Assert.All(expected.Zip(actual), static pair => Assert.True(Math.Abs(pair.First - pair.Second) <= 1e-6));
            if (before is not null)
                length += Math.Sqrt(expected.Zip(before, static (x, y) => ((double)x - y) * ((double)x - y)).Sum());
            before = expected;
        }

        Assert.Equal(length, curve.Chords(200).Sum(), 4);
    }

    /// <summary>One step of Adam goes by its rate against the gradient's sign: which it must have from differences of the cost at the curve's point.</summary>
    [Theory]
    [InlineData(CurveKind.Bezier, 1)]
    [InlineData(CurveKind.Polygon, 1)]
    [InlineData(CurveKind.Bezier, 2)]
    public void Train_OneStep_GoesDownTheCostsGradient(CurveKind kind, int layers)
    {
        const double L2 = 0.05, Rate = 1e-3;
        Network network = Network.Perceptron(12, [.. new[] { 70, 9 }.Take(layers)], 4);
        Examples examples = SmallData.Draw(3, 40, 12, 4);
        Parameters a = SmallData.Point(network, 1), b = SmallData.Point(network, 11);
        using var trainer = new CurveTrainer(network, examples, new CurveOptions { Kind = kind, Epochs = 1, BatchSize = 40, LearningRate = Rate, L2 = L2, Seed = 5 });
        Curve curve = trainer.Train(a, b, null, Token);
        var random = new RandomState(5, 0);
        random.Permutation(40);
        double t = random.NextDouble();
        (double ofA, double ofBend, double ofB) = Curve.Factors(kind, t);
        double[] middle = [.. a.Values.Zip(b.Values, static (x, y) => (double)(float)(((double)x + y) / 2))];
        var point = new Parameters(network.Layout, [.. middle.Select((bend, i) => (float)((ofA * a.Values[i]) + (ofBend * bend) + (ofB * b.Values[i])))]);
        using var functional = new Functional(network, examples, 0, L2);
        double[] gradient = functional.Gradient(point);
        int checkedNumbers = 0;
        for (int i = 0; i < gradient.Length; i++)
        {
            if (Math.Abs(gradient[i]) < 1e-5)
                continue;
            double moved = curve.Bend.Values[i] - middle[i];
            Assert.True(Math.Abs(moved + (Rate * Math.Sign(gradient[i]))) <= 0.01 * Rate, $"{i}: {moved}, {gradient[i]}");
            checkedNumbers++;
        }

        Assert.True(checkedNumbers > gradient.Length / 2, $"{checkedNumbers}");
    }

    /// <summary>Half of the places are even, the others favour where the cost is high: by the costs that plain evaluation finds.</summary>
    [Fact]
    public void CurvePlaces_OfABentCurve_FavourWhereItStandsHigh()
    {
        const double L2 = 0.05;
        const int Count = 60000, Pieces = 30;
        Network network = Network.Perceptron(12, [20], 4);
        Examples examples = SmallData.Draw(3, 200, 12, 4);
        var curve = new Curve(CurveKind.Bezier, SmallData.Point(network, 1), SmallData.Point(network, 2), SmallData.Point(network, 3));
        using var functional = new Functional(network, examples, 0, L2);
        double[] costs = [.. Enumerable.Range(0, Pieces).Select(i => functional.Cost(curve.Plane.At(curve.At((i + 0.5) / Pieces))))];
        double[] weights = [.. costs.Select(cost => Math.Exp(100 * ((cost / costs.Max()) - 1)))];
        using var places = new CurvePlaces(network, examples, new CurveOptions { L2 = L2 });
        double[] drawn = places.Draw(curve, Count, new RandomState(1));
        Assert.All(drawn, static t => Assert.True(t is >= 0 and < 1));
        double largest = 0;
        for (int i = 0; i < Pieces; i++)
        {
            double share = (0.5 / Pieces) + (0.5 * weights[i] / weights.Sum()), expected = share * Count;
            int count = drawn.Count(t => (int)(t * Pieces) == i);
            Assert.True(Math.Abs(count - expected) <= 5 * Math.Sqrt(expected * (1 - share)) + (1e-3 * expected), $"{i}: {count}, {expected}");
            largest = Math.Max(largest, share);
        }

        Assert.True(largest > 0.1, "No piece stands out, so nothing was tested.");
        double[] even = places.Draw(null, 5, new RandomState(1));
        var same = new RandomState(1);
        Assert.All(even, t => Assert.Equal(same.NextDouble(), t));
    }

    [Fact]
    public void Train_AnyNumberOfThreads_GivesTheSameBits()
    {
        Network network = Network.Perceptron(12, [150, 70], 4);
        Examples examples = SmallData.Draw(3, 90, 12, 4, lit: 0.3);
        float[][] bends = [.. new[] { 1, 2, 3 }.Select(threads =>
        {
            using var trainer = new CurveTrainer(network, examples, new CurveOptions { Epochs = 3, BatchSize = 20, Threads = threads });
            return trainer.Train(SmallData.Point(network, 1), SmallData.Point(network, 11), null, Token).Bend.Values;
        })];
        Assert.Equal(bends[0], bends[1]);
        Assert.Equal(bends[0], bends[2]);
    }

    [Fact]
    public void Train_OfAFewEpochs_LowersTheCostBetween()
    {
        Network network = Network.Perceptron(12, [20], 4);
        Examples examples = SmallData.Draw(3, 200, 12, 4);
        Parameters a = SmallData.Point(network, 1), b = SmallData.Point(network, 11);
        using var trainer = new CurveTrainer(network, examples, new CurveOptions { Epochs = 200, BatchSize = 20, LearningRate = 0.01 });
        Curve curve = trainer.Train(a, b, null, Token);
        using var functional = new Functional(network, examples, 0, 1e-4);
        double before = functional.Cost(new Parameters(a.Layout, [.. a.Values.Zip(b.Values, static (x, y) => (x + y) / 2)]));
        double after = functional.Cost(curve.Plane.At(curve.At(0.5)));
        Assert.True(after < 0.9 * before, $"{before}, {after}");
        Assert.Throws<UnusableInputException>(() => new CurveTrainer(network, examples, new CurveOptions { BatchSize = 201 }));
        using var wild = new CurveTrainer(network, examples, new CurveOptions { LearningRate = 1e38 });
        Assert.Contains("diverged", Assert.Throws<UnusableInputException>(() => wild.Train(a, b, null, Token)).Message);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
