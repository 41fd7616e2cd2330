using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Minima.Figures;
using Minima.Numerics;

namespace Minima.Tests.Figures;

public sealed partial class SheetTests
{
    private static readonly XNamespace Namespace = "http://www.w3.org/2000/svg";

    [Theory]
    [InlineData(28, 28, 1)]
    [InlineData(3, 2, 2)]
    [InlineData(1, 9, 3)]
    [InlineData(40, 5, 4)]
    public void ToSvg_APicture_IsDrawnPixelByPixelInEightShades(int width, int height, uint seed)
    {
        float[] values = new float[width * height];
        var random = new RandomState(seed);
        foreach (ref float value in values.AsSpan())
            value = (float)Math.Clamp(random.Uniform(-0.7, 1.5), -0.2, 1.2);

        XElement tile = Tiles(Parse(Of(new Tile(values, width, "4 → 9", "#17", "17: 4 read as 9")).ToSvg()))[0];
        double[] drawn = Pixels(tile, width, height);
        for (int i = 0; i < values.Length; i++)
            Assert.True(Math.Abs(drawn[i] - Math.Clamp(values[i], 0, 1)) <= (1.0 / 16) + 1e-6, $"pixel {i}: {drawn[i]}, not {values[i]}");
    }

    [Theory]
    [InlineData(Theme.Auto)]
    [InlineData(Theme.Light)]
    [InlineData(Theme.Dark)]
    public void ToSvg_AnyTheme_HasItsInk(Theme theme)
    {
        XElement svg = Parse(Of(Plain(1)).ToSvg(theme));
        XElement runs = svg.Descendants(Namespace + "g").Single(static group => group.Attribute("transform") is not null);
        Assert.Equal(theme == Theme.Dark ? Palette.Ink.Dark : Palette.Ink.Light, runs.Attribute("stroke")?.Value);
        Assert.Equal(theme == Theme.Auto ? "minima-line-ink" : null, runs.Attribute("class")?.Value);
        Assert.Equal(theme == Theme.Auto, svg.Element(Namespace + "style") is not null);
    }

    [Fact]
    public void ToSvg_Tiles_HaveCaptionsAndADescriptionAndStayInside()
    {
        Sheet sheet = Of([.. Enumerable.Range(0, 45).Select(Plain)]) with { Subtitle = "On <digits>.", Note = "All of them." };
        XElement svg = Parse(sheet.ToSvg());
        string[] texts = [.. svg.Descendants(Namespace + "text").Select(static text => text.Value)];
        Assert.All(sheet.Tiles, tile => Assert.Contains(tile.Name, texts));
        Assert.Contains("On <digits>.", texts);
        Assert.Contains("All of them.", texts);
        Assert.Contains("44: 4 read as 9", svg.Element(Namespace + "desc")!.Value);
        (double width, double height) = (Number(svg, "width"), Number(svg, "height"));
        foreach (XElement frame in svg.Descendants(Namespace + "rect").Skip(1))
        {
            Assert.InRange(Number(frame, "x"), 0, width - Number(frame, "width"));
            Assert.InRange(Number(frame, "y"), 0, height - Number(frame, "height"));
        }

        Assert.Equal(45, svg.Descendants(Namespace + "rect").Skip(1).Select(static frame => (Number(frame, "x"), Number(frame, "y"))).Distinct().Count());
        Assert.Equal(sheet.ToSvg(), sheet.ToSvg());
    }

    [Fact]
    public void ToSvg_NoTiles_SaysSo() =>
        Assert.Contains("nothing to show", Parse(Of().ToSvg()).Descendants(Namespace + "text").Select(static text => text.Value));

    [Theory]
    [InlineData(1, 200)]
    [InlineData(784, 200)]
    [InlineData(4096, 64)]
    [InlineData(100_000_000, 1)]
    public void Most_OfLargerPictures_IsFewer(int pixels, int most) => Assert.Equal(most, Sheet.Most(pixels));

    [Fact]
    public void ToSvg_TheMostOfTheWorstPictures_IsSmall()
    {
        // No two neighbours of one shade: every pixel is a run of its own.
        float[] chessboard = [.. Enumerable.Range(0, 784).Select(static i => ((i % 28) + (i / 28)) % 2 == 0 ? 1f : 0.5f)];
        Tile[] tiles = [.. Enumerable.Range(0, Sheet.Most(784)).Select(i => Plain(i) with { Values = chessboard, Width = 28 })];
        Assert.True(Of(tiles).ToSvg().Length <= 2_000_000);
    }

    [Fact]
    public void Save_ASheet_WritesPicturesAndData()
    {
        using var folder = new TemporaryFolder();
        Sheet sheet = Of(Plain(3));
        sheet.Save(folder["wrong"]);
        Assert.Equal(["wrong.csv", "wrong.svg"], folder.Files());
        Assert.Equal(sheet.ToSvg(), File.ReadAllText(folder["wrong.svg"]));
        Assert.Equal("index\n17\n", File.ReadAllText(folder["wrong.csv"]));
    }

    private static Sheet Of(params Tile[] tiles)
    {
        var data = new Table(new Column("index"));
        data.Add(17);
        return new Sheet("Read wrongly", tiles, data);
    }

    private static Tile Plain(int index) => new(new float[] { 0, 0.5f, 1, 1 }, 2, "4 → 9", $"#{index}", $"{index}: 4 read as 9");

    private static XElement Parse(string svg) => XDocument.Parse(svg).Root!;

    private static XElement[] Tiles(XElement svg) => [.. svg.Elements(Namespace + "g")];

    /// <summary>The ink of each pixel, as the strokes of the paths cover it; a pixel is covered once.</summary>
    private static double[] Pixels(XElement tile, int width, int height)
    {
        var pixels = new double[width * height];
        foreach (XElement path in tile.Descendants(Namespace + "path"))
        {
            double opacity = Number(path, "stroke-opacity");
            (double x, double y) = (0, 0);
            foreach (Match match in Step().Matches(path.Attribute("d")!.Value))
            {
                double first = double.Parse(match.Groups["a"].Value, CultureInfo.InvariantCulture);
                if (match.Groups["letter"].Value == "h")
                {
                    for (int k = 0; k < first; k++)
                    {
                        int at = (int)((y - 0.5) * width) + (int)x + k;
                        Assert.Equal(0, pixels[at]);
                        pixels[at] = opacity;
                    }

                    x += first;
                    continue;
                }

                double second = double.Parse(match.Groups["b"].Value, CultureInfo.InvariantCulture);
                (x, y) = match.Groups["letter"].Value == "M" ? (first, second) : (x + first, y + second);
            }
        }

        return pixels;
    }

    private static double Number(XElement element, string attribute) =>
        double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(?<letter>[Mmh])(?<a>-?[\d.]+)(?: (?<b>-?[\d.]+))?", RegexOptions.None, 1000)]
    private static partial Regex Step();
}
