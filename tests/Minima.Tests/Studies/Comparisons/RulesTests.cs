using Minima.Geometry;
using Minima.Networks;
using Minima.Studies.Comparisons;

namespace Minima.Tests.Studies.Comparisons;

public sealed class RulesTests
{
    private static readonly VerdictThresholds Usual = new();

    [Theory]
    [InlineData(0.9, 0.1, true)]
    [InlineData(0.1, 0.9, true)]
    [InlineData(0.899, 0.899, false)]
    public void Untrained_EitherEnd_IsEnough(double a, double b, bool met) => Assert.Equal(met, Rules.Untrained(a, b, Usual).Met);

    [Theory]
    [InlineData(0.02019, 0.0199, Verdict.SameBasin)]
    [InlineData(0.0203, 0.0199, Verdict.Connected)]
    [InlineData(0.5, 0.0199, Verdict.Connected)]
    [InlineData(0.5, 0.0201, Verdict.NoSymmetryFound)]
    public void Lines_RiseAndErrors_DecideByTheContractsThresholds(double middleCost, double middleError, Verdict expected)
    {
        // Ends of cost 0.02 without errors; one per cent above is 0.0202.
        LinePath path = Line((0.02, 0.02, 0), (middleCost, middleCost, middleError), (0.02, 0.02, 0));
        Assert.Equal(expected, Rules.Decide([.. Rules.Lines(path, path, Usual)]));
    }

    [Fact]
    public void Lines_CostThatFallsAllTheWay_DoesNotHideARidgeOfTheLoss()
    {
        // The cost falls from 0.54 to 0.18 all the way. The mix of the losses is 0.058 in the middle, and 1 % of 0.54 more would be 0.0634.
        LinePath ridge = Line((0.003, 0.54, 0), (0.136, 0.4, 0.014), (0.113, 0.18, 0.02));
        Assert.Equal(Verdict.Connected, Rules.Decide([.. Rules.Lines(ridge, ridge, Usual)]));
        LinePath none = Line((0.003, 0.54, 0), (0.063, 0.4, 0.014), (0.113, 0.18, 0.02));
        Assert.Equal(Verdict.SameBasin, Rules.Decide([.. Rules.Lines(none, none, Usual)]));
    }

    [Fact]
    public void Decide_SeveralRulesMet_TakesTheFirstOfTheList()
    {
        RuleCheck Met(Verdict rule) => new(rule, "", null, null, RuleRelation.AtMost, null, false, true);
        Assert.Equal(Verdict.Identical, Rules.Decide([Met(Verdict.Connected), Met(Verdict.SameBasin), Met(Verdict.Identical)]));
        Assert.Equal(Verdict.Connected, Rules.Decide([Met(Verdict.SameBasin), Met(Verdict.SameBasin) with { Met = false }, Met(Verdict.Connected)]));
        Assert.Equal(Verdict.NoSymmetryFound, Rules.Decide([Met(Verdict.Different) with { Met = null }]));
    }

    [Fact]
    public void Different_NeedsACertificateThatHolds()
    {
        Assert.Null(Rules.Different(null).Met);
        Assert.True(Rules.Different(new DifferenceCertificate(0.06, 0.0649, 1e-6, 0, 1)).Met);
        Assert.True(Rules.Different(new DifferenceCertificate(0.06, 0.06, 1e-6, 2, 1)).Met);
        Assert.False(Rules.Different(new DifferenceCertificate(0.06, 0.060001, 1e-6, 1, 1)).Met);
        Assert.False(Rules.Different(new DifferenceCertificate(double.NaN, 0.06, 1e-6, double.NaN, 1)).Met);
    }

    private static LinePath Line(params (double Loss, double Cost, double Error)[] points) => new(
        [.. points.Select((point, i) =>
        {
            var evaluation = new Evaluation(10_000, (int)Math.Round(10_000 * point.Error), point.Loss);
            return new LinePoint(i / (points.Length - 1.0), evaluation, point.Cost, evaluation);
        })],
        null);
}
