using System.Globalization;
using System.Text;

namespace Minima.Figures;

/// <summary>
/// Writes SVG in which every shape carries its light colours as plain attributes, which every program understands; under
/// <see cref="Theme.Auto"/> each also has a class, through which the dark style sheet reaches it. No identifiers, so that several
/// figures may stand in one page.
/// </summary>
internal sealed class Svg(Theme theme)
{
    private const string Prefix = "minima-";
    private const string Fonts = "'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif";

    private readonly StringBuilder _text = new();

    /// <summary>A coordinate: two decimals at most, invariant, never a negative zero.</summary>
    public static string Number(double value) => (Math.Round(value, 2) + 0.0).ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>Text or attribute content; what XML 1.0 forbids becomes U+FFFD.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '&' => escaped.Append("&amp;"),
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '"' => escaped.Append("&quot;"),
                '\t' or '\n' or '\r' => escaped.Append(' '),
                < 0x20 or 0xFFFE or 0xFFFF => escaped.Append('\uFFFD'),
                _ => escaped.Append(rune.ToString()),
            };
        }

        return escaped.ToString();
    }

    public void Begin(double width, double height, string title, string description)
    {
        string w = Number(width), h = Number(height);
        Line($"""<svg xmlns="http://www.w3.org/2000/svg" width="{w}" height="{h}" viewBox="0 0 {w} {h}" """
            + $"""role="img" font-family="{Fonts}">""");
        Line($"<title>{Escape(title)}</title>");
        Line($"<desc>{Escape(description)}</desc>");
        if (theme == Theme.Auto)
            Line($"<style>@media (prefers-color-scheme: dark) {{{DarkRules()}}}</style>");
        Line($"""<rect width="{w}" height="{h}" {Fill(Palette.Background)}/>""");
    }

    public string End() => _text.Append("</svg>\n").ToString();

    /// <summary>What follows until <see cref="EndGroup"/> belongs together; <paramref name="label"/> names it to an editor.</summary>
    public void BeginGroup(string label) => Line($"""<g data-name="{Escape(label)}">""");

    public void EndGroup() => Line("</g>");

    public void Segment(double x1, double y1, double x2, double y2, Paint paint, double width, string? dashes = null) =>
        Line($"""<path d="M{Number(x1)} {Number(y1)}L{Number(x2)} {Number(y2)}" fill="none" {Stroke(paint, width, dashes)}/>""");

    public void Polyline(string path, Paint paint, double width, string? dashes) =>
        Line($"""<path d="{path}" fill="none" stroke-linejoin="round" stroke-linecap="round" {Stroke(paint, width, dashes)}/>""");

    public void Area(string path, Paint paint, double opacity) =>
        Line($"""<path d="{path}" fill-opacity="{Number(opacity)}" {Fill(paint)}/>""");

    /// <summary>The outline of a rectangle, just outside of it.</summary>
    public void Frame(double x, double y, double width, double height, Paint paint)
    {
        string size = $"width=\"{Number(width + 1)}\" height=\"{Number(height + 1)}\"";
        Line($"<rect x=\"{Number(x - 0.5)}\" y=\"{Number(y - 0.5)}\" {size} fill=\"none\" {Stroke(paint, 1, null)}/>");
    }

    /// <summary>
    /// <see cref="Runs"/> until <see cref="EndGroup"/> are drawn from (x, y) on, in pixels of the given size, without smoothing: no seams
    /// are seen between them.
    /// </summary>
    public void BeginRuns(double x, double y, double pixel, Paint paint) => Line(
        $"<g transform=\"translate({Number(x)} {Number(y)}) scale({pixel.ToString("0.####", CultureInfo.InvariantCulture)})\" "
        + $"fill=\"none\" shape-rendering=\"crispEdges\" {Stroke(paint, 1, null)}>");

    /// <summary>Strokes of one opacity.</summary>
    public void Runs(string path, double opacity) =>
        Line($"<path stroke-opacity=\"{opacity.ToString("0.###", CultureInfo.InvariantCulture)}\" d=\"{path}\"/>");

    /// <summary>A filled shape with a thin rim in the background's colour, which keeps it apart from lines behind it.</summary>
    public void Shape(string path, Paint paint) =>
        Line($"""<path d="{path}" {Attributes(paint, Palette.Background)} stroke-width="0.8"/>""");

    /// <param name="x">Where the anchor stands.</param>
    /// <param name="y">The base line.</param>
    /// <param name="text">What is written.</param>
    /// <param name="size">The font size.</param>
    /// <param name="paint">Its colour.</param>
    /// <param name="anchor">start, middle or end.</param>
    /// <param name="bold">Whether it is bold.</param>
    /// <param name="superscript">A raised exponent after it.</param>
    public void Text(
        double x, double y, string text, double size, Paint paint, string anchor = "start", bool bold = false, int? superscript = null)
    {
        string weight = bold ? """ font-weight="600" """ : " ";
        string raised = superscript is not { } e ? ""
            : $"""<tspan dy="{Number(-0.38 * size)}" font-size="{Number(0.75 * size)}">{Exponent(e)}</tspan>""";
        string place = $"""x="{Number(x)}" y="{Number(y)}" font-size="{Number(size)}" text-anchor="{anchor}" """.TrimEnd();
        Line($"<text {place}{weight}{Fill(paint)}>{Escape(text)}{raised}</text>");
    }

    /// <summary>A text from bottom to top that begins at (x, y), its base line to the right.</summary>
    public void UprightText(double x, double y, string text, double size, Paint paint)
    {
        string place = $"transform=\"translate({Number(x)} {Number(y)}) rotate(-90)\" font-size=\"{Number(size)}\"";
        Line($"<text {place} {Fill(paint)}>{Escape(text)}</text>");
    }

    /// <summary>An exponent with a true minus sign.</summary>
    public static string Exponent(int exponent) => exponent.ToString(CultureInfo.InvariantCulture).Replace('-', '\u2212');

    private static string DarkRules() => string.Concat(Palette.All.Select(static paint =>
        $".{Prefix}fill-{paint.Name}{{fill:{paint.Dark}}}.{Prefix}line-{paint.Name}{{stroke:{paint.Dark}}}"));

    private string Fill(Paint paint) => $"""fill="{Colour(paint)}" """.TrimEnd() + Class($"{Prefix}fill-{paint.Name}");

    private string Stroke(Paint paint, double width, string? dashes) =>
        $"""stroke="{Colour(paint)}" stroke-width="{Number(width)}" """.TrimEnd()
        + (dashes is null ? "" : $""" stroke-dasharray="{dashes}" """.TrimEnd())
        + Class($"{Prefix}line-{paint.Name}");

    private string Attributes(Paint fill, Paint stroke) =>
        $"""fill="{Colour(fill)}" stroke="{Colour(stroke)}" """.TrimEnd() + Class($"{Prefix}fill-{fill.Name} {Prefix}line-{stroke.Name}");

    private string Class(string names) => theme == Theme.Auto ? $" class=\"{names}\"" : "";

    private string Colour(Paint paint) => theme == Theme.Dark ? paint.Dark : paint.Light;

    private void Line(string line) => _text.Append(line).Append('\n');
}
