using Minima.Data;
using Minima.Geometry;
using Minima.Networks;
using Minima.Numerics;
using Minima.Studies.Pairs;
using Minima.Tests.Networks;

namespace Minima.Tests.Studies.Pairs;

public sealed class PairMeterTests : IDisposable
{
    private static readonly Network Network = Network.Perceptron(12, [9], 4);
    private static readonly DataSet Data = SmallData.Dense(120, 12, 4);
    private static readonly PairOptions Options = new() { Points = 9, L2 = 1e-3 };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Measure_ACopyOfItself_MeetsWhenAlignedAndReadsTheSame()
    {
        Parameters a = SmallData.Point(Network, 1);
        Symmetry symmetry = Aligner.Random(Network, new RandomState(7));
        IReadOnlyList<MeasuredNetwork> networks = Measured(a, symmetry.Apply(a));
        PairMeasure pair = Meter().Measure(networks[0], networks[1], symmetry.Inverse(), Token);
        Assert.Equal(0, pair.AlignedDistance);
        Assert.True(pair.RawDistance > 1 && pair.RawOverlap < 0.9);
        Assert.True(Math.Abs(pair.Overlap - 1) <= 1e-12);
        Assert.True(pair.Aligned.TrainLoss <= 1e-7 && pair.MeetsAligned);
        Assert.NotEqual(pair.Raw, pair.Aligned);
        Assert.Equal(pair.Aligned, pair.Referred);
        Assert.Equal(0, pair.Differ);
    }

    [Fact]
    public void Measure_TwoNetworks_GivesWhatLinesAndDistancesDo()
    {
        Parameters a = SmallData.Point(Network, 1), b = SmallData.Point(Network, 11);
        IReadOnlyList<MeasuredNetwork> networks = Measured(a, b);
        PairMeasure pair = Meter().Measure(networks[0], networks[1], cancellation: Token);
        Symmetry alignment = Aligner.Align(Network, a, b).Symmetry;
        using var lines = new Lines(Network, Data.Train, Data.Test, new LineOptions { Points = 9, L2 = 1e-3 });
        Assert.Equal(lines.Between(a, b, [Symmetry.Identity(Network)], Token)[0].Barrier, pair.Raw);
        Assert.Equal(lines.Between(a, alignment.Apply(b), [Symmetry.Identity(Network)], Token)[0].Barrier.TrainErrorsAndLoss(), pair.Aligned.TrainErrorsAndLoss());
        Assert.Equal(Distances.Between(a, b).Total.L2, pair.RawDistance);
        Assert.Equal(Distances.Between(a, alignment.Apply(b)).Total.L2, pair.AlignedDistance);
        Assert.Null(pair.Referred);
        using var test = new Functional(Network, Data.Test);
        Assert.Equal(test.Predict(a).Zip(test.Predict(b)).Count(static both => both.First != both.Second), pair.Differ);
        Assert.Equal(test.Evaluate(b), networks[1].Test);
    }

    [Fact]
    public void Measure_Again_TakesTheFilesFiguresToTheBit()
    {
        IReadOnlyList<MeasuredNetwork> networks = Measured(SmallData.Point(Network, 1), SmallData.Point(Network, 11));
        LineCache first = LineCache.Open(_folder["lines.csv"]);
        PairMeasure pair = new PairMeter(Network, Data, Options, first).Measure(networks[0], networks[1], cancellation: Token);
        Assert.Equal(2, first.Count);
        first.Save();
        LineCache again = LineCache.Open(_folder["lines.csv"]);
        Assert.Equal(2, again.Count);
        PairMeasure read = new PairMeter(Network, Data, Options, again).Measure(networks[0], networks[1], cancellation: Token);
        Assert.Equal((pair.Raw, pair.Aligned), (read.Raw, read.Aligned));

        // What was not measured is not found: another grid, other penalties, the other direction.
        new PairMeter(Network, Data, Options with { Points = 5 }, again).Measure(networks[0], networks[1], cancellation: Token);
        Assert.Equal(4, again.Count);
        new PairMeter(Network, Data, Options with { L2 = 0 }, again).Measure(networks[0], networks[1], cancellation: Token);
        Assert.Equal(6, again.Count);
        new PairMeter(Network, Data, Options, again).Measure(networks[1], networks[0], cancellation: Token);
        Assert.Equal(8, again.Count);
    }

    [Fact]
    public void Find_AKnownLine_IsNotWalkedAgain()
    {
        IReadOnlyList<MeasuredNetwork> networks = Measured(SmallData.Point(Network, 1), SmallData.Point(Network, 11));
        LineCache cache = LineCache.Open(_folder["lines.csv"]);
        string key = LineCache.Key(networks[0].Sha256, networks[1].Sha256, Minima.Trajectories.NetworkJson.Format(Network), Data.Fingerprint, Options);
        var planted = new LineBarrier(1, 2, 3, 4, double.PositiveInfinity);
        cache.Add(key, planted);
        Assert.Equal(planted, new PairMeter(Network, Data, Options, cache).Measure(networks[0], networks[1], cancellation: Token).Raw);
        cache.Save();
        Assert.Equal(planted, LineCache.Open(_folder["lines.csv"]).Find(key));
    }

    [Theory]
    [InlineData("", "line 1")]
    [InlineData("line,train\n", "line 1")]
    [InlineData("line,train_loss,train_cost,train_error,test_loss,test_error\nx,1,2,3,4,5\n", "line 2")]
    [InlineData("line,train_loss,train_cost,train_error,test_loss,test_error\n00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff,1,2,3,4\n", "line 2")]
    [InlineData("line,train_loss,train_cost,train_error,test_loss,test_error\n00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff,1,2,3,4,five\n", "line 2")]
    public void Open_AFileThatIsNone_IsRefusedWithItsLine(string content, string where)
    {
        _folder.Add("lines.csv", System.Text.Encoding.ASCII.GetBytes(content));
        UnusableInputException e = Assert.Throws<UnusableInputException>(() => LineCache.Open(_folder["lines.csv"]));
        Assert.Contains(where, e.Message);
        Assert.Contains("Delete the file", e.Message);
    }

    [Fact]
    public void PairMeter_NetworksWithoutALine_AreRefused()
    {
        LineCache cache = LineCache.Open(_folder["lines.csv"]);
        Assert.Throws<UnusableInputException>(() => new PairMeter(Network.Perceptron(12, [], 4), Data, Options, cache));
        Parameters bad = SmallData.Point(Network, 1);
        bad["hidden.b"][2] = float.NaN;
        Assert.Contains("'two' holds", Assert.Throws<UnusableInputException>(() => Measured(SmallData.Point(Network, 1), bad)).Message);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static IReadOnlyList<MeasuredNetwork> Measured(Parameters one, Parameters two) =>
        MeasuredNetwork.Of(Network, [("one", one), ("two", two)], Data, 1, null, Token);

    private PairMeter Meter() => new(Network, Data, Options, LineCache.Open(_folder["none.csv"]));
}

/// <summary>A copy's weights are summed in another order, so its penalty may differ in the last digits.</summary>
internal static class BarrierParts
{
    public static (double, double, double, double) TrainErrorsAndLoss(this LineBarrier barrier) =>
        (Math.Round(barrier.TrainLoss, 6), barrier.TrainError, Math.Round(barrier.TestLoss, 6), barrier.TestError);
}
