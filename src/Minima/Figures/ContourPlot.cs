using System.Globalization;
using System.Text;

namespace Minima.Figures;

/// <summary>Draws one map: shades of its height, contour lines with their levels, what is drawn upon it, axes.</summary>
internal sealed class ContourPlot(Svg svg, ContourMap map, Box area, IReadOnlyDictionary<string, Look> looks)
{
    private const int Shades = 8;
    private const double DarkestShade = 0.3;
    private const double LabelSize = 9.5;

    private readonly List<Box> _taken = [];

    private int Columns => map.X.Count;

    private int Rows => map.Y.Count;

    /// <summary>A map's title in the lines that it takes above a map of that width.</summary>
    public static IReadOnlyList<string> Title(ContourMap map, double width) => TextWidth.Wrap(map.Title, Plot.TitleSize, width, bold: true);

    public void Draw()
    {
        svg.BeginGroup(map.Title);
        IReadOnlyList<string> title = Title(map, area.Width);
        for (int i = 0; i < title.Count; i++)
            svg.Text(area.Left, area.Top - 10 - ((title.Count - 1 - i) * Plot.LineHeight), title[i], Plot.TitleSize, Palette.Ink, bold: true);
        Shade();
        Lines();
        NotFinite();
        Axes();
        foreach (MapPath path in map.Paths)
            DrawPath(path, looks[path.Name]);
        foreach (MapPath path in map.Paths)
            WriteEnds(path);
        svg.EndGroup();
    }

    private double X(double column) => area.Left + (column / (Columns - 1) * area.Width);

    private double Y(double row) => area.Bottom - (row / (Rows - 1) * area.Height);

    private double XOf(double value) => X((value - map.X[0]) / (map.X[^1] - map.X[0]) * (Columns - 1));

    private double YOf(double value) => Y((value - map.Y[0]) / (map.Y[^1] - map.Y[0]) * (Rows - 1));

    // Fainter where it is lower, by the height's rank among all: it only helps the eye, the lines carry the numbers.
    private void Shade()
    {
        int[] order = [.. Enumerable.Range(0, map.Heights.Count).Where(i => double.IsFinite(map.Heights[i])).OrderBy(i => map.Heights[i])];
        var shades = new int[map.Heights.Count];
        for (int rank = 0; rank < order.Length; rank++)
            shades[order[rank]] = (int)((long)rank * Shades / order.Length);
        double width = area.Width / (Columns - 1), height = area.Height / (Rows - 1);
        for (int shade = 1; shade < Shades; shade++)
        {
            var path = new StringBuilder();
            for (int j = 0; j < Rows; j++)
            {
                for (int i = 0; i < Columns; i++)
                {
                    if (shades[(j * Columns) + i] != shade)
                        continue;
                    int end = i;
                    while (end + 1 < Columns && shades[(j * Columns) + end + 1] == shade)
                        end++;
                    double left = Math.Max(area.Left, X(i) - (width / 2)), right = Math.Min(area.Right, X(end) + (width / 2));
                    double top = Math.Max(area.Top, Y(j) - (height / 2)), bottom = Math.Min(area.Bottom, Y(j) + (height / 2));
                    path.Append(CultureInfo.InvariantCulture, $"M{Svg.Number(left)} {Svg.Number(top)}H{Svg.Number(right)}V{Svg.Number(bottom)}H{Svg.Number(left)}Z");
                    i = end;
                }
            }

            if (path.Length > 0)
                svg.Area(path.ToString(), Palette.Series[0], DarkestShade * shade / (Shades - 1));
        }
    }

    private void Lines()
    {
        IReadOnlyList<double> levels = ContourLevels.For(map.Levels, map.Heights);
        var labels = new List<(string Text, double X, double Y)>();
        foreach (double level in levels)
        {
            string text = ContourLevels.Label(level);
            IReadOnlyList<(double X, double Y)>[] lines =
            [
                .. MarchingSquares.Lines(map.Heights, Columns, level)
                    .Select(line => (IReadOnlyList<(double X, double Y)>)[.. line.Select(point => (X(point.X), Y(point.Y)))]),
            ];
            var path = new StringBuilder();
            foreach (IReadOnlyList<(double X, double Y)> line in lines)
                path.Append(PathOf(line));
            if (path.Length > 0)
                svg.Polyline(path.ToString(), Palette.Ink, 1, null);
            foreach (IReadOnlyList<(double X, double Y)> line in lines.OrderByDescending(static line => line.Count).Take(2))
            {
                if (line.Count > 5 && Place(line, text) is { } place)
                    labels.Add((text, place.X, place.Y));
            }
        }

        foreach ((string text, double x, double y) in labels)
            Write(BoxAround(x, y, text), text);
    }

    private void Write(Box box, string text)
    {
        svg.Area($"M{Svg.Number(box.Left)} {Svg.Number(box.Top)}H{Svg.Number(box.Right)}V{Svg.Number(box.Bottom)}H{Svg.Number(box.Left)}Z", Palette.Background, 0.85);
        svg.Text((box.Left + box.Right) / 2, ((box.Top + box.Bottom) / 2) + (0.35 * LabelSize), text, LabelSize, Palette.Ink, "middle");
    }

    /// <summary>Where along a line its level can be written: nearest its middle, inside, and off the labels that stand already.</summary>
    private (double X, double Y)? Place(IReadOnlyList<(double X, double Y)> line, string text)
    {
        foreach (int at in Enumerable.Range(0, line.Count).OrderBy(i => Math.Abs(i - (line.Count / 2))))
        {
            Box box = BoxAround(line[at].X, line[at].Y, text);
            if (IsFree(box))
            {
                _taken.Add(box);
                return line[at];
            }
        }

        return null;
    }

    private void NotFinite()
    {
        var path = new StringBuilder();
        for (int i = 0; i < map.Heights.Count; i++)
        {
            if (double.IsFinite(map.Heights[i]))
                continue;
            (double x, double y) = (X(i % Columns), Y(i / Columns));
            path.Append($"M{Svg.Number(x - 2)} {Svg.Number(y - 2)}L{Svg.Number(x + 2)} {Svg.Number(y + 2)}M{Svg.Number(x - 2)} {Svg.Number(y + 2)}L{Svg.Number(x + 2)} {Svg.Number(y - 2)}");
        }

        if (path.Length > 0)
            svg.Polyline(path.ToString(), Palette.Muted, 1, null);
    }

    private void Axes()
    {
        svg.Frame(area.Left, area.Top, area.Width, area.Height, Palette.AxisLine);
        foreach (Tick tick in Ticks.Linear(map.X[0], map.X[^1], 5).Items)
        {
            svg.Segment(XOf(tick.Value), area.Bottom, XOf(tick.Value), area.Bottom + 5, Palette.AxisLine, 1);
            svg.Text(XOf(tick.Value), area.Bottom + 17, tick.Label, Plot.TickSize, Palette.Muted, "middle");
        }

        foreach (Tick tick in Ticks.Linear(map.Y[0], map.Y[^1], 5).Items)
        {
            svg.Segment(area.Left - 5, YOf(tick.Value), area.Left, YOf(tick.Value), Palette.AxisLine, 1);
            svg.Text(area.Left - 8, YOf(tick.Value) + 3.9, tick.Label, Plot.TickSize, Palette.Muted, "end");
        }

        string[] label = [$"{map.XLabel} \u2192", $"{map.YLabel} \u2191"];
        for (int i = 0; i < label.Length; i++)
            svg.Text(area.Left + (area.Width / 2), area.Bottom + 34 + (i * Plot.LineHeight), label[i], Plot.LabelSize, Palette.Muted, "middle");
    }

    private void DrawPath(MapPath path, Look look)
    {
        (double X, double Y)[] points = [.. path.X.Zip(path.Y, (x, y) => (XOf(x), YOf(y)))];
        if (path.IsJoined && points.Length > 1)
            svg.Polyline(PathOf(points), look.Paint, look.Width, look.Dashes);

        // A marker at the beginning, at the end, and now and then between: they must not hide the line.
        int every = path.IsJoined ? Math.Max(1, (points.Length - 1) / 5) : 1;
        for (int i = 0; look.Marker is { } shape && i < points.Length; i++)
        {
            if (i % every == 0 || i == points.Length - 1)
                svg.Shape(Look.MarkerPath(shape, points[i].X, points[i].Y), look.Paint);
        }
    }

    // What stands at the ends of a path: above it, below it, or beside it, where nothing stands yet; levels gave way before.
    private void WriteEnds(MapPath path)
    {
        if (path.X.Count == 0)
            return;
        foreach ((string text, int at) in new[] { (path.Begins, 0), (path.Ends, path.X.Count - 1) })
        {
            (double x, double y) = (XOf(path.X[at]), YOf(path.Y[at]));
            double aside = (TextWidth.Of(text, LabelSize) / 2) + 9;
            Box[] free = [.. new[] { (0.0, -13.0), (0, 13), (aside, 0), (-aside, 0), (aside, -13), (-aside, 13) }
                .Select(move => BoxAround(x + move.Item1, y + move.Item2, text)).Where(IsFree)];
            if (text.Length == 0 || free.Length == 0)
                continue;
            _taken.Add(free[0]);
            Write(free[0], text);
        }
    }

    private bool IsFree(Box box) => box.Left > area.Left + 2 && box.Right < area.Right - 2 && box.Top > area.Top + 2 && box.Bottom < area.Bottom - 2
        && !_taken.Any(other => box.Left < other.Right + 4 && other.Left < box.Right + 4 && box.Top < other.Bottom + 2 && other.Top < box.Bottom + 2);

    private static string PathOf(IReadOnlyList<(double X, double Y)> points) =>
        "M" + string.Join('L', points.Select(static point => $"{Svg.Number(point.X)} {Svg.Number(point.Y)}"));

    private static Box BoxAround(double x, double y, string text)
    {
        double half = (TextWidth.Of(text, LabelSize) / 2) + 1;
        return new Box(x - half, y - (0.6 * LabelSize), x + half, y + (0.6 * LabelSize));
    }
}
