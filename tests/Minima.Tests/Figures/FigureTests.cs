using System.Globalization;
using System.Xml.Linq;
using Minima.Figures;

namespace Minima.Tests.Figures;

public sealed class FigureTests
{
    private static readonly XNamespace Namespace = "http://www.w3.org/2000/svg";
    private static readonly double[] Steps = [0, 1, 2, 3, 4];

    [Theory]
    [InlineData(Theme.Auto)]
    [InlineData(Theme.Light)]
    [InlineData(Theme.Dark)]
    public void ToSvg_AnyTheme_IsAWellFormedImageWithTitleAndDescription(Theme theme)
    {
        XElement svg = Parse((Simple([1, 2, 3, 4, 5]) with { Subtitle = "on digits" }).ToSvg(theme));

        Assert.Equal("img", svg.Attribute("role")?.Value);
        Assert.Equal("Errors", svg.Element(Namespace + "title")?.Value);
        Assert.Equal("on digits. errors (of 10) against epoch. zero: from 1 at 0 to 5 at 4.", svg.Element(Namespace + "desc")?.Value);
        Assert.Equal(theme == Theme.Auto, svg.Element(Namespace + "style") is not null);
        Assert.Equal(theme == Theme.Auto, svg.Descendants().Any(static element => element.Attribute("class") is not null));
    }

    [Fact]
    public void ToSvg_SameFigure_GivesTheSameBytes() => Assert.Equal(Simple([1, 2, 3, 4, 5]).ToSvg(), Simple([1, 2, 3, 4, 5]).ToSvg());

    [Fact]
    public void ToSvg_TextWithMarkup_IsEscaped()
    {
        var chart = new Chart(new Axis("a < b"), new Axis("\"x\" & 'y'"), [new Series("]]> <script>\u0001", [1], [1])]);

        XElement svg = Parse(new Figure("<title> & \uD800", chart).ToSvg());

        Assert.Equal("<title> & \uFFFD", svg.Element(Namespace + "title")?.Value);
        Assert.Contains("a < b", Texts(svg));
        Assert.Contains("\"x\" & 'y'", Texts(svg));
        Assert.DoesNotContain(svg.Descendants(), static element => element.Name.LocalName == "script");
    }

    [Fact]
    public void ToSvg_PointsOnAStraightLine_LieAtEqualDistances()
    {
        XElement svg = Parse(Simple([0, 1, 2, 3, 4]).ToSvg());
        double[][] points = Line(svg, "zero");

        Assert.Equal(5, points.Length);
        for (int i = 1; i < 5; i++)
        {
            Assert.True(Math.Abs(points[i][0] - points[i - 1][0] - ((points[4][0] - points[0][0]) / 4)) <= 0.011);
            Assert.True(Math.Abs(points[i][1] - points[i - 1][1] - ((points[4][1] - points[0][1]) / 4)) <= 0.011);
        }

        Assert.True(points[4][1] < points[0][1]);
    }

    [Fact]
    public void ToSvg_NotFinitePoint_BreaksTheLineAndIsCounted()
    {
        string text = Simple([1, 2, double.NaN, 4, double.PositiveInfinity]).ToSvg();

        Assert.Equal(2, LinePath(Parse(text), "zero").Count(static letter => letter == 'M'));
        Assert.Contains("Not drawn: 2 points (not finite).", Texts(Parse(text)));
    }

    [Fact]
    public void ToSvg_ZeroOnALogarithmicAxis_IsCounted()
    {
        var distance = new Axis("distance", "L2", AxisScale.Logarithmic);
        var figure = new Figure("Distance", new Chart(new Axis("epoch"), distance, [new Series("zero", Steps, [9, 3, 1, 0.1, 0])]));

        Assert.Contains("Not drawn: 1 point (0 or negative, which a logarithmic axis cannot show).", Texts(Parse(figure.ToSvg())));
    }

    [Fact]
    public void ToSvg_NothingToDraw_SaysSo()
    {
        Assert.Contains("no data", Texts(Parse(Simple([]).ToSvg())));
        Assert.Contains("no data", Texts(Parse(Simple([double.NaN, double.NaN]).ToSvg())));
        Assert.NotNull(Parse(new Figure("None", []).ToSvg()));
    }

    [Fact]
    public void ToSvg_SinglePoint_IsInsideThePicture()
    {
        double[][] points = Line(Parse(Simple([7]).ToSvg()), "zero");

        Assert.InRange(Assert.Single(points)[0], 100, 650);
        Assert.InRange(points[0][1], 80, 400);
    }

    [Fact]
    public void ToSvg_NamesThatEndApart_StandAtTheEnds_OtherwiseInTheLegend()
    {
        Assert.DoesNotContain("legend", Groups(Two(5, 9)));
        Assert.Contains("legend", Groups(Three(5)));

        static IEnumerable<string?> Groups(Figure figure) =>
            Parse(figure.ToSvg()).Descendants(Namespace + "g").Select(static group => group.Attribute("data-name")?.Value);

        static Figure Two(double a, double b) => Of([new Series("a", Steps, [1, 2, 3, 4, a]), new Series("b", Steps, [1, 2, 3, 4, b])]);

        static Figure Three(double end) =>
            Of([.. Enumerable.Range(0, 6).Select(k => new Series($"series {k}", Steps, [k, 2, 3, 4, end]))]);
    }

    [Fact]
    public void ToSvg_SameNameInSeveralCharts_LooksTheSameAndStandsInTheLegendOnce()
    {
        var figure = new Figure("Two", [Chart("left", ["a", "b"]), Chart("right", ["b", "c"])]);
        XElement svg = Parse(figure.ToSvg());

        string?[] colours = [.. svg.Descendants(Namespace + "g").Where(static group => group.Attribute("data-name")?.Value == "b")
            .Select(static group => group.Element(Namespace + "path")?.Attribute("stroke")?.Value)];
        Assert.Equal(2, colours.Length);
        Assert.NotNull(colours[0]);
        Assert.Equal(colours[0], colours[1]);
        Assert.Single(Texts(svg), static text => text == "b");

        static Chart Chart(string title, string[] names) =>
            new(new Axis("x"), new Axis("y"), [.. names.Select(static name => new Series(name, [0, 1], [0, 1]))]) { Title = title };
    }

    [Fact]
    public void ToSvg_ManySeriesAndLongTexts_NothingLeavesThePicture()
    {
        string words = string.Join(' ', Enumerable.Repeat("words", 60));
        Series[] series =
            [.. Enumerable.Range(0, 12).Select(k => new Series($"series {k} with a rather long name", Steps, [k, -k, 1e9 * k, 0, -1e9]))];
        var chart = new Chart(new Axis(words), new Axis(words, "unit"), series)
        {
            Title = "chart",
            Lines =
            [
                new(Orientation.Horizontal, 5e9, words),
                new(Orientation.Vertical, 4, "at the right"),
                new(Orientation.Vertical, 0, "at the left"),
            ],
        };
        XElement svg = Parse(new Figure(words, [chart, chart, chart]) { Subtitle = words, Note = words }.ToSvg());

        double width = Number(svg, "width"), height = Number(svg, "height");
        foreach (XElement text in svg.Descendants(Namespace + "text"))
        {
            double length = TextWidth.Of(text.Value, Number(text, "font-size"), text.Attribute("font-weight") is not null);
            string anchor = text.Attribute("text-anchor")!.Value;
            double start = Number(text, "x") - (anchor switch { "end" => length, "middle" => length / 2, _ => 0 });
            Assert.InRange(start, 0, width);
            Assert.InRange(start + length, 0, width);
            Assert.InRange(Number(text, "y"), 10, height - 2);
        }
    }

    [Fact]
    public void ToCsv_AnyFigure_HasEveryPointWithFullPrecision()
    {
        var chart = new Chart(new Axis("x"), new Axis("y"), [
            new Series("a, \"b\"", [0.1, 1], [1.0 / 3, double.NaN]) { Band = new Band([0, 1], [1, double.PositiveInfinity]) },
            new Series("c", [2], [-1e-300]),
        ])
        { Title = "one" };

        Assert.Equal(
            "chart,series,x,y,low,high\n"
            + "one,\"a, \"\"b\"\"\",0.1,0.3333333333333333,0,1\n"
            + "one,\"a, \"\"b\"\"\",1,NaN,1,Infinity\n"
            + "one,c,2,-1E-300,,\n",
            new Figure("f", chart).ToCsv());
    }

    [Fact]
    public void Save_Figure_WritesPictureAndData()
    {
        string folder = Directory.CreateTempSubdirectory("minima-figure-").FullName;
        try
        {
            Figure figure = Simple([1, 2, 3, 4, 5]);
            figure.Save(Path.Combine(folder, "errors"));

            Assert.Equal(["errors.csv", "errors.svg"], Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
            Assert.Equal(figure.ToSvg(), File.ReadAllText(Path.Combine(folder, "errors.svg")));
            Assert.Equal(figure.ToCsv(), File.ReadAllText(Path.Combine(folder, "errors.csv")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Series_ListsOfDifferentLengths_Throws()
    {
        Assert.Throws<ArgumentException>(static () => new Series("a", [1, 2], [1]));
        Assert.Throws<ArgumentException>(static () => new Series("a", [1, 2], [1, 2]) { Band = new Band([1], [1, 2]) });
    }

    private static Figure Simple(double[] values) => Of([new Series("zero", Steps[..values.Length], values)]);

    private static Figure Of(Series[] series) => new("Errors", new Chart(new Axis("epoch"), new Axis("errors", "of 10"), series));

    private static XElement Parse(string svg) => XDocument.Parse(svg).Root!;

    private static string[] Texts(XElement svg) => [.. svg.Descendants(Namespace + "text").Select(static text => text.Value)];

    private static string LinePath(XElement svg, string series) => svg.Descendants(Namespace + "g")
        .Single(group => group.Attribute("data-name")?.Value == series).Elements(Namespace + "path").First().Attribute("d")!.Value;

    private static double[][] Line(XElement svg, string series) =>
    [
        .. LinePath(svg, series).Replace("h0", "").Split(['M', 'L'], StringSplitOptions.RemoveEmptyEntries)
            .Select(static point => point.Split(' ').Select(static number => double.Parse(number, CultureInfo.InvariantCulture)).ToArray()),
    ];

    private static double Number(XElement element, string attribute) =>
        double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);
}
