using System.Globalization;
using System.Text;

namespace Minima.Figures;

/// <summary>
/// Lays a sheet out: title, subtitle, rows of tiles, note. A tile is drawn as runs of pixels of one shade, and not as an embedded bitmap,
/// so that it has the ink of the theme, and no compressor has a say in its bytes.
/// </summary>
internal static class SheetRenderer
{
    private const int Shades = 8;
    private const int FewTiles = 40;
    private const double Picture = 56;
    private const double UsualGap = 12;
    private const double Captions = 40;
    private const double BareGap = 4;
    private const double CaptionSize = 11;
    private const double NameSize = 9;

    public static string Render(Sheet sheet, Theme theme)
    {
        const double Margin = FigureRenderer.Margin;
        int columns = Math.Max(1, sheet.Columns ?? (sheet.Tiles.Count <= FewTiles ? 10 : 14));

        // Pictures without a word below them stand close together.
        bool bare = sheet.Tiles.Count > 0 && sheet.Tiles.All(static tile => tile.Caption.Length == 0 && tile.Name.Length == 0);
        double columnPitch = Picture + (bare ? BareGap : UsualGap), rowPitch = Picture + (bare ? BareGap : Captions);
        double inner = (columns * columnPitch) - (columnPitch - Picture);
        IReadOnlyList<string> title = TextWidth.Wrap(sheet.Title, FigureRenderer.TitleSize, inner, bold: true);
        IReadOnlyList<string> subtitle = TextWidth.Wrap(sheet.Subtitle, FigureRenderer.SubtitleSize, inner);
        IReadOnlyList<string> note = TextWidth.Wrap(sheet.Note, FigureRenderer.NoteSize, inner);
        double header = FigureRenderer.HeaderHeight(title, subtitle) + 6;
        double footer = FigureRenderer.FooterHeight(note);
        int rows = Math.Max(1, (sheet.Tiles.Count + columns - 1) / columns);
        double height = Math.Ceiling(header + (rows * rowPitch) + footer);

        var svg = new Svg(theme);
        svg.Begin(inner + (2 * Margin), height, sheet.Title, Description(sheet));
        FigureRenderer.WriteHeader(svg, title, subtitle);
        if (sheet.Tiles.Count == 0)
            svg.Text(Margin + (inner / 2), header + (rowPitch / 2), "nothing to show", FigureRenderer.SubtitleSize, Palette.Muted, "middle");
        for (int i = 0; i < sheet.Tiles.Count; i++)
            Draw(svg, sheet.Tiles[i], Margin + (i % columns * columnPitch), header + (i / columns * rowPitch));
        FigureRenderer.WriteNote(svg, note, height - footer);
        return svg.End();
    }

    private static string Description(Sheet sheet) => string.Join(
        ' ', new[] { sheet.Subtitle, string.Join("; ", sheet.Tiles.Select(static tile => tile.Description)), sheet.Note }.Where(static text => text.Length > 0));

    private static void Draw(Svg svg, Tile tile, double left, double top)
    {
        int rows = tile.Values.Length / tile.Width;
        double pixel = Picture / Math.Max(tile.Width, rows);
        double width = pixel * tile.Width, height = pixel * rows;
        (double x, double y) = (left + ((Picture - width) / 2), top + ((Picture - height) / 2));
        svg.BeginGroup(tile.Name);
        svg.Frame(x, y, width, height, Palette.Grid);
        svg.BeginRuns(x, y, pixel, Palette.Ink);
        int[] shades = [.. tile.Values.ToArray().Select(static value => (int)Math.Round(Math.Clamp(value, 0, 1) * Shades))];
        for (int shade = 1; shade <= Shades; shade++)
        {
            if (Runs(shades, tile.Width, shade) is { Length: > 0 } path)
                svg.Runs(path, (double)shade / Shades);
        }

        svg.EndGroup();
        if (tile.Caption.Length > 0)
            svg.Text(left + (Picture / 2), top + Picture + 14, tile.Caption, CaptionSize, Palette.Ink, "middle", bold: true);
        if (tile.Name.Length > 0)
            svg.Text(left + (Picture / 2), top + Picture + 26, tile.Name, NameSize, Palette.Muted, "middle");
        svg.EndGroup();
    }

    /// <summary>The pixels of one shade as horizontal strokes, one pixel wide, through their middles: relative moves and lines.</summary>
    private static string Runs(int[] shades, int width, int shade)
    {
        var path = new StringBuilder();
        int penX = 0, penY = 0;
        for (int i = 0; i < shades.Length; i++)
        {
            if (shades[i] != shade)
                continue;
            int x = i % width, y = i / width, length = 1;
            for (; x + length < width && shades[i + 1] == shade; i++)
                length++;
            path.Append(path.Length == 0
                ? string.Create(CultureInfo.InvariantCulture, $"M{x} {y}.5h{length}")
                : string.Create(CultureInfo.InvariantCulture, $"m{x - penX} {y - penY}h{length}"));
            (penX, penY) = (x + length, y);
        }

        return path.ToString();
    }
}
