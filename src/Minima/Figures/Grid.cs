namespace Minima.Figures;

/// <summary>
/// Places charts in rows and columns so that all have axes of one size: those of a column begin and end at the same x, those of a row at
/// the same y. A horizontal label that all charts share stands under the last chart of each column only.
/// </summary>
internal sealed class Grid
{
    public const double ColumnGap = 26;
    private const double RowGap = 16;
    private const double LeastPlotHeight = 120;

    private readonly Plot[] _plots;
    private readonly int _columns;
    private readonly bool _sharedX;
    private readonly Box[] _areas;
    private readonly double[] _above;

    /// <summary>
    /// Lays the charts out from (<paramref name="left"/>, <paramref name="top"/>) on, in cells of the given width; the first row is
    /// <paramref name="rowHeight"/> high, more where labels need it, and the others have axes of the same height.
    /// </summary>
    public Grid(Plot[] plots, int columns, double left, double top, double cellWidth, double rowHeight)
    {
        (_plots, _columns) = (plots, columns);
        _sharedX = plots.Select(static plot => (plot.Chart.X.Text, plot.X.Ticks.Exponent)).Distinct().Count() == 1;
        _areas = new Box[plots.Length];
        _above = new double[plots.Length];
        Bottom = top;
        if (plots.Length == 0)
            return;

        double leftInset = plots.Max(static plot => plot.LeftInset);
        double width = cellWidth - leftInset - plots.Max(static plot => plot.RightInset);
        double height = 0;
        for (int first = 0; first < plots.Length; first += columns)
        {
            int[] row = [.. Enumerable.Range(first, Math.Min(columns, plots.Length - first))];
            double above = row.Max(i => plots[i].TopInset(width));
            double below = row.Max(i => plots[i].BottomInset(width, WithXLabel(i)));
            if (first == 0)
            {
                double marks = plots.Max(static plot => plot.EndMarks.Sum(static mark => mark.Height));
                height = Math.Max(rowHeight - above - below, Math.Max(LeastPlotHeight, marks));
            }
            else
            {
                Bottom += RowGap;
            }

            foreach (int i in row)
            {
                double x = left + ((i - first) * (cellWidth + ColumnGap)) + leftInset;
                _areas[i] = new Box(x, Bottom + above, x + width, Bottom + above + height);
                _above[i] = above;
            }

            Bottom += above + height + below;
        }

        LeftInset = leftInset;
    }

    /// <summary>Where the last row ends.</summary>
    public double Bottom { get; }

    private double LeftInset { get; }

    /// <summary>Draws every chart into its place.</summary>
    public void Draw(Svg svg, IReadOnlyDictionary<string, Look> looks)
    {
        for (int i = 0; i < _plots.Length; i++)
        {
            svg.BeginGroup(_plots[i].Chart.Title.Length > 0 ? _plots[i].Chart.Title : "chart");
            new PlotRenderer(svg, _plots[i], _areas[i], looks).Draw(_areas[i].Left - LeftInset, _above[i], WithXLabel(i));
            svg.EndGroup();
        }
    }

    private bool WithXLabel(int i) => !_sharedX || i + _columns >= _plots.Length;
}
