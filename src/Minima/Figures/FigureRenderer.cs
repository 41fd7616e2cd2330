namespace Minima.Figures;

/// <summary>
/// Lays a figure out, from top to bottom: title, subtitle, legend, charts in a grid, note. All names stand
/// at the ends of the lines where they fit there, else in the legend.
/// </summary>
internal static class FigureRenderer
{
    public const double Margin = 20;
    public const double TitleSize = 17;
    public const double SubtitleSize = 12.5;
    public const double NoteSize = 10.5;

    private const double SingleWidth = 720;
    private const double SingleHeight = 450;
    private const double LeastBodyHeight = 300;
    private const double CellWidth = 340;
    private const double CellHeight = 250;
    private const double TitleLine = 23;
    private const double SubtitleLine = 18;
    private const double NoteLine = 14.5;

    public static string Render(Figure figure, Theme theme)
    {
        int columns = Math.Clamp(figure.Columns, 1, Math.Max(1, figure.Charts.Count));
        double width = Math.Max(SingleWidth, columns * CellWidth);
        double inner = width - (2 * Margin);
        IReadOnlyList<string> title = TextWidth.Wrap(figure.Title, TitleSize, inner, bold: true);
        IReadOnlyList<string> subtitle = TextWidth.Wrap(figure.Subtitle, SubtitleSize, inner);
        IReadOnlyList<string> note = TextWidth.Wrap(FigureText.Note(figure), NoteSize, inner);
        double header = HeaderHeight(title, subtitle);
        double footer = FooterHeight(note);

        Dictionary<string, Look> looks = Look.ForEach(figure.Charts.SelectMany(static chart => chart.Series));
        bool single = figure.Charts.Count == 1;
        bool needsNames = looks.Count > 1;
        double cellWidth = (inner - ((columns - 1) * Grid.ColumnGap)) / columns;
        double cellHeight = single ? Math.Max(LeastBodyHeight, SingleHeight - header - footer) : CellHeight;
        bool namesAtEnds = needsNames && single
            && new Plot(figure.Charts[0], cellWidth, cellHeight, looks, true).NamesFitAtEnds(cellHeight - 75);
        var legend = new Legend(looks, needsNames && !namesAtEnds, inner);
        if (single)
            cellHeight = Math.Max(LeastBodyHeight, cellHeight - legend.Height);

        Plot[] plots = [.. figure.Charts.Select(chart => new Plot(chart, cellWidth, cellHeight, looks, namesAtEnds))];
        var grid = new Grid(plots, columns, Margin, header + legend.Height, cellWidth, cellHeight);
        double height = Math.Ceiling(grid.Bottom + footer);

        var svg = new Svg(theme);
        svg.Begin(width, height, figure.Title, FigureText.Description(figure));
        WriteHeader(svg, title, subtitle);
        legend.Draw(svg, Margin, header);
        grid.Draw(svg, looks);
        WriteNote(svg, note, height - footer);
        return svg.End();
    }

    /// <summary>The room above what a figure shows.</summary>
    public static double HeaderHeight(IReadOnlyList<string> title, IReadOnlyList<string> subtitle) =>
        Margin + (title.Count * TitleLine) + (subtitle.Count * SubtitleLine) + 6;

    /// <summary>The room below it.</summary>
    public static double FooterHeight(IReadOnlyList<string> note) => (note.Count == 0 ? 0 : 8 + (note.Count * NoteLine)) + 12;

    /// <summary>Writes title and subtitle into their room.</summary>
    public static void WriteHeader(Svg svg, IReadOnlyList<string> title, IReadOnlyList<string> subtitle)
    {
        double y = Write(svg, title, Margin - 4, TitleLine, TitleSize, Palette.Ink, bold: true);
        Write(svg, subtitle, y, SubtitleLine, SubtitleSize, Palette.Muted, bold: false);
    }

    /// <summary>Writes the note into the room that begins at <paramref name="top"/>.</summary>
    public static void WriteNote(Svg svg, IReadOnlyList<string> note, double top) =>
        Write(svg, note, top + 8, NoteLine, NoteSize, Palette.Muted, bold: false);

    private static double Write(Svg svg, IReadOnlyList<string> lines, double y, double lineHeight, double size, Paint paint, bool bold)
    {
        foreach (string line in lines)
        {
            y += lineHeight;
            svg.Text(Margin, y - (0.3 * size), line, size, paint, bold: bold);
        }

        return y;
    }
}
