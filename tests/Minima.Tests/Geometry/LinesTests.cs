using Minima.Data;
using Minima.Geometry;
using Minima.Networks;
using Minima.Numerics;
using Minima.Tests.Networks;

namespace Minima.Tests.Geometry;

public sealed class LinesTests
{
    private const double L2 = 1e-3;

    public static TheoryData<Activation, int> Networks
    {
        get
        {
            var networks = new TheoryData<Activation, int>();
            foreach (Activation activation in new[] { Activation.Tanh, Activation.Sigmoid, Activation.Relu })
            {
                foreach (int layers in new[] { 1, 2, 3 })
                    networks.Add(activation, layers);
            }

            return networks;
        }
    }

    [Theory, MemberData(nameof(Networks))]
    public void Between_AnyPlace_IsWhatTheNetworkThereDoes(Activation activation, int layers)
    {
        Network network = Network.Perceptron(30, [.. new[] { 70, 65, 9 }.Take(layers)], 12, activation);
        Parameters a = SmallData.Point(network, 1), b = SmallData.Point(network, 11);
        Examples train = SmallData.Draw(3, 150, 30, 12, lit: 0.5), test = SmallData.Draw(4, 70, 30, 12, lit: 0.5);
        Symmetry[] symmetries = [Symmetry.Identity(network), Aligner.Random(network, new RandomState(2)), Aligner.Random(network, new RandomState(2)).WithoutFactors()];
        using var lines = new Lines(network, train, test, new LineOptions { Points = 7, L2 = L2 });
        IReadOnlyList<LinePath> paths = lines.Between(a, b, symmetries, Token);
        using Functional onTrain = new(network, train, 0, L2), onTest = new(network, test);
        for (int i = 0; i < symmetries.Length; i++)
        {
            Parameters end = symmetries[i].Apply(b);
            foreach (LinePoint point in paths[i].Points.Append(paths[i].Top!))
            {
                Parameters there = Mixed(a, end, point.T);
                AssertClose(onTrain.Evaluate(there), point.Train);
                AssertClose(onTest.Evaluate(there), point.Test);
                double cost = onTrain.Cost(there);
                Assert.True(Math.Abs(cost - point.TrainCost) <= 1e-6 * cost, $"{cost}, {point.TrainCost}");
            }

            Assert.Equal([.. Enumerable.Range(0, 7).Select(static i => i / 6.0)], paths[i].Points.Select(static point => point.T));
        }
    }

    [Fact]
    public void Between_AnyNumberOfThreads_GivesTheSameBits()
    {
        Network network = Network.Perceptron(30, [70, 20], 4);
        Parameters a = SmallData.Point(network, 1), b = SmallData.Point(network, 11);
        Examples train = SmallData.Draw(3, 300, 30, 4), test = SmallData.Draw(4, 70, 30, 4);
        LinePath[] paths = [.. new[] { 1, 2, 3 }.Select(threads =>
        {
            using var lines = new Lines(network, train, test, new LineOptions { Points = 5, Threads = threads });
            return lines.Between(a, b, [Aligner.Random(network, new RandomState(2))], Token)[0];
        })];
        Assert.All(paths, path => Assert.Equal(paths[0].Points.Append(paths[0].Top!), path.Points.Append(path.Top!)));
    }

    [Fact]
    public void Between_AnotherPairAfterTheFirst_KeepsNothingOfIt()
    {
        Network network = Network.Perceptron(30, [70], 4);
        Parameters a = SmallData.Point(network, 1), b = SmallData.Point(network, 11);
        Examples train = SmallData.Draw(3, 150, 30, 4), test = SmallData.Draw(4, 70, 30, 4);
        Symmetry[] asItIs = [Symmetry.Identity(network)];
        using Lines used = new(network, train, test), fresh = new(network, train, test);
        used.Between(b, a, asItIs, Token);
        used.Between(a, b, asItIs, Token);

        // The same object with other numbers is another point.
        a["hidden.W"][5] += 1;
        LinePath expected = fresh.Between(a, b, asItIs, Token)[0], path = used.Between(a, b, asItIs, Token)[0];
        Assert.Equal(expected.Points.Append(expected.Top), path.Points.Append(path.Top));
    }

    [Fact]
    public void Between_NetworkAndItself_HasNoBarrier()
    {
        Network network = Network.Perceptron(30, [20], 4);
        Parameters a = SmallData.Point(network, 1);
        using var lines = new Lines(network, SmallData.Draw(3, 100, 30, 4), SmallData.Draw(4, 70, 30, 4));
        LineBarrier barrier = lines.Between(a, a.Clone(), [Symmetry.Identity(network)], Token)[0].Barrier;
        Assert.True(barrier.TrainLoss <= 1e-7 && barrier.TestLoss <= 1e-7, $"{barrier}");
        Assert.Equal((0, 0), (barrier.TrainError, barrier.TestError));
    }

    [Fact]
    public void Lines_ThatHaveNoMeaning_AreRefused()
    {
        Network network = Network.Perceptron(30, [20], 4);
        Examples examples = SmallData.Draw(3, 10, 30, 4);
        Assert.Throws<UnusableInputException>(() => new Lines(network, examples, examples, new LineOptions { Points = 1 }));
        Assert.Throws<UnusableInputException>(() => new Lines(Network.Perceptron(30, [], 4), examples, examples));
        Parameters a = SmallData.Point(network, 1), bad = a.Clone();
        bad["hidden.b"][3] = float.NaN;
        using var lines = new Lines(network, examples, examples);
        Assert.Contains("hidden.b[3] is NaN", Assert.Throws<UnusableInputException>(() => lines.Between(a, bad, [Symmetry.Identity(network)], Token)).Message);
    }

    [Theory]
    [InlineData(0.5, 2)]
    [InlineData(0.3333, 8)]
    [InlineData(0.913, 40)]
    [InlineData(0, 3)]
    [InlineData(1, 3)]
    public void LineTop_SmoothCurve_IsFoundToTheTolerance(double at, double steepness)
    {
        static double Square(double x) => x * x;
        double Height(double t) => 1 / (1 + (steepness * Square(t - at) * (1 + (0.5 * (t - at)))));
        var top = new LineTop(Enumerable.Range(0, 25).Select(i => (i / 24.0, Height(i / 24.0))));
        int asked = 0;
        while (top.Ask() is { Count: > 0 } places)
        {
            foreach (double t in places)
                top.Tell(t, Height(t));
            asked += places.Count;
        }

        Assert.True(Math.Abs(top.Best - at) <= LineTop.Tolerance, $"{top.Best}");
        Assert.True(asked <= 20, $"{asked}");
    }

    [Fact]
    public void Barrier_ByDefinition_IsTheHandsFigure()
    {
        // Training losses 1, 4, 3 and a top of 4.25 at 0.6; mean of the ends 2, straight mix 1 + 2 t.
        LinePoint[] points = [Point(0, 1), Point(0.5, 4), Point(1, 3)];
        var path = new LinePath(points, Point(0.6, 4.25));
        Assert.Equal(2.05, path.Barrier.TrainLoss, 12);
        Assert.Equal(2.0, (path with { Top = null }).Barrier.TrainLoss, 12);
        Assert.Equal([2, 2.05, 2, 4], BarrierDefinition.Published.Select(definition => Math.Round(path.BarrierBy(definition).TrainLoss, 12)));
        Assert.Equal(0, (path with { Points = [Point(0, 5), Point(1, 4)], Top = null }).Barrier.TrainLoss);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static LinePoint Point(double t, double loss) => new(t, new Evaluation(10, 1, loss), loss, new Evaluation(10, 1, loss));

    private static Parameters Mixed(Parameters a, Parameters b, double t) =>
        new(a.Layout, [.. a.Values.Zip(b.Values, (x, y) => (float)(((1 - t) * x) + (t * y)))]);

    private static void AssertClose(Evaluation expected, Evaluation actual)
    {
        Assert.True(Math.Abs(expected.Loss - actual.Loss) <= 1e-6 * expected.Loss, $"{expected}, {actual}");
        Assert.Equal(expected.Errors, actual.Errors);
    }
}
