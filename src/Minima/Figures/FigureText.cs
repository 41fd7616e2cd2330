using System.Globalization;

namespace Minima.Figures;

/// <summary>The sentences that a figure says about itself.</summary>
internal static class FigureText
{
    /// <summary>What a screen reader says of a figure: each chart's axes, and where each series begins and ends.</summary>
    public static string Description(Figure figure)
    {
        IEnumerable<string> charts = figure.Charts.Select(static chart =>
        {
            string title = chart.Title.Length > 0 ? chart.Title + ": " : "";
            string courses = string.Join("; ", chart.Series.Select(series => Course(chart, series)));
            return $"{title}{chart.Y.Text} against {chart.X.Text}. {courses}.";
        });
        return string.Join(" ", new[] { Sentence(figure.Subtitle) }.Concat(charts).Append(Sentence(figure.Note)).Where(static text => text.Length > 0));
    }

    /// <summary>The figure's note, followed by what could not be drawn.</summary>
    public static string Note(Figure figure)
    {
        int notFinite = 0, notPositive = 0, tooLarge = 0, lines = 0;
        var empty = new List<string>();
        foreach (Chart chart in figure.Charts)
        {
            lines += chart.Lines.Count(line => !Plot.CanShow(chart, line));
            foreach (Series series in chart.Series)
            {
                bool any = false;
                for (int i = 0; i < series.X.Count; i++)
                {
                    if (Plot.CanShow(chart, series, i))
                        any = true;
                    else if (!double.IsFinite(series.X[i]) || !double.IsFinite(series.Y[i]))
                        notFinite++;
                    else if (IsTooLow(chart.X, series.X[i]) || IsTooLow(chart.Y, series.Y[i]))
                        notPositive++;
                    else
                        tooLarge++;
                }

                if (!any)
                    empty.Add(series.Name);
            }
        }

        string[] missing =
        [
            .. Count(notFinite, "point", "not finite"),
            .. Count(notPositive, "point", "0 or negative, which a logarithmic axis cannot show"),
            .. Count(tooLarge, "point", "beyond 1e\u00B1300"),
            .. Count(lines, "reference line", "outside what the axis can show"),
            .. empty.Distinct().Select(static name => $"{name} (no point left)"),
        ];
        string notDrawn = missing.Length == 0 ? "" : $"Not drawn: {string.Join("; ", missing)}.";
        return string.Join(" ", new[] { figure.Note, notDrawn }.Where(static text => text.Length > 0));
    }

    private static string Sentence(string text) => text.Length == 0 || text[^1] is '.' or '?' or '!' ? text : text + ".";

    private static bool IsTooLow(Axis axis, double value) => axis.Scale == AxisScale.Logarithmic && value <= 0;

    private static string[] Count(int count, string noun, string reason) =>
        count == 0 ? [] : [$"{count} {noun}{(count == 1 ? "" : "s")} ({reason})"];

    private static string Course(Chart chart, Series series)
    {
        int[] shown = [.. Enumerable.Range(0, series.X.Count).Where(i => Plot.CanShow(chart, series, i))];
        return shown.Length == 0
            ? $"{series.Name}: no points"
            : $"{series.Name}: from {Point(series, shown[0])} to {Point(series, shown[^1])}";
    }

    private static string Point(Series series, int i) => $"{Short(series.Y[i])} at {Short(series.X[i])}";

    private static string Short(double value) => value.ToString("G4", CultureInfo.InvariantCulture);
}
