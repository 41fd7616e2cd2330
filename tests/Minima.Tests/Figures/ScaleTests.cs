using Minima.Figures;

namespace Minima.Tests.Figures;

public sealed class ScaleTests
{
    [Fact]
    public void Linear_PositiveData_BeginsAtZeroWhereThatCostsLittle()
    {
        Assert.Equal((0.0, 30.0), Ends(Scale.For(AxisScale.Linear, [1.0, 26.4], 4, true)));
        Assert.Equal((20.0, 35.0), Ends(Scale.For(AxisScale.Linear, [21.0, 34.6], 4, true)));
        Assert.Equal((10.0, 490.0), Ends(Scale.For(AxisScale.Linear, [10.0, 490.0], 4, false)));
    }

    [Theory]
    [InlineData(0, 0.64, 4, "0 0.2 0.4 0.6 0.8")]
    [InlineData(-0.12, 0.64, 4, "−0.2 0 0.2 0.4 0.6 0.8")]
    [InlineData(-3.1, 11.9, 4, "−5 0 5 10 15")]
    public void Linear_WidenedRange_BeginsAndEndsWithATick(double low, double high, int target, string labels)
    {
        var scale = Scale.For(AxisScale.Linear, [low, high], target, true);

        Assert.Equal(labels, string.Join(' ', scale.Ticks.Items.Select(static tick => tick.Label)));
        Assert.Equal((scale.Ticks.Items[0].Value, scale.Ticks.Items[^1].Value), Ends(scale));
    }

    [Fact]
    public void Linear_DataJustBeyondZero_OpenNoStepOfTheirOwn()
    {
        Assert.Equal((-0.0004, 0.8), Ends(Scale.For(AxisScale.Linear, [-0.0004, 0.64], 4, true)));
        Assert.Equal((-0.8, 0.0004), Ends(Scale.For(AxisScale.Linear, [0.0004, -0.64], 4, true)));
        Assert.Equal((-0.2, 0.8), Ends(Scale.For(AxisScale.Linear, [-0.02, 0.64], 4, true)));
    }

    [Fact]
    public void Position_EndsAndMiddle_AreWhereTheyBelong()
    {
        var linear = Scale.For(AxisScale.Linear, [0.0, 10.0], 5, true);
        var logarithmic = Scale.For(AxisScale.Logarithmic, [0.01, 100.0], 5, true);

        Assert.Equal([0, 0.5, 1], new[] { 0.0, 5, 10 }.Select(linear.Position));
        foreach ((double value, double expected) in new[] { (0.01, 0.0), (1, 0.5), (100, 1) })
            Assert.True(Math.Abs(logarithmic.Position(value) - expected) <= 1e-15);
    }

    [Theory]
    [InlineData(AxisScale.Linear, new double[0])]
    [InlineData(AxisScale.Linear, new[] { double.NaN, double.PositiveInfinity })]
    [InlineData(AxisScale.Linear, new[] { 0.0 })]
    [InlineData(AxisScale.Linear, new[] { 5e-324 })]
    [InlineData(AxisScale.Linear, new[] { -1e300, 1e300 })]
    [InlineData(AxisScale.Linear, new[] { 1e15, 1e15 + 1 })]
    [InlineData(AxisScale.Linear, new[] { -7.0, -7.0 })]
    [InlineData(AxisScale.Logarithmic, new double[0])]
    [InlineData(AxisScale.Logarithmic, new[] { 0.0, -1 })]
    [InlineData(AxisScale.Logarithmic, new[] { 0.2 })]
    [InlineData(AxisScale.Logarithmic, new[] { 1e-300, 1e300 })]
    public void For_AwkwardData_HasAtLeastTwoTicksAndAFiniteRange(AxisScale kind, double[] values)
    {
        var scale = Scale.For(kind, values, 5, true);

        Assert.True(scale.Low < scale.High && double.IsFinite(scale.High - scale.Low));
        Assert.InRange(scale.Ticks.Items.Count(static tick => tick.IsMajor), 2, 12);
        Assert.All(scale.Ticks.Items, tick => Assert.InRange(scale.Position(tick.Value), -1e-9, 1 + 1e-9));
    }

    private static (double Low, double High) Ends(Scale scale) => (scale.Low, scale.High);
}
