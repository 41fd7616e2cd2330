using Minima.Figures;

namespace Minima.Tests.Figures;

public sealed class TicksTests
{
    [Theory]
    [InlineData(0, 500, 10, "0 50 100 150 200 250 300 350 400 450 500", 0)]
    [InlineData(0, 1, 5, "0 0.2 0.4 0.6 0.8 1.0", 0)]
    [InlineData(-1, 1, 4, "−1.0 −0.5 0 0.5 1.0", 0)]
    [InlineData(0, 20000, 4, "0 5000 10,000 15,000 20,000", 0)]
    [InlineData(-3.025, -3, 5, "−3.025 −3.020 −3.015 −3.010 −3.005 −3.000", 0)]
    [InlineData(0, 6e13, 3, "0 2 4 6", 13)]
    [InlineData(0, 1.5e-6, 3, "0 0.5 1.0 1.5", -6)]
    [InlineData(-1e300, 1e300, 2, "−1 0 1", 300)]
    [InlineData(0.13, 0.47, 5, "0.2 0.3 0.4", 0)]
    public void Linear_Range_HasRoundTicks(double low, double high, int target, string labels, int exponent)
    {
        var ticks = Ticks.Linear(low, high, target);

        Assert.Equal(labels, string.Join(' ', ticks.Items.Select(static tick => tick.Label)));
        Assert.Equal(exponent, ticks.Exponent);
        Assert.All(ticks.Items, tick => Assert.True(tick.Value >= low - Math.Abs(1e-9 * low) && tick.Value <= high + Math.Abs(1e-9 * high)));
    }

    [Fact]
    public void Linear_Tenths_StandAtTheNearestDoubles() =>
        Assert.Equal([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7], Ticks.Linear(0, 0.7, 7).Items.Select(static tick => tick.Value));

    [Theory]
    [InlineData(0.01, 100, 6, "0.01 0.1 1 10 100")]
    [InlineData(1, 50, 6, "1 2 5 10 20 50")]
    [InlineData(2, 5, 6, "2 3 4 5")]
    [InlineData(2e-6, 5e-6, 6, "2 × 10^-6 3 × 10^-6 4 × 10^-6 5 × 10^-6")]
    [InlineData(1e-6, 1, 4, "10^-6 10^-4 10^-2 10^0")]
    public void Logarithmic_Range_LabelsDecades(double low, double high, int target, string labels) => Assert.Equal(
        labels,
        string.Join(' ', Ticks.Logarithmic(low, high, target).Items.Where(static tick => tick.IsMajor)
            .Select(static tick => tick.Label + (tick.Exponent is { } e ? $"^{e}" : ""))));

    [Fact]
    public void Logarithmic_Decades_HaveMinorTicksBetween() =>
        Assert.Equal(8 * 3, Ticks.Logarithmic(0.1, 100, 6).Items.Count(static tick => !tick.IsMajor));

    [Fact]
    public void Log10_ManyNumbers_AgreesWithThePlatform()
    {
        for (double x = 1e-300; x < 1e300; x *= 1.37)
            Assert.True(Math.Abs(Decades.Log10(x) - Math.Log10(x)) <= 4e-16 * Math.Max(1, Math.Abs(Math.Log10(x))));
        for (int e = -300; e <= 300; e++)
        {
            Assert.Equal(e, Decades.Floor(Decades.Power(e)));
            Assert.Equal(e - 1, Decades.Floor(Math.BitDecrement(Decades.Power(e))));
        }
    }
}
