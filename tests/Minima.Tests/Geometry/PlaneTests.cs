using Minima.Data;
using Minima.Geometry;
using Minima.Networks;
using Minima.Numerics;
using Minima.Tests.Networks;

namespace Minima.Tests.Geometry;

public sealed class PlaneTests
{
    private const double L1 = 1e-4;
    private const double L2 = 1e-3;

    public static TheoryData<Activation, int, double> Networks
    {
        get
        {
            var networks = new TheoryData<Activation, int, double>();
            foreach (Activation activation in new[] { Activation.Tanh, Activation.Sigmoid, Activation.Relu })
            {
                foreach (int layers in new[] { 1, 2, 3 })
                    networks.Add(activation, layers, layers == 2 ? 1 : 0.4);
            }

            return networks;
        }
    }

    [Theory, MemberData(nameof(Networks))]
    public void At_RandomPlaces_IsWhatTheNetworkThereDoes(Activation activation, int layers, double lit)
    {
        Network network = Network.Perceptron(30, [.. new[] { 70, 65, 9 }.Take(layers)], 7, activation);
        Examples train = SmallData.Draw(3, 150, 30, 7, lit), test = SmallData.Draw(4, 70, 30, 7, lit);
        Plane plane = PlaneDirections.Through(SmallData.Point(network, 1), SmallData.Point(network, 11), SmallData.Point(network, 21));
        using var measure = new PlaneMeasure(network, train, test, L1, L2);
        using Functional onTrain = new(network, train, L1, L2), onTest = new(network, test);
        var random = new RandomState(5);
        PlanePlace[] places = [new(0, 0), .. Enumerable.Range(0, 20).Select(i => new PlanePlace(i / 4 * 1.7, random.Uniform(-9, 9)))];
        foreach (PlanePoint point in measure.At(plane, places, cancellation: Token))
        {
            Parameters there = plane.At(point.Place);
            AssertClose(onTrain.Evaluate(there), point.Train!);
            AssertClose(onTest.Evaluate(there), point.Test!);
            double cost = onTrain.Cost(there);
            Assert.True(Math.Abs(cost - point.TrainCost!.Value) <= 3e-6 * cost, $"{cost}, {point.TrainCost}");
        }
    }

    [Fact]
    public void At_AnyThreadsAndCompany_GivesTheSameBits()
    {
        Network network = Network.Perceptron(30, [70, 20], 4);
        Plane plane = PlaneDirections.Random(SmallData.Point(network, 1), 3);
        Examples train = SmallData.Draw(3, 300, 30, 4), test = SmallData.Draw(4, 70, 30, 4);
        PlanePlace[] places = [.. Enumerable.Range(0, 30).Select(static i => new PlanePlace(i / 6, i % 6))];
        using var alone = new PlaneMeasure(network, train, test, 0, L2, threads: 1);
        IReadOnlyList<PlanePoint> expected = alone.At(plane, places, cancellation: Token);
        foreach (int threads in new[] { 2, 3 })
        {
            using var measure = new PlaneMeasure(network, train, test, 0, L2, threads);
            Assert.Equal(expected, measure.At(plane, places, cancellation: Token));
        }

        Assert.Equal(expected.Reverse(), places.Reverse().SelectMany(place => alone.At(plane, [place], cancellation: Token)));
    }

    [Fact]
    public void At_WhereTheLossIsNotFinite_SaysSo()
    {
        Network network = Network.Perceptron(30, [20], 4, Activation.Relu);
        Plane plane = PlaneDirections.Random(SmallData.Point(network, 1), 3);
        using var measure = new PlaneMeasure(network, SmallData.Draw(3, 40, 30, 4), null, 0, 0);
        PlanePoint[] points = [.. measure.At(plane, [new(0, 0), new(1e38, 1e38)], cancellation: Token)];
        Assert.True(double.IsFinite(points[0].Train!.Loss));
        Assert.False(double.IsFinite(points[1].Train!.Loss));
        Assert.Null(points[0].Test);
    }

    [Fact]
    public void Project_PointOffThePlane_IsItsFoot()
    {
        Network network = Network.Perceptron(6, [5], 3);
        Parameters origin = SmallData.Point(network, 1);
        Plane plane = PlaneDirections.Filter(network, origin, 9);
        Parameters inPlane = plane.At(new PlanePlace(0.5, -2));
        Projection foot = plane.Project(inPlane);
        Assert.Equal(0.5, foot.X, 5);
        Assert.Equal(-2, foot.Y, 5);
        Assert.True(foot.Distance <= 1e-5);

        // A step of length 2 at a right angle to both directions: a random one, less its parts along them.
        double[] off = [.. SmallData.Point(network, 7).Values.Select(static value => (double)value)];
        double[] u = [.. plane.U.Values.Select(static value => (double)value)], v = [.. plane.V.Values.Select(static value => (double)value)];
        double share = Dot(u, v) / Dot(u, u);
        double[] w = [.. v.Select((value, i) => value - (share * u[i]))];
        foreach (double[] along in new[] { u, w })
        {
            double part = Dot(off, along) / Dot(along, along);
            off = [.. off.Select((value, i) => value - (part * along[i]))];
        }

        double length = Math.Sqrt(Dot(off, off));
        Projection same = plane.Project(new Parameters(origin.Layout, [.. inPlane.Values.Select((value, i) => (float)(value + (2 * off[i] / length)))]));
        Assert.Equal(0.5, same.X, 5);
        Assert.Equal(-2, same.Y, 5);
        Assert.Equal(2, same.Distance, 5);
    }

    [Fact]
    public void Filter_Directions_HaveTheUnitsNorms()
    {
        Network network = Network.Perceptron(6, [5], 3);
        Parameters origin = SmallData.Point(network, 1);
        Parameters u = PlaneDirections.Filter(network, origin, 9).U;
        Assert.All(u["hidden.b"].ToArray(), static value => Assert.Equal(0, value));
        for (int j = 0; j < 5; j++)
            Assert.Equal(ColumnNorm(origin["hidden.W"], j, 5), ColumnNorm(u["hidden.W"], j, 5), 5);
        for (int k = 0; k < 3; k++)
            Assert.Equal(ColumnNorm(origin["output.W"], k, 3), ColumnNorm(u["output.W"], k, 3), 5);
    }

    [Fact]
    public void Planes_ThatAreNone_AreRefused()
    {
        Network network = Network.Perceptron(6, [5], 3);
        Parameters a = SmallData.Point(network, 1), bad = a.Clone();
        bad["hidden.b"][3] = float.NaN;
        Assert.Contains("hidden.b[3] is NaN", Assert.Throws<UnusableInputException>(() => PlaneDirections.Random(bad, 1)).Message);
        Assert.Throws<UnusableInputException>(() => PlaneDirections.Through(a, a, SmallData.Point(network, 2)));
        Assert.Throws<UnusableInputException>(() => PlaneDirections.Through(a, SmallData.Point(network, 2), SmallData.Point(network, 2)));
        Assert.Throws<UnusableInputException>(() => new PlaneMeasure(Network.Perceptron(30, [], 4), null, null, 0, 0));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static double Dot(double[] a, double[] b) => a.Zip(b, static (x, y) => x * y).Sum();

    private static double ColumnNorm(ReadOnlySpan<float> rows, int column, int columns)
    {
        double sum = 0;
        for (int i = column; i < rows.Length; i += columns)
            sum += (double)rows[i] * rows[i];
        return Math.Sqrt(sum);
    }

    private static void AssertClose(Evaluation expected, Evaluation actual)
    {
        Assert.True(Math.Abs(expected.Loss - actual.Loss) <= 3e-6 * expected.Loss, $"{expected}, {actual}");
        Assert.Equal(expected.Examples, actual.Examples);
        Assert.True(Math.Abs(expected.Errors - actual.Errors) <= 1, $"{expected}, {actual}");
    }
}
