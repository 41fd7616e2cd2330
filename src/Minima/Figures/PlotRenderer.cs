using System.Text;

namespace Minima.Figures;

/// <summary>Draws one chart into its place.</summary>
internal sealed class PlotRenderer(Svg svg, Plot plot, Box area, IReadOnlyDictionary<string, Look> looks)
{
    private const int AllMarkersUpTo = 16;
    private const int MarkersOfLongLines = 9;

    /// <summary>
    /// Draws axes, data and labels; title and vertical axis label begin at <paramref name="left"/>, and <paramref name="above"/> the axes, at the same
    /// height for all charts of a row.
    /// </summary>
    public void Draw(double left, double above, bool withXLabel)
    {
        Headings(left, area.Top - above);
        Axes();
        if (withXLabel)
            XLabel();
        Lines();
        // What the measurement is held against comes last: thin dashes over a line show that both run together, under it they would vanish.
        foreach (Series series in plot.Chart.Series.OrderBy(static series => series.Role == SeriesRole.Reference ? 1 : 0))
            DrawSeries(series);
        EndLabelColumn();
        if (!plot.HasData)
            svg.Text(area.Left + (area.Width / 2), area.Top + (area.Height / 2), "no data", Plot.LabelSize, Palette.Muted, "middle");
    }

    private double X(double value) => area.Left + (plot.X.Position(value) * area.Width);

    private double Y(double value) => area.Bottom - (plot.Y.Position(value) * area.Height);

    private void Headings(double left, double top)
    {
        double y = top;
        if (plot.Chart.Title.Length > 0)
        {
            y += Plot.LineHeight;
            svg.Text(left, y - 2, plot.Chart.Title, Plot.TitleSize, Palette.Ink, bold: true);
        }

        IReadOnlyList<string> label = plot.YLabel();
        for (int i = 0; i < label.Count; i++)
        {
            y += Plot.LineHeight;
            AxisText(left, y, label[i], "start", i == label.Count - 1 ? plot.Y : null);
        }

        IReadOnlyList<IReadOnlyList<(ReferenceLine Line, double Left)>> rows = plot.VerticalRows(area.Width);
        for (int row = 0; row < rows.Count; row++)
        {
            foreach ((ReferenceLine line, double start) in rows[row])
                svg.Text(area.Left + start, area.Top - Plot.GapAboveAxes - (row * Plot.LineHeight), line.Label, Plot.TickSize, Palette.Muted);
        }
    }

    private void XLabel()
    {
        IReadOnlyList<string> label = plot.XLabel(area.Width);
        for (int i = 0; i < label.Count; i++)
        {
            double y = area.Bottom + 36 + (i * Plot.LineHeight);
            AxisText(area.Left + (area.Width / 2), y, label[i], "middle", i == label.Count - 1 ? plot.X : null);
        }
    }

    private void AxisText(double x, double y, string text, string anchor, Scale? scale)
    {
        int exponent = scale?.Ticks.Exponent ?? 0;
        string shown = exponent == 0 ? text : text + ", \u00D7 10";
        svg.Text(x, y, shown, Plot.LabelSize, Palette.Muted, anchor, superscript: exponent == 0 ? null : exponent);
    }

    private void Axes()
    {
        svg.BeginGroup("axes");
        foreach (Tick tick in plot.Y.Ticks.Items)
        {
            double y = Y(tick.Value);
            if (tick.IsMajor && plot.HasData)
                svg.Segment(area.Left, y, area.Right, y, tick.Value == 0 ? Palette.AxisLine : Palette.Grid, 1);
            svg.Segment(area.Left - (tick.IsMajor ? 5 : 3), y, area.Left, y, Palette.AxisLine, tick.IsMajor ? 1 : 0.7);
            svg.Text(area.Left - 8, y + 3.9, tick.Label, Plot.TickSize, Palette.Muted, "end", superscript: tick.Exponent);
        }

        foreach (Tick tick in plot.X.Ticks.Items)
        {
            double x = X(tick.Value);
            svg.Segment(x, area.Bottom, x, area.Bottom + (tick.IsMajor ? 5 : 3), Palette.AxisLine, tick.IsMajor ? 1 : 0.7);
            svg.Text(x, area.Bottom + 17, tick.Label, Plot.TickSize, Palette.Muted, "middle", superscript: tick.Exponent);
        }

        svg.Segment(area.Left, area.Top, area.Left, area.Bottom, Palette.AxisLine, 1);
        svg.Segment(area.Left, area.Bottom, area.Right, area.Bottom, Palette.AxisLine, 1);
        svg.EndGroup();
    }

    private void Lines()
    {
        foreach (ReferenceLine line in plot.Chart.Lines.Where(line => Plot.CanShow(plot.Chart, line)))
        {
            if (line.Orientation == Orientation.Vertical)
                svg.Segment(X(line.At), area.Top - 5, X(line.At), area.Bottom, Palette.Muted, 1, "2 3");
            else
                svg.Segment(area.Left, Y(line.At), area.Right, Y(line.At), Palette.Muted, 1, "2 3");
        }
    }

    private void DrawSeries(Series series)
    {
        Look look = looks[series.Name];
        svg.BeginGroup(series.Name);
        DrawBand(series, look);
        var path = new StringBuilder();
        var shown = new List<int>();
        var alone = new HashSet<int>();
        bool joined = false;
        for (int i = 0; i < series.X.Count; i++)
        {
            if (!Plot.CanShow(plot.Chart, series, i))
            {
                joined = false;
                continue;
            }

            // A point without neighbours would be an invisible line: it always gets its marker, or a dot.
            if (!joined && (i + 1 == series.X.Count || !Plot.CanShow(plot.Chart, series, i + 1)))
                alone.Add(i);
            path.Append(joined ? 'L' : 'M').Append(Point(series.X[i], series.Y[i]));
            if (alone.Contains(i))
                path.Append("h0");
            joined = true;
            shown.Add(i);
        }

        if (look.Width > 0 && shown.Count > 0)
            svg.Polyline(path.ToString(), look.Paint, look.Width, look.Dashes);
        if (look.Marker is { } shape)
        {
            foreach (int i in Marked(shown, alone, series.Role, shape))
                svg.Shape(Look.MarkerPath(shape, X(series.X[i]), Y(series.Y[i])), look.Paint);
        }

        svg.EndGroup();
    }

    // Long lines get a few markers, at other places for each shape, so that lines close together do not hide each other's.
    private static IEnumerable<int> Marked(List<int> shown, HashSet<int> alone, SeriesRole role, int shape)
    {
        if (role == SeriesRole.Points || shown.Count <= AllMarkersUpTo)
            return shown;
        int every = shown.Count / MarkersOfLongLines;
        int first = every * (shape % 4) / 4;
        return shown.Where((i, k) => k % every == first || alone.Contains(i));
    }

    private void DrawBand(Series series, Look look)
    {
        if (series.Band is not { } band)
            return;
        var path = new StringBuilder();
        var run = new List<int>();
        for (int i = 0; i <= series.X.Count; i++)
        {
            if (i < series.X.Count && Scale.CanShow(plot.Chart.X.Scale, series.X[i])
                && Scale.CanShow(plot.Chart.Y.Scale, band.Low[i]) && Scale.CanShow(plot.Chart.Y.Scale, band.High[i]))
            {
                run.Add(i);
                continue;
            }

            if (run.Count > 1)
            {
                IEnumerable<string> there = run.Select(k => Point(series.X[k], band.High[k]));
                IEnumerable<string> back = Enumerable.Reverse(run).Select(k => Point(series.X[k], band.Low[k]));
                path.Append('M').AppendJoin('L', there.Concat(back)).Append('Z');
            }

            run.Clear();
        }

        if (path.Length > 0)
            svg.Area(path.ToString(), look.Paint, 0.18);
    }

    private void EndLabelColumn()
    {
        double[] wanted = [.. plot.EndMarks.Select(mark => Y(mark.Y))];
        double[] places = EndLabels.Place(wanted, [.. plot.EndMarks.Select(static mark => mark.Height)], area.Top - 8, area.Bottom + 8);
        for (int i = 0; i < places.Length; i++)
        {
            (IReadOnlyList<string> text, double endX, double _, Look? look) = plot.EndMarks[i];
            double x = area.Right + 14;
            Paint leader = look?.Paint ?? Palette.Muted;
            if (look is not null || Math.Abs(places[i] - wanted[i]) > 1)
                svg.Segment(X(endX), wanted[i], x - 2, places[i], leader, 0.7);
            if (look is not null)
            {
                look.DrawKey(svg, x, places[i], Plot.KeyLength);
                x += Plot.KeyLength + 6;
            }

            double y = places[i] + 4.2 - ((text.Count - 1) * EndMark.LineHeight / 2);
            foreach (string line in text)
            {
                svg.Text(x, y, line, Plot.LabelSize, look is null ? Palette.Muted : Palette.Ink);
                y += EndMark.LineHeight;
            }
        }
    }

    private string Point(double x, double y) => $"{Svg.Number(X(x))} {Svg.Number(Y(y))}";
}
