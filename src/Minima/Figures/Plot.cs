namespace Minima.Figures;

/// <summary>A rectangle of the figure.</summary>
internal readonly record struct Box(double Left, double Top, double Right, double Bottom)
{
    public double Width => Right - Left;

    public double Height => Bottom - Top;
}

/// <summary>A text to the right of the plot.</summary>
/// <param name="Text">Its lines.</param>
/// <param name="X">The number on the horizontal axis where what it names ends.</param>
/// <param name="Y">The number on the vertical axis where what it names ends.</param>
/// <param name="Look">How the series that it names looks; null for the label of a reference line.</param>
internal sealed record EndMark(IReadOnlyList<string> Text, double X, double Y, Look? Look)
{
    public const double LineHeight = Plot.LineHeight - 2;

    public double Height => (Text.Count * LineHeight) + 4;
}

/// <summary>A chart with its scales: measures the room it needs, then says where a point stands.</summary>
internal sealed class Plot
{
    public const double TickSize = 11;
    public const double LabelSize = 12;
    public const double TitleSize = 13;
    public const double LineHeight = 16;
    public const double KeyLength = 18;
    public const double GapAboveAxes = 11;

    private const double LargestLabelWidth = 170;
    private const double LargestLabelShare = 0.3;
    private const int LargestLabelLines = 4;

    private readonly double _width;
    private readonly IReadOnlyDictionary<string, Look> _looks;

    public Plot(Chart chart, double width, double height, IReadOnlyDictionary<string, Look> looks, bool labelsAtEnds)
    {
        (Chart, _width, _looks) = (chart, width, looks);
        Y = Scale.For(chart.Y.Scale, Verticals(), (int)Math.Clamp((height - 75) / 38, 2, 8), toTicks: true);
        X = FittingScale(width - 70);
        EndMarks = [.. Marks(labelsAtEnds)];
    }

    public Chart Chart { get; }

    public Scale X { get; }

    public Scale Y { get; }

    /// <summary>What is written to the right of the plot.</summary>
    public IReadOnlyList<EndMark> EndMarks { get; }

    /// <summary>Whether there is any point to draw.</summary>
    public bool HasData => Chart.Series.Any(series => Enumerable.Range(0, series.X.Count).Any(i => CanShow(Chart, series, i)));

    private IEnumerable<ReferenceLine> VerticalLines =>
        Chart.Lines.Where(line => line.Orientation == Orientation.Vertical && CanShow(Chart, line)).OrderBy(static line => line.At);

    public static bool CanShow(Chart chart, Series series, int i) =>
        Scale.CanShow(chart.X.Scale, series.X[i]) && Scale.CanShow(chart.Y.Scale, series.Y[i]);

    public static bool CanShow(Chart chart, ReferenceLine line) =>
        Scale.CanShow(line.Orientation == Orientation.Horizontal ? chart.Y.Scale : chart.X.Scale, line.At);

    /// <summary>
    /// Whether each series' name can stand at the end of its line: the lines end at the right, and far enough apart.
    /// </summary>
    public bool NamesFitAtEnds(double height)
    {
        double[] wanted = [.. EndMarks.Select(mark => (1 - Y.Position(mark.Y)) * height)];
        double[] places = EndLabels.Place(wanted, [.. EndMarks.Select(static mark => mark.Height)], 0, height);
        return EndMarks.Sum(static mark => mark.Height) <= height
            && EndMarks.All(mark => X.Position(mark.X) > 0.9)
            && wanted.Zip(places).All(static pair => Math.Abs(pair.First - pair.Second) <= 1.6 * LineHeight);
    }

    /// <summary>Room for the tick labels of the vertical axis.</summary>
    public double LeftInset => Y.Ticks.Items.Max(TickWidth) + 10;

    /// <summary>Room for what stands at the ends of lines, and for the half of the last tick label that reaches beyond the axis.</summary>
    public double RightInset
    {
        get
        {
            double beyond = X.Ticks.Items.Max(tick => ((X.Position(tick.Value) - 1) * _width) + (TickWidth(tick) / 2));
            double marks = EndMarks.Count == 0 ? 0 : EndMarks.Max(static mark =>
                (mark.Look is null ? 0 : KeyLength + 6) + mark.Text.Max(static line => TextWidth.Of(line, LabelSize))) + 16;
            return Math.Max(Math.Max(beyond, 6), marks);
        }
    }

    /// <summary>Room for what stands above axes of that width: title, axis label, labels of vertical lines.</summary>
    public double TopInset(double plotWidth) =>
        GapAboveAxes + (((Chart.Title.Length > 0 ? 1 : 0) + YLabel().Count + VerticalRows(plotWidth).Count) * LineHeight);

    /// <summary>Room for what stands below axes of that width: tick labels, axis label.</summary>
    public double BottomInset(double plotWidth, bool withLabel) => 20 + (withLabel ? (XLabel(plotWidth).Count * LineHeight) + 2 : 0);

    public IReadOnlyList<string> XLabel(double plotWidth) => TextWidth.Wrap(Chart.X.Text, LabelSize, plotWidth);

    public IReadOnlyList<string> YLabel() => TextWidth.Wrap(Chart.Y.Text, LabelSize, _width - 40);

    /// <summary>The labels of vertical lines in rows, the lowest first: a label that would touch its neighbour goes a row up.</summary>
    public IReadOnlyList<IReadOnlyList<(ReferenceLine Line, double Left)>> VerticalRows(double plotWidth)
    {
        var rows = new List<List<(ReferenceLine Line, double Left)>>();
        var ends = new List<double>();
        foreach (ReferenceLine line in VerticalLines)
        {
            double length = TextWidth.Of(line.Label, TickSize);
            double left = Math.Clamp((X.Position(line.At) * plotWidth) - (length / 2), 0, Math.Max(0, plotWidth - length));
            int row = ends.FindIndex(end => end + 8 <= left);
            if (row < 0)
            {
                row = rows.Count;
                rows.Add([]);
                ends.Add(0);
            }

            rows[row].Add((line, left));
            ends[row] = left + length;
        }

        return rows;
    }

    private static double TickWidth(Tick tick) =>
        TextWidth.Of(tick.Label, TickSize) + (tick.Exponent is { } e ? TextWidth.Of(Svg.Exponent(e), 0.75 * TickSize) : 0);

    private Scale FittingScale(double width)
    {
        double[] values = [.. Horizontals()];
        for (int target = (int)Math.Clamp(width / 48, 2, 10); ; target--)
        {
            var scale = Scale.For(Chart.X.Scale, values, target, toTicks: false);
            Tick[] labelled = [.. scale.Ticks.Items.Where(static tick => tick.IsMajor)];
            if (target == 1 || labelled.Length * (labelled.Max(static tick => TickWidth(tick)) + 16) <= width)
                return scale;
        }
    }

    private IEnumerable<double> Horizontals() => Chart.Series
        .SelectMany(static series => series.X)
        .Concat(Chart.Lines.Where(static line => line.Orientation == Orientation.Vertical).Select(static line => line.At));

    private IEnumerable<double> Verticals() => Chart.Series
        .SelectMany(series => Enumerable.Range(0, series.X.Count).Where(i => Scale.CanShow(Chart.X.Scale, series.X[i]))
            .SelectMany(i => series.Band is { } band ? new[] { series.Y[i], band.Low[i], band.High[i] } : [series.Y[i]]))
        .Concat(Chart.Lines.Where(static line => line.Orientation == Orientation.Horizontal).Select(static line => line.At));

    private IEnumerable<EndMark> Marks(bool names)
    {
        foreach (Series series in names ? Chart.Series : [])
        {
            for (int i = series.X.Count - 1; i >= 0; i--)
            {
                if (!CanShow(Chart, series, i))
                    continue;
                yield return new EndMark(EndText(series.Name), series.X[i], series.Y[i], _looks[series.Name]);
                break;
            }
        }

        foreach (ReferenceLine line in Chart.Lines.Where(line => line.Orientation == Orientation.Horizontal && CanShow(Chart, line)))
            yield return new EndMark(EndText(line.Label), X.High, line.At, null);
    }

    private IReadOnlyList<string> EndText(string text)
    {
        IReadOnlyList<string> lines = TextWidth.Wrap(text, LabelSize, Math.Min(LargestLabelWidth, LargestLabelShare * _width));
        return lines.Count <= LargestLabelLines ? lines : [.. lines.Take(LargestLabelLines - 1), lines[LargestLabelLines - 1] + "\u2026"];
    }
}
