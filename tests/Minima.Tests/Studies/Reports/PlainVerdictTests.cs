using Minima.Data;
using Minima.Geometry;
using Minima.Networks;
using Minima.Numerics;
using Minima.Studies;
using Minima.Studies.Comparisons;
using Minima.Studies.Reports;
using Minima.Tests.Cli;
using Minima.Trajectories;

namespace Minima.Tests.Studies.Reports;

public sealed class PlainVerdictTests : IDisposable
{
    private readonly CommandLine _line = new();

    public void Dispose() => _line.Dispose();

    [Fact]
    public void Verdict_OfACopy_IsYesWithItsReasons()
    {
        Comparison compared = Compare(snapshot => Aligner.Random(snapshot.Network, new RandomState(3)).Apply(snapshot.Parameters));
        var plain = PlainVerdict.Of(compared, "one", "other");
        Assert.Equal(Verdict.SameFunction, compared.Verdict);
        Assert.Equal(PlainAnswer.Yes, plain.Answer);
        Assert.Contains("hidden units can be put into any order, and each turned into its negative,", plain.Why[1]);
        Assert.Contains($"{compared.Alignment!.Raw.Total.L2:0.###}", plain.Why[0]);
        Assert.DoesNotContain(plain.Certainty, static point => point.Title.Contains("not shown", StringComparison.Ordinal));
        Assert.Contains(plain.Certainty, static point => point.Title.StartsWith("For other seeds", StringComparison.Ordinal));
    }

    [Fact]
    public void Verdict_OfTheSame_IsYesWithoutDoubt()
    {
        var plain = PlainVerdict.Of(Compare(static snapshot => snapshot.Parameters.Clone()), "one", "other");
        Assert.Equal(PlainAnswer.Yes, plain.Answer);
        Assert.Empty(plain.Certainty);
    }

    [Fact]
    public void Verdict_OfTheUntrained_IsNone()
    {
        Comparison compared = Compare(static snapshot => new Parameters(snapshot.Network.Layout), untrained: 0.9);
        Assert.Equal(Verdict.Untrained, compared.Verdict);
        var plain = PlainVerdict.Of(compared, "one", "other");
        Assert.Equal(PlainAnswer.None, plain.Answer);
        Assert.Equal(compared.Sentence, plain.Why[0]);
    }

    [Fact]
    public void Verdict_OfStrangersInOneBasin_SaysThatTheirUnitsAreStrangers()
    {
        // Any rise of the cost is allowed here, so the rule of one basin holds of a network of random numbers, which shares no unit with anything.
        Comparison compared = Compare(
            static snapshot =>
            {
                var random = new Parameters(snapshot.Network.Layout);
                new RandomState(6).Uniform(-0.1, 0.1, random.Values);
                return random;
            },
            costRise: 1e6);
        Assert.Equal(Verdict.SameBasin, compared.Verdict);
        Assert.False(compared.Alignment!.IsBeyondChance);
        Assert.Contains("no more in common than units that share nothing", compared.Sentence);
        var plain = PlainVerdict.Of(compared, "one", "other");
        Assert.Equal(PlainAnswer.Nearly, plain.Answer);
        Assert.Contains(plain.Certainty, static point => point.Title == "That their units match: not shown");
        Assert.Contains(plain.Certainty, static point => point.Title.StartsWith("That they are different: not shown", StringComparison.Ordinal));
    }

    private Comparison Compare(Func<Snapshot, Parameters> other, double untrained = 5, double costRise = 0.01)
    {
        _line.Train("zero", "--epochs", "40", "--save-every", "20", "--learning-rate", "0.3");
        var run = Run.Open(_line["zero"]);
        DataSet data = RecordedData.Load(run, null, DataLocator.FromEnvironment());
        Snapshot last = run.ReadLast();
        return Comparison.Of(
            "zero@40", last, "other", new Snapshot(last.Network, other(last)), data,
            new ComparisonOptions { Thresholds = new VerdictThresholds { Untrained = untrained, CostRise = costRise }, Draws = 50 },
            cancellation: TestContext.Current.CancellationToken);
    }
}
