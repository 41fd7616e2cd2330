using Minima.Numerics;

namespace Minima.Tests.Numerics;

public sealed class NormalTests
{
    // From arithmetic of 40 digits (mpmath), rounded to 17.
    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(0.1, 0.53982783727702898)]
    [InlineData(-0.5, 0.3085375387259869)]
    [InlineData(1, 0.84134474606854295)]
    [InlineData(2.5, 0.99379033467422386)]
    [InlineData(-3.9, 4.8096344017602717e-5)]
    [InlineData(-4, 3.1671241833119921e-5)]
    [InlineData(4.1, 0.99997934249308745)]
    [InlineData(-6, 9.8658764503769814e-10)]
    [InlineData(-10, 7.6198530241605261e-24)]
    [InlineData(-20, 2.7536241186062337e-89)]
    [InlineData(-37, 5.7255712225245768e-300)]
    public void Cumulative_Numbers_AgreesWithFortyDigits(double x, double expected)
    {
        // The density has the error of its exponent: x^2 / 2 units in the last place.
        Assert.True(Math.Abs(Normal.Cumulative(x) - expected) <= 1e-15 * (2 + (x * x)) * expected, $"{Normal.Cumulative(x):R}");
    }

    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(0.025, -1.9599639845400542)]
    [InlineData(0.975, 1.9599639845400539)]
    [InlineData(0.001, -3.0902323061678135)]
    [InlineData(1e-10, -6.3613409024040562)]
    [InlineData(0.3, -0.52440051270804082)]
    [InlineData(1e-300, -37.047096299361199)]
    public void Quantile_Probabilities_AgreesWithFortyDigits(double probability, double expected) =>
        Assert.True(Math.Abs(Normal.Quantile(probability) - expected) <= 1e-13 * Math.Max(1, Math.Abs(expected)), $"{Normal.Quantile(probability):R}");

    [Fact]
    public void Quantile_Ends_AreInfiniteAndBeyondIsRefused()
    {
        Assert.Equal((double.NegativeInfinity, double.PositiveInfinity), (Normal.Quantile(0), Normal.Quantile(1)));
        Assert.Equal((0, 1), (Normal.Cumulative(double.NegativeInfinity), Normal.Cumulative(double.PositiveInfinity)));
        Assert.Throws<ArgumentOutOfRangeException>(static () => Normal.Quantile(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(static () => Normal.Quantile(1.1));
    }
}
