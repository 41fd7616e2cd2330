using Minima.Data.Digits;

namespace Minima.Tests.Data;

public sealed class DigitDrawingTests
{
    [Fact]
    public void Glyphs_EveryDigit_HasSeveralStylesWithinTheBox()
    {
        Assert.Equal(10, Glyphs.Styles.Length);
        Assert.All(Glyphs.Styles, styles => Assert.InRange(styles.Length, 3, 9));
        Assert.All(Glyphs.Styles.SelectMany(styles => styles).SelectMany(style => style), stroke =>
        {
            Assert.True(stroke.Length >= 2);
            Assert.All(stroke, p => Assert.InRange(Math.Max(Math.Abs(p.X - 0.5), Math.Abs(p.Y - 0.5)), 0.0, 0.5));
        });
    }

    [Fact]
    public void Flatten_TwoPoints_IsAStraightLine()
    {
        List<(double X, double Y)> line = Spline.Flatten([new(0.2, 0.0, false), new(0.8, 1.0, false)]);
        Assert.Equal(7, line.Count);
        for (int i = 0; i < line.Count; i++)
        {
            Assert.Equal(0.2 + 0.1 * i, line[i].X, 1e-12);
            Assert.Equal(i / 6.0, line[i].Y, 1e-12);
        }
    }

    [Fact]
    public void Flatten_SmoothPoint_PassesThroughItAlongItsNeighboursDirection()
    {
        List<(double X, double Y)> curve = Spline.Flatten([new(0.0, 0.0, false), new(0.5, 0.5, false), new(1.0, 0.0, false)]);
        Assert.Equal((0.5, 0.5), curve[6]);
        Assert.Equal(curve[5].Y, curve[7].Y, 1e-12);

        // Near the top the curve is flat; a corner of two straight lines would fall by a sixth of 0.5 in a step.
        Assert.InRange(0.5 - curve[7].Y, 0.0, 0.04);
    }

    [Fact]
    public void Flatten_Corner_JoinsTwoStraightLines()
    {
        List<(double X, double Y)> corner = Spline.Flatten([new(0.0, 0.0, false), new(0.5, 0.5, true), new(1.0, 0.0, false)]);
        Assert.Equal((0.5, 0.5), corner[6]);
        Assert.All(corner, p => Assert.Equal(0.5 - Math.Abs(p.X - 0.5), p.Y, 1e-12));
    }

    [Fact]
    public void Draw_StraightLine_HasItsWidthInInkAndLeavesTheRestBlank()
    {
        byte[] page = new byte[28 * 28];
        Ink.Draw(new([[new(4.0, 14.25, 1.5), new(24.0, 14.25, 1.5)]], 1.0), page);

        // A column through the line holds three pixels' worth of ink, however the line lies among the pixels.
        int column = Enumerable.Range(0, 28).Sum(row => page[row * 28 + 14]);
        Assert.InRange(column / 255.0, 2.95, 3.05);
        Assert.All(Enumerable.Range(0, 11), row => Assert.Equal(0, page[row * 28 + 14]));
        Assert.All(Enumerable.Range(0, 28), row => Assert.Equal(0, page[row * 28 + 27]));
    }

    [Fact]
    public void Draw_FaintInk_IsLighterEverywhere()
    {
        byte[] full = new byte[28 * 28];
        byte[] faint = new byte[28 * 28];
        InkPoint[] stroke = [new(8.0, 6.0, 1.2), new(12.0, 20.0, 1.6), new(12.0, 20.0, 1.6), new(19.0, 9.0, 1.0)];
        Ink.Draw(new([stroke], 1.0), full);
        Ink.Draw(new([stroke], 0.5), faint);
        Assert.Equal(255, full.Max());
        Assert.Equal(128, faint.Max());
        Assert.All(full.Zip(faint), pair => Assert.InRange(pair.Second, (0.5 * pair.First) - 1.0, (0.5 * pair.First) + 1.0));
    }
}
