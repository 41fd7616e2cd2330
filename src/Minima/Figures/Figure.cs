using System.Text;

namespace Minima.Figures;

/// <summary>
/// One chart, or several in a grid under one title and one legend, and the files made of it: an SVG that stands in a paper or on a slide
/// as it is, and beside it the data that it shows. The same figure gives the same bytes on every machine.
/// </summary>
/// <param name="Title">The heading.</param>
/// <param name="Charts">The charts, row by row.</param>
public sealed record Figure(string Title, IReadOnlyList<Chart> Charts)
{
    /// <summary>A figure of one chart.</summary>
    public Figure(string title, Chart chart)
        : this(title, [chart])
    {
    }

    /// <summary>A line below the title: what was measured, on what.</summary>
    public string Subtitle { get; init; } = "";

    /// <summary>A note below the charts: source, definitions, reservations.</summary>
    public string Note { get; init; } = "";

    /// <summary>How many charts stand in a row, at least 1.</summary>
    public int Columns { get; init; } = 2;

    /// <summary>
    /// Writes <c>basePath.svg</c> and <c>basePath.csv</c>.
    /// </summary>
    /// <exception cref="IOException">A file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public void Save(string basePath, Theme theme = Theme.Auto)
    {
        AtomicFile.Write(basePath + ".svg", ToSvg(theme));
        AtomicFile.Write(basePath + ".csv", ToCsv());
    }

    /// <summary>
    /// The figure as an SVG document. Points that have no place (not finite, or 0 and below on a logarithmic axis) interrupt their line
    /// and are counted in the note.
    /// </summary>
    public string ToSvg(Theme theme = Theme.Auto) => FigureRenderer.Render(this, theme);

    /// <summary>
    /// The figure's data, a row for each point of each series: <c>chart,series,x,y,low,high</c>, numbers with full precision, the
    /// interval empty where there is none. Points that are not drawn are there too.
    /// </summary>
    public string ToCsv()
    {
        var csv = new StringBuilder(Csv.Row(["chart", "series", "x", "y", "low", "high"]));
        foreach (Chart chart in Charts)
        {
            foreach (Series series in chart.Series)
            {
                for (int i = 0; i < series.X.Count; i++)
                {
                    csv.Append(Csv.Row(
                    [
                        chart.Title,
                        series.Name,
                        Csv.Number(series.X[i]),
                        Csv.Number(series.Y[i]),
                        series.Band is { } band ? Csv.Number(band.Low[i]) : "",
                        series.Band is { } same ? Csv.Number(same.High[i]) : "",
                    ]));
                }
            }
        }

        return csv.ToString();
    }
}
