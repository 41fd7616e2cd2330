using System.Globalization;

namespace Minima.Figures;

/// <summary>Lays a heat map out, from top to bottom: title, subtitle, scale, matrices in a grid, note.</summary>
internal static class HeatMapRenderer
{
    private const double Gap = 30;
    private const double LeastWidth = 460;
    private const double ScaleWidth = 160;
    private const double ScaleHeight = 12;
    private const double ScaleRoom = 36;
    private const int ScaleSteps = 16;

    public static string Render(HeatMap map, Theme theme)
    {
        const double Margin = FigureRenderer.Margin;
        HeatMap shown = map.Matrices.Count > 0 ? map : map with { Matrices = [new Matrix([], [], new double[0, 0]) { Title = "nothing to show" }] };
        var layout = new MatrixLayout(shown);
        var shades = Shades.For(shown.Matrices);
        int columns = Math.Clamp(shown.Columns, 1, shown.Matrices.Count);
        int rows = (shown.Matrices.Count + columns - 1) / columns;
        double inner = Math.Max(LeastWidth, (columns * layout.Width) + ((columns - 1) * Gap));
        IReadOnlyList<string> title = TextWidth.Wrap(shown.Title, FigureRenderer.TitleSize, inner, bold: true);
        IReadOnlyList<string> subtitle = TextWidth.Wrap(shown.Subtitle, FigureRenderer.SubtitleSize, inner);
        IReadOnlyList<string> note = TextWidth.Wrap(Note(shown), FigureRenderer.NoteSize, inner);
        double header = FigureRenderer.HeaderHeight(title, subtitle), footer = FigureRenderer.FooterHeight(note);
        double top = header + ScaleRoom;
        double height = Math.Ceiling(top + (rows * layout.Height) + ((rows - 1) * Gap) + footer);

        var svg = new Svg(theme);
        svg.Begin(inner + (2 * Margin), height, shown.Title, Description(shown));
        FigureRenderer.WriteHeader(svg, title, subtitle);
        DrawScale(svg, shown, shades, Margin, header + 4);
        for (int i = 0; i < shown.Matrices.Count; i++)
        {
            double left = Margin + (i % columns * (layout.Width + Gap));
            MatrixRenderer.Draw(svg, shown.Matrices[i], layout, shades, shown.Format, left, top + (i / columns * (layout.Height + Gap)));
        }

        FigureRenderer.WriteNote(svg, note, height - footer);
        return svg.End();
    }

    private static void DrawScale(Svg svg, HeatMap map, Shades shades, double left, double top)
    {
        string low = MatrixRenderer.Shown(shades.Low, map.Format), high = MatrixRenderer.Shown(shades.High, map.Format);
        svg.BeginGroup("scale");
        double x = left + TextWidth.Of(low, Plot.LabelSize) + 6;
        svg.Text(left, top + 10.5, low, Plot.LabelSize, Palette.Ink);
        for (int i = 0; i < ScaleSteps; i++)
        {
            double from = x + (i * ScaleWidth / ScaleSteps), to = x + ((i + 1) * ScaleWidth / ScaleSteps);
            string path = $"M{Svg.Number(from)} {Svg.Number(top)}H{Svg.Number(to)}v{Svg.Number(ScaleHeight)}H{Svg.Number(from)}Z";
            svg.Area(path, Shades.Paint, Shades.Strongest * i / (ScaleSteps - 1));
        }

        svg.Frame(x, top, ScaleWidth, ScaleHeight, Palette.Grid);
        svg.Text(x + ScaleWidth + 6, top + 10.5, high, Plot.LabelSize, Palette.Ink);
        svg.Text(x + ScaleWidth + 6 + TextWidth.Of(high, Plot.LabelSize) + 14, top + 10.5, map.Quantity, Plot.LabelSize, Palette.Ink);
        svg.EndGroup();
    }

    private static string Note(HeatMap map)
    {
        int infinite = map.Matrices.Sum(static matrix => matrix.Values.Cast<double>().Count(double.IsInfinity));
        string crosses = infinite == 0 ? "" : $"Crosses: {infinite} that are not finite.";
        return string.Join(" ", new[] { map.Note, crosses }.Where(static text => text.Length > 0));
    }

    // What a screen reader says: of each matrix its size, and its least and largest cell.
    private static string Description(HeatMap map)
    {
        IEnumerable<string> matrices = map.Matrices.Select(matrix =>
        {
            (int Row, int Column)[] cells = [.. Enumerable.Range(0, matrix.Rows.Count).SelectMany(i => Enumerable.Range(0, matrix.Columns.Count).Select(j => (i, j)))
                .Where(cell => double.IsFinite(matrix.Values[cell.i, cell.j]))];
            string title = matrix.Title.Length > 0 ? matrix.Title + ": " : "";
            string size = $"{title}{matrix.Rows.Count} by {matrix.Columns.Count}";
            if (cells.Length == 0)
                return size + ", nothing to show.";
            (int Row, int Column) least = cells.MinBy(cell => matrix.Values[cell.Row, cell.Column]), largest = cells.MaxBy(cell => matrix.Values[cell.Row, cell.Column]);
            return $"{size}, from {Cell(matrix, least)} to {Cell(matrix, largest)}.";
        });
        string[] before = map.Subtitle.Length > 0 ? [map.Subtitle, map.Quantity + "."] : [map.Quantity + "."];
        return string.Join(" ", before.Concat(matrices).Append(map.Note).Where(static text => text.Length > 0));
    }

    private static string Cell(Matrix matrix, (int Row, int Column) cell) => string.Create(
        CultureInfo.InvariantCulture, $"{matrix.Values[cell.Row, cell.Column]:G4} at {matrix.Rows[cell.Row]}, {matrix.Columns[cell.Column]}");
}
