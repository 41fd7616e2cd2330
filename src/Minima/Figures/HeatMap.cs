using System.Text;

namespace Minima.Figures;

/// <summary>
/// Matrices beside one another under one scale of shades, and the files made of them: an SVG that stands as it is, and beside it the
/// numbers. Small ones have their numbers printed in the cells. The same heat map gives the same bytes on every machine.
/// </summary>
/// <param name="Title">The heading.</param>
/// <param name="Matrices">What is drawn, row by row. They share one scale, so that they can be compared.</param>
/// <param name="Quantity">What the numbers are, with their unit.</param>
public sealed record HeatMap(string Title, IReadOnlyList<Matrix> Matrices, string Quantity)
{
    /// <summary>A line below the title.</summary>
    public string Subtitle { get; init; } = "";

    /// <summary>A note below the matrices.</summary>
    public string Note { get; init; } = "";

    /// <summary>How many matrices stand in a row, at least 1.</summary>
    public int Columns { get; init; } = 2;

    /// <summary>How the numbers are printed in the cells: a .NET number format.</summary>
    public string Format { get; init; } = "F2";

    /// <summary>Writes <c>basePath.svg</c> and <c>basePath.csv</c>.</summary>
    /// <exception cref="IOException">A file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public void Save(string basePath, Theme theme = Theme.Auto)
    {
        AtomicFile.Write(basePath + ".svg", ToSvg(theme));
        AtomicFile.Write(basePath + ".csv", ToCsv());
    }

    /// <summary>The heat map as an SVG document.</summary>
    public string ToSvg(Theme theme = Theme.Auto) => HeatMapRenderer.Render(this, theme);

    /// <summary>A row a cell, <c>matrix,row,column,value</c>, with all digits; the value is empty where there is none.</summary>
    public string ToCsv()
    {
        var csv = new StringBuilder(Csv.Row(["matrix", "row", "column", "value"]));
        foreach (Matrix matrix in Matrices)
        {
            for (int i = 0; i < matrix.Rows.Count; i++)
            {
                for (int j = 0; j < matrix.Columns.Count; j++)
                {
                    double value = matrix.Values[i, j];
                    csv.Append(Csv.Row([matrix.Title, matrix.Rows[i], matrix.Columns[j], double.IsNaN(value) ? "" : Csv.Number(value)]));
                }
            }
        }

        return csv.ToString();
    }
}
