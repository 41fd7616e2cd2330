using Minima.Data.Pictures;

namespace Minima.Tests.Data.Pictures;

public sealed class CoverageTests
{
    [Fact]
    public void Resize_ByHand_TakesTheMeanOfWhatLiesUnder()
    {
        var row = new Coverage(3, 1);
        new float[] { 0, 0.6f, 0.9f }.CopyTo(row.Values, 0);

        // Each new pixel is one and a half old ones wide.
        float[] half = row.Resize(2, 1).Values;
        Assert.True(Math.Abs(half[0] - (0.5 * 0.6 / 1.5)) <= 1e-6);
        Assert.True(Math.Abs(half[1] - (((0.5 * 0.6) + 0.9) / 1.5)) <= 1e-6);
        Assert.Equal([0, 0, 0.6f, 0.6f, 0.9f, 0.9f], row.Resize(6, 1).Values);
    }

    [Fact]
    public void Resize_AnySize_KeepsTheMean()
    {
        var random = new Random(1);
        var picture = new Coverage(37, 53);
        for (int i = 0; i < picture.Values.Length; i++)
            picture.Values[i] = random.NextSingle();
        Coverage small = picture.Resize(14, 20);
        Assert.Equal((14, 20), (small.Width, small.Height));
        Assert.True(Math.Abs(picture.Values.Average() - small.Values.Average()) <= 1e-5);
        Assert.Equal((14, 20), (picture.Fit(20).Width, picture.Fit(20).Height));
        Assert.Equal(1, new Coverage(1, 100).Fit(20).Width);
    }

    [Theory]
    [InlineData(200, 4)]
    [InlineData(300, 9)]
    public void Width_OfASlantedStroke_IsThePens(int length, double pen)
    {
        Coverage stroke = Stroke(length, pen, 0.35);
        Assert.InRange(Pen.Width(stroke) / pen, 0.85, 1.15);
        Coverage wide = Pen.Widen(stroke);
        double target = 2.1 * Math.Max(wide.Width, wide.Height) / 20;
        Assert.InRange(Pen.Width(wide) / target, 0.75, 1.25);
    }

    [Fact]
    public void Widen_AWidePen_IsLeftAlone()
    {
        Coverage stroke = Stroke(200, 40, 0.35);
        Assert.Same(stroke, Pen.Widen(stroke));
    }

    /// <summary>A straight stroke through the middle of a square, at an angle whose tangent is given.</summary>
    private static Coverage Stroke(int side, double pen, double slope)
    {
        var picture = new Coverage(side, side);
        double length = Math.Sqrt(1 + (slope * slope));
        for (int i = 0; i < picture.Values.Length; i++)
        {
            double distance = Math.Abs((i / side) - (side / 2.0) - (slope * ((i % side) - (side / 2.0)))) / length;
            picture.Values[i] = (float)Math.Clamp((pen / 2) - distance + 0.5, 0, 1);
        }

        return picture;
    }
}
