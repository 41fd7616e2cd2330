using System.Xml.Linq;
using Minima.Figures;

namespace Minima.Tests.Figures;

public sealed class ContourTests
{
    [Fact]
    public void Lines_OfACone_AreCircles()
    {
        const int Size = 41;
        double[] heights = Heights(Size, static (x, y) => Math.Sqrt((x * x) + (y * y)));
        IReadOnlyList<(double X, double Y)> line = Assert.Single(MarchingSquares.Lines(heights, Size, 0.7));
        Assert.Equal(line[0], line[^1]);
        Assert.All(line, point =>
        {
            double x = (point.X / 20) - 1, y = (point.Y / 20) - 1;
            Assert.True(Math.Abs(Math.Sqrt((x * x) + (y * y)) - 0.7) <= 1e-3, $"{point}");
        });

        // The polygon's length is the circle's.
        double length = Enumerable.Range(1, line.Count - 1).Sum(i => Math.Sqrt(Math.Pow(line[i].X - line[i - 1].X, 2) + Math.Pow(line[i].Y - line[i - 1].Y, 2)));
        Assert.True(Math.Abs(length - (2 * Math.PI * 0.7 * 20)) <= 0.2, $"{length}");
    }

    [Fact]
    public void Lines_OfASaddleAndAnOpenLine_GoToTheRim()
    {
        double[] saddle = Heights(20, static (x, y) => x * y);
        IReadOnlyList<IReadOnlyList<(double X, double Y)>> lines = MarchingSquares.Lines(saddle, 20, 0.1);
        Assert.Equal(2, lines.Count);
        Assert.All(lines, static line => Assert.NotEqual(line[0], line[^1]));
        Assert.Equal(2, MarchingSquares.Lines([1, 0, 0, 1], 2, 0.4).Count);
        Assert.Equal(2, MarchingSquares.Lines([1, 0, 0, 1], 2, 0.6).Count);
        Assert.Empty(MarchingSquares.Lines([1, double.NaN, 0, 1], 2, 0.5));
        Assert.Empty(MarchingSquares.Lines([1, 1, 1, 1], 2, 0.5));
    }

    [Fact]
    public void Levels_OfAnyRange_AreRoundAndSome()
    {
        Assert.Equal([0.05, 0.1, 0.2, 0.5, 1, 2, 5], ContourLevels.For(AxisScale.Logarithmic, [0.03, 8, double.NaN]));
        Assert.InRange(ContourLevels.For(AxisScale.Logarithmic, [0.1, 0.12]).Count, 4, 14);
        Assert.InRange(ContourLevels.For(AxisScale.Linear, [0.1, 0.12]).Count, 4, 14);
        Assert.InRange(ContourLevels.For(AxisScale.Logarithmic, [1e-9, 1e9]).Count, 4, 20);
        Assert.Empty(ContourLevels.For(AxisScale.Linear, [3, 3]));
        Assert.Empty(ContourLevels.For(AxisScale.Logarithmic, [double.NaN]));
        Assert.Equal(["0.05", "20", "\u22121.5", "1E-09"], new[] { 0.05, 20, -1.5, 1e-9 }.Select(ContourLevels.Label));
    }

    [Theory]
    [InlineData(Theme.Auto)]
    [InlineData(Theme.Light)]
    [InlineData(Theme.Dark)]
    public void ToSvg_WithPathsAndWhatIsNotFinite_ShowsAll(Theme theme)
    {
        double[] heights = Heights(21, static (x, y) => 0.1 + (x * x) + (3 * y * y));
        heights[5] = double.NaN;
        heights[6] = double.PositiveInfinity;
        double[] axis = [.. Enumerable.Range(0, 21).Select(static i => (i / 10.0) - 1)];
        var map = new ContourMap("training loss (nats)", axis, axis, heights)
        {
            Paths = [new MapPath("a <run>", [-0.5, 0, 0.5], [0.1, 0.2, 0.3]), new MapPath("A", [0], [0], IsJoined: false)],
        };
        var figure = new ContourFigure("Surface", [map, map with { Title = "test loss (nats)" }]);
        string svg = figure.ToSvg(theme);
        Assert.Equal("svg", XDocument.Parse(svg).Root!.Name.LocalName);
        Assert.Contains("4 points of the grid are not finite, marked by crosses.", svg);
        Assert.Contains(">0.2</text>", svg);
        Assert.Contains("a &lt;run&gt;", svg);
        Assert.DoesNotContain("NaN", svg);
        Assert.Equal(theme == Theme.Auto, svg.Contains("<style>"));
        Assert.Equal(svg, figure.ToSvg(theme));
        Assert.Contains("training loss (nats),grid,-0.5,-1,NaN", figure.ToCsv());
        Assert.Contains("training loss (nats),a <run>,-0.5,0.1,", figure.ToCsv());
    }

    private static double[] Heights(int size, Func<double, double, double> height) =>
        [.. Enumerable.Range(0, size * size).Select(i => height((2.0 * (i % size) / (size - 1)) - 1, (2.0 * (i / size) / (size - 1)) - 1))];
}
