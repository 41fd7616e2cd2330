using System.Text;

namespace Minima.Figures;

/// <summary>Lays maps out: title, subtitle, legend of what is drawn upon them, maps in rows of two, note.</summary>
internal static class ContourRenderer
{
    private const double Side = 330;
    private const double SingleSide = 520;
    private const double LeftInset = 52;
    private const double TopInset = 30;
    private const double BottomInset = 62;
    private const double Gap = 20;

    public static string Render(ContourFigure figure, Theme theme)
    {
        const double Margin = FigureRenderer.Margin;
        int columns = Math.Clamp(figure.Maps.Count, 1, 2);
        double side = figure.Maps.Count == 1 ? SingleSide : Side;
        double topInset = TopInset + ((figure.Maps.Select(map => ContourPlot.Title(map, side).Count).DefaultIfEmpty(1).Max() - 1) * Plot.LineHeight);
        double cellWidth = LeftInset + side + 12, cellHeight = topInset + side + BottomInset;
        double inner = (columns * cellWidth) + ((columns - 1) * Gap);
        IReadOnlyList<string> title = TextWidth.Wrap(figure.Title, FigureRenderer.TitleSize, inner, bold: true);
        IReadOnlyList<string> subtitle = TextWidth.Wrap(figure.Subtitle, FigureRenderer.SubtitleSize, inner);
        IReadOnlyList<string> note = TextWidth.Wrap(Note(figure), FigureRenderer.NoteSize, inner);
        Dictionary<string, Look> looks = Looks(figure);
        var legend = new Legend(looks, looks.Count > 0, inner);
        double header = FigureRenderer.HeaderHeight(title, subtitle), footer = FigureRenderer.FooterHeight(note);
        int rows = Math.Max(1, (figure.Maps.Count + columns - 1) / columns);
        double height = Math.Ceiling(header + legend.Height + (rows * cellHeight) + footer);

        var svg = new Svg(theme);
        svg.Begin(inner + (2 * Margin), height, figure.Title, Description(figure));
        FigureRenderer.WriteHeader(svg, title, subtitle);
        legend.Draw(svg, Margin, header);
        for (int i = 0; i < figure.Maps.Count; i++)
        {
            double left = Margin + (i % columns * (cellWidth + Gap)) + LeftInset;
            double top = header + legend.Height + (i / columns * cellHeight) + topInset;
            new ContourPlot(svg, figure.Maps[i], new Box(left, top, left + side, top + side), looks).Draw();
        }

        FigureRenderer.WriteNote(svg, note, height - footer);
        return svg.End();
    }

    private static Dictionary<string, Look> Looks(ContourFigure figure) => Look.ForEach(
        figure.Maps.SelectMany(static map => map.Paths).Select(static path =>
            new Series(path.Name, path.X, path.Y) { Role = path.IsJoined ? SeriesRole.Measured : SeriesRole.Points }));

    private static string Note(ContourFigure figure)
    {
        int notFinite = figure.Maps.Sum(static map => map.Heights.Count(static height => !double.IsFinite(height)));
        string missing = notFinite == 0 ? "" : $"{notFinite} point{(notFinite == 1 ? "" : "s")} of the grid {(notFinite == 1 ? "is" : "are")} not finite, marked by crosses.";
        return string.Join(" ", new[] { figure.Note, missing }.Where(static text => text.Length > 0));
    }

    /// <summary>What a screen reader says: of each map its range, and where its lowest point is.</summary>
    private static string Description(ContourFigure figure)
    {
        var text = new StringBuilder(figure.Subtitle);
        foreach (ContourMap map in figure.Maps)
        {
            text.Append(text.Length > 0 ? " " : "").Append(map.Title).Append(": ");
            int[] finite = [.. Enumerable.Range(0, map.Heights.Count).Where(i => double.IsFinite(map.Heights[i]))];
            if (finite.Length == 0)
            {
                text.Append("no finite point.");
                continue;
            }

            int lowest = finite.MinBy(i => map.Heights[i]);
            text.Append(System.Globalization.CultureInfo.InvariantCulture,
                $"from {map.Heights[lowest]:G4} at ({map.X[lowest % map.X.Count]:G4}, {map.Y[lowest / map.X.Count]:G4}) to {finite.Max(i => map.Heights[i]):G4}.");
        }

        return text.Append(figure.Note.Length > 0 ? " " + figure.Note : "").ToString();
    }
}
