using System.Globalization;
using System.Xml.Linq;
using Minima.Figures;

namespace Minima.Tests.Figures;

public sealed class HeatMapTests
{
    private static readonly XNamespace Namespace = "http://www.w3.org/2000/svg";

    [Theory]
    [InlineData(Theme.Auto)]
    [InlineData(Theme.Light)]
    [InlineData(Theme.Dark)]
    public void ToSvg_SmallMatrix_HasItsNumbersAndShadesInOrder(Theme theme)
    {
        HeatMap map = Of(new Matrix(["a", "b"], ["x", "y", "z"], new[,] { { 0.25, 0.5, double.NaN }, { 1, 0, 0.75 } }) { Title = "raw", Names = "seed" });
        XElement svg = XElement.Parse(map.ToSvg(theme));
        string[] texts = Texts(svg);
        foreach (string expected in new[] { "0.25", "0.50", "1.00", "0.00", "0.75", "a", "b", "x", "y", "z", "raw", "seed", "nats", "Barriers", "A note." })
            Assert.Contains(expected, texts);
        (double Value, double Opacity)[] cells = Cells(svg, "raw");
        Assert.Equal([0.25, 0.5, 1, 0, 0.75], cells.Select(static cell => cell.Value));
        Assert.All(cells, static cell => Assert.True(Math.Abs(cell.Opacity - (Shades.Strongest * cell.Value)) <= 0.006, $"{cell}"));
        string colour = theme == Theme.Dark ? Shades.Paint.Dark : Shades.Paint.Light;
        Assert.All(svg.Descendants(Namespace + "path").Where(static path => path.Attribute("fill-opacity") is not null), path => Assert.Equal(colour, path.Attribute("fill")!.Value));
        Assert.Equal(theme == Theme.Auto, svg.Element(Namespace + "style") is not null);
    }

    [Fact]
    public void ToSvg_SeveralMatrices_ShareOneScaleAndStayInside()
    {
        HeatMap map = Of([.. new[] { 1.0, 4.0, 2.0 }.Select(static (size, i) => Matrix.OfPairs(["1", "2", "a rather long name"], (_, _) => size) with { Title = $"a title that is long {i}" })]);
        XElement svg = XElement.Parse(map.ToSvg());
        Assert.All(Cells(svg, "a title that is long 0"), static cell => Assert.True(Math.Abs(cell.Opacity - (Shades.Strongest / 4)) <= 0.006));
        Assert.All(Cells(svg, "a title that is long 1"), static cell => Assert.True(Math.Abs(cell.Opacity - Shades.Strongest) <= 0.006));
        double width = Number(svg, "width"), height = Number(svg, "height");
        foreach (XElement text in svg.Descendants(Namespace + "text").Where(static text => text.Attribute("x") is not null))
        {
            double length = TextWidth.Of(text.Value, Number(text, "font-size")), x = Number(text, "x");
            (double left, double right) = text.Attribute("text-anchor")!.Value switch
            {
                "middle" => (x - (length / 2), x + (length / 2)),
                "end" => (x - length, x),
                _ => (x, x + length),
            };
            Assert.True(left >= 0 && right <= width && Number(text, "y") <= height, $"'{text.Value}' from {left} to {right} of {width}");
        }
    }

    [Fact]
    public void ToSvg_LargeMatrix_LeavesNumbersAndSomeNamesOut()
    {
        string[] names = [.. Enumerable.Range(1, 100).Select(static i => $"n{i}")];
        XElement svg = XElement.Parse(Of(Matrix.OfPairs(names, static (i, j) => i + j) with { Title = "all" }).ToSvg());
        string[] texts = Texts(svg);
        Assert.Contains("n1", texts);
        Assert.DoesNotContain("n2", texts);
        Assert.Equal(100 * 99, svg.Descendants(Namespace + "g").Single(static group => group.Attribute("data-name")?.Value == "all")
            .Elements(Namespace + "path").Count(static path => path.Attribute("fill-opacity") is not null));
        Assert.True(Number(svg, "width") <= 700);
    }

    [Fact]
    public void ToSvg_NumbersThatAreNone_AreStrokesAndCrossesThatTheNoteCounts()
    {
        XElement svg = XElement.Parse(Of(new Matrix(["a"], ["x", "y"], new[,] { { double.NaN, double.PositiveInfinity } }) { Title = "m" }).ToSvg());
        Assert.Equal(3, svg.Descendants(Namespace + "g").Single(static group => group.Attribute("data-name")?.Value == "m").Elements(Namespace + "path").Count());
        Assert.Contains(Texts(svg), static text => text.Contains("Crosses: 1", StringComparison.Ordinal));
        Assert.Contains("nothing to show", svg.Element(Namespace + "desc")!.Value);
        Assert.Contains("nothing to show", Texts(XElement.Parse(Of().ToSvg())));
    }

    [Fact]
    public void ToCsv_AMatrix_HasEveryCellWithAllDigits() => Assert.Equal(
        "matrix,row,column,value\nraw,a,x,0.1\nraw,a,\"y,z\",\nraw,b,x,-Infinity\nraw,b,\"y,z\",0.3333333333333333\n",
        Of(new Matrix(["a", "b"], ["x", "y,z"], new[,] { { 0.1, double.NaN }, { double.NegativeInfinity, 1.0 / 3 } }) { Title = "raw" }).ToCsv());

    [Fact]
    public void Save_AHeatMap_WritesPictureAndData()
    {
        using var folder = new TemporaryFolder();
        HeatMap map = Of(new Matrix(["a"], ["x"], new[,] { { -2.0 } }));
        map.Save(folder["map"]);
        Assert.Equal(["map.csv", "map.svg"], folder.Files());
        Assert.Equal(map.ToSvg(), File.ReadAllText(folder["map.svg"]));
        Assert.Contains("\u22122.00", map.ToSvg());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Shades_AllOfThem_LetInkBeReadAndGrowDarkerOrBrighterThroughout(bool dark)
    {
        double[] ink = Rgb(Palette.Ink, dark), back = Rgb(Palette.Background, dark), paint = Rgb(Shades.Paint, dark);
        var shades = new Shades(0, 1);
        double before = double.NaN;
        for (int i = 0; i <= 20; i++)
        {
            double opacity = shades.Opacity(i / 20.0);
            double there = Luminance([.. back.Zip(paint, (b, p) => (b * (1 - opacity)) + (p * opacity))]), text = Luminance(ink);
            Assert.True((Math.Max(there, text) + 0.05) / (Math.Min(there, text) + 0.05) >= 4.5, $"{i}");
            Assert.True(i == 0 || (dark ? there > before : there < before));
            before = there;
        }
    }

    private static HeatMap Of(params Matrix[] matrices) => new("Barriers", matrices, "nats") { Subtitle = "Of two.", Note = "A note.", Columns = 3 };

    private static string[] Texts(XElement svg) => [.. svg.Descendants(Namespace + "text").Select(static text => text.Value)];

    // In a group the text of a cell follows its area.
    private static (double Value, double Opacity)[] Cells(XElement svg, string title) =>
    [
        .. svg.Descendants(Namespace + "g").Single(group => group.Attribute("data-name")?.Value == title).Elements(Namespace + "path")
            .Where(static path => path.Attribute("fill-opacity") is not null)
            .Select(static path => (double.Parse(((XElement)path.NextNode!).Value, CultureInfo.InvariantCulture), Number(path, "fill-opacity"))),
    ];

    private static double Number(XElement element, string name) => double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);

    // Blending is of the encoded colours, as a browser does it; luminance of the linear ones (WCAG 2.2).
    private static double[] Rgb(Paint paint, bool dark)
    {
        string hex = dark ? paint.Dark : paint.Light;
        return [.. new[] { 1, 3, 5 }.Select(at => int.Parse(hex.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0)];
    }

    private static double Luminance(double[] rgb)
    {
        double[] linear = [.. rgb.Select(static v => v <= 0.04045 ? v / 12.92 : Math.Pow((v + 0.055) / 1.055, 2.4))];
        return (0.2126 * linear[0]) + (0.7152 * linear[1]) + (0.0722 * linear[2]);
    }
}
