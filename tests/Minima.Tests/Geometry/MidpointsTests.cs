using Minima.Data;
using Minima.Geometry;
using Minima.Networks;
using Minima.Numerics;
using Minima.Tests.Networks;

namespace Minima.Tests.Geometry;

public sealed class MidpointsTests
{
    [Theory]
    [InlineData(Activation.Tanh)]
    [InlineData(Activation.Sigmoid)]
    [InlineData(Activation.Relu)]
    public void Between_TwoNetworks_SpreadsAreThoseOfPlainLoops(Activation activation)
    {
        (Network network, Examples train, Parameters a, Parameters b) = Make(activation);
        EquivalentCopy copy = new(Aligner.Random(network, new RandomState(3)));
        Midpoint middle = Between(network, train, a, b, copy);
        Parameters moved = copy.Apply(b), half = MidpointSearch.Midpoint(a, moved);
        for (int layer = 0; layer < 2; layer++)
        {
            AssertClose(PlainMoments(network, a, train, layer).Average(static unit => unit.Variance), middle.Spreads[layer].A);
            AssertClose(PlainMoments(network, moved, train, layer).Average(static unit => unit.Variance), middle.Spreads[layer].B);
            AssertClose(PlainMoments(network, half, train, layer).Average(static unit => unit.Variance), middle.Spreads[layer].Middle);
        }

        using var functional = new Functional(network, train);
        Assert.Equal(functional.Evaluate(half), middle.Itself.Train);
    }

    [Theory]
    [InlineData(Activation.Tanh)]
    [InlineData(Activation.Sigmoid)]
    [InlineData(Activation.Relu)]
    public void Repair_OfAMiddle_GivesEveryUnitTheMeanAndSpreadOfTheEnds(Activation activation)
    {
        (Network network, Examples train, Parameters a, Parameters b) = Make(activation);
        Parameters half = MidpointSearch.Midpoint(a, b);
        UnitMoments Read(Parameters parameters, int layer) => Plain(network, parameters, train, layer);
        Parameters mended = Repair.Of(network, half, [Read(a, 0), Read(a, 1)], [Read(b, 0), Read(b, 1)], Read(half, 0), Read);
        for (int layer = 0; layer < 2; layer++)
        {
            (double Mean, double Variance)[] first = PlainMoments(network, a, train, layer), last = PlainMoments(network, b, train, layer), now = PlainMoments(network, mended, train, layer);
            for (int j = 0; j < now.Length; j++)
            {
                AssertClose((first[j].Mean + last[j].Mean) / 2, now[j].Mean);
                AssertClose((Math.Sqrt(first[j].Variance) + Math.Sqrt(last[j].Variance)) / 2, Math.Sqrt(now[j].Variance));
            }
        }

        Assert.Equal(half["output.W"].ToArray(), mended["output.W"].ToArray());
        using var functional = new Functional(network, train);
        Midpoint middle = Between(network, train, a, b, new(Symmetry.Identity(network)));
        AssertClose(functional.Evaluate(mended).Loss, middle.Repaired.Train.Loss);
    }

    [Fact]
    public void Between_NetworkAndItself_LosesNothing()
    {
        (Network network, Examples train, Parameters a, _) = Make(Activation.Tanh);
        Midpoint middle = Between(network, train, a, a, new(Symmetry.Identity(network)));
        Assert.All(middle.Spreads, static spread => Assert.True(Math.Abs(spread.Ratio - 1) <= 1e-9));
        AssertClose(middle.Itself.Train.Loss, middle.Repaired.Train.Loss);
        Assert.True(middle.Calibrated.Train.Loss <= middle.Itself.Train.Loss + 1e-6);
    }

    [Fact]
    public void Between_NetworkAndItsOppositeSigns_HasNoSpreadAndSurvives()
    {
        (Network network, Examples train, Parameters a, _) = Make(Activation.Tanh);
        Symmetry flips = new(network, [.. UnitGroup.Of(network).Select(static group => new UnitMap(
            [.. Enumerable.Range(0, group.Count)], [.. Enumerable.Repeat(-1.0, group.Count)]))]);
        Midpoint middle = Between(network, train, a, a, new(flips));
        Assert.Equal(0, middle.Spreads[0].Middle);
        Assert.True(double.IsFinite(middle.Repaired.Train.Loss));
    }

    /// <summary>All logits are (z, 0) and a part p of the labels is 0: then 1 / (1 + exp(-z / T)) = p, so T = z / ln(p / (1 - p)).</summary>
    [Theory]
    [InlineData(3.0, 0.75)]
    [InlineData(0.2, 0.9)]
    [InlineData(12.0, 0.6)]
    public void Temperature_OfTwoClasses_IsTheHandsFigure(double z, double part)
    {
        double all = Math.Log(1 + Math.Exp(z));
        float[] logs = [.. Enumerable.Range(0, 100).SelectMany(_ => new[] { (float)(z - all), (float)-all })];
        byte[] labels = [.. Enumerable.Range(0, 100).Select(n => (byte)(n < 100 * part ? 0 : 1))];
        double expected = z / Math.Log(part / (1 - part)), found = Temperature.Of(logs, labels, 2);
        Assert.True(Math.Abs(found - expected) <= 1e-5 * expected, $"{found}, {expected}");
    }

    [Fact]
    public void Temperature_OfANetworkThatIsAlwaysWrong_IsTheLargest() =>
        Assert.True(Temperature.Of([-3, -0.05f, -3, -0.05f], [0, 0], 2) >= 0.999 * Temperature.Most);

    private static (Network Network, Examples Train, Parameters A, Parameters B) Make(Activation activation)
    {
        Network network = Network.Perceptron(12, [20, 9], 3, activation);
        return (network, SmallData.Draw(3, 700, 12, 3), SmallData.Point(network, 1), SmallData.Point(network, 11));
    }

    private static Midpoint Between(Network network, Examples train, Parameters a, Parameters b, EquivalentCopy copy)
    {
        using var middles = new Midpoints(network, train, train, SmallData.Draw(4, 90, 12, 3), threads: 2);
        return middles.Between(a, b, [copy], null, TestContext.Current.CancellationToken)[0];
    }

    private static UnitMoments Plain(Network network, Parameters parameters, Examples examples, int layer)
    {
        (double Mean, double Variance)[] moments = PlainMoments(network, parameters, examples, layer);
        return new UnitMoments([.. moments.Select(static unit => unit.Mean)], [.. moments.Select(static unit => unit.Variance)]);
    }

    private static (double Mean, double Variance)[] PlainMoments(Network network, Parameters parameters, Examples examples, int layer)
    {
        double[][] sums = [.. PlainUnits.Of(network, parameters, examples).Select(example => example[layer])];
        return [.. Enumerable.Range(0, network.Layers[layer].Outputs).Select(j =>
        {
            double mean = sums.Average(row => row[j]);
            return (mean, sums.Average(row => (row[j] - mean) * (row[j] - mean)));
        })];
    }

    private static void AssertClose(double expected, double actual) =>
        Assert.True(Math.Abs(expected - actual) <= 1e-5 * Math.Max(1, Math.Abs(expected)), $"{expected}, {actual}");
}
