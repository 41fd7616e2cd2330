using Minima.Numerics;

namespace Minima.Tests.Numerics;

public sealed class WilsonTests
{
    // By the formula in decimal arithmetic of 40 digits, rounded once.
    [Theory]
    [InlineData(0, 10, 0, 0.2775327998628892)]
    [InlineData(10, 10, 0.7224672001371107, 1)]
    [InlineData(0, 1, 0, 0.7934506856227626)]
    [InlineData(1, 1, 0.20654931437723742, 1)]
    [InlineData(5, 10, 0.236593090512564, 0.763406909487436)]
    [InlineData(174, 10000, 0.01501633825974075, 0.0201542969676363)]
    [InlineData(33, 50000, 0.00047001589226615496, 0.0009267059751569742)]
    [InlineData(9020, 10000, 0.8960174468951194, 0.9076738184148565)]
    [InlineData(1, 1000000, 1.765245767453715e-07, 5.664911804311442e-06)]
    public void Interval_Counts_AgreesWithDecimalArithmetic(int hits, int trials, double low, double high)
    {
        ShareInterval interval = Wilson.Interval(hits, trials);

        // The low end is a difference of two numbers of the size of the high one.
        Assert.True(Math.Abs(interval.Low - low) <= 1e-14 * high, $"{interval.Low:R}");
        Assert.True(Math.Abs(interval.High - high) <= 1e-14 * high, $"{interval.High:R}");
    }

    [Fact]
    public void Interval_Ends_AreWhereTheScoreTestTurns()
    {
        // Independent of the solved quadratic: at either end the share lies 1.96 standard errors of that end's own share away.
        ShareInterval interval = Wilson.Interval(174, 10000);
        foreach (double end in new[] { interval.Low, interval.High })
            Assert.True(Math.Abs((Math.Abs(0.0174 - end) / Math.Sqrt(end * (1 - end) / 10000)) - 1.959963984540054) <= 1e-10);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(-1, 5)]
    [InlineData(6, 5)]
    public void Interval_CountsThatAreNone_Throw(int hits, int trials) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Wilson.Interval(hits, trials));
}
