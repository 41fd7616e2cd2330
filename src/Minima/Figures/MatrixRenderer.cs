using System.Globalization;

namespace Minima.Figures;

/// <summary>Draws one matrix of a heat map.</summary>
internal static class MatrixRenderer
{
    /// <summary>A number as it stands in a cell, with a true minus sign.</summary>
    public static string Shown(double value, string format)
    {
        string text = value.ToString(format, CultureInfo.InvariantCulture);
        return text.TrimStart('-').All(static c => c is '0' or '.') ? text.TrimStart('-') : text.Replace('-', '\u2212');
    }

    /// <summary>Draws it with its upper left corner at the given place.</summary>
    public static void Draw(Svg svg, Matrix matrix, MatrixLayout layout, Shades shades, string format, double left, double top)
    {
        svg.BeginGroup(matrix.Title.Length > 0 ? matrix.Title : "matrix");
        double y = top + layout.Header;
        if (matrix.Names.Length > 0)
            svg.Text(left + layout.RowNames, y - 6, matrix.Names, MatrixLayout.NameSize, Palette.Muted);
        if (matrix.Title.Length > 0)
            svg.Text(left + layout.RowNames, top + 13, matrix.Title, Plot.TitleSize, Palette.Ink, bold: true);
        y += layout.ColumnNames;
        double x = left + layout.RowNames;
        for (int j = 0; j < matrix.Columns.Count; j += layout.EveryColumn)
        {
            string name = MatrixLayout.Short(matrix.Columns[j]);
            double middle = x + ((j + 0.5) * layout.CellWidth);
            if (layout.IsUpright)
                svg.UprightText(middle + 3.6, y - 5, name, MatrixLayout.NameSize, Palette.Ink);
            else
                svg.Text(middle, y - 6, name, MatrixLayout.NameSize, Palette.Ink, "middle");
        }

        for (int i = 0; i < matrix.Rows.Count; i += layout.EveryRow)
        {
            double middle = y + ((i + 0.5) * layout.CellHeight);
            svg.Text(x - 6, middle + 3.6, MatrixLayout.Short(matrix.Rows[i]), MatrixLayout.NameSize, Palette.Ink, "end");
        }

        for (int i = 0; i < matrix.Rows.Count; i++)
        {
            for (int j = 0; j < matrix.Columns.Count; j++)
                Cell(svg, matrix.Values[i, j], layout, shades, format, x + (j * layout.CellWidth), y + (i * layout.CellHeight));
        }

        svg.EndGroup();
    }

    // A number that is none is a stroke; one that is not finite is a cross, so that it is not taken for the first.
    private static void Cell(Svg svg, double value, MatrixLayout layout, Shades shades, string format, double x, double y)
    {
        double right = x + layout.CellWidth - layout.Gap, bottom = y + layout.CellHeight - layout.Gap;
        if (!double.IsFinite(value))
        {
            (double middleX, double middleY, double size) = ((x + right) / 2, (y + bottom) / 2, Math.Min(4, layout.CellHeight / 3));
            svg.Segment(middleX - size, middleY + size, middleX + size, middleY - size, Palette.AxisLine, 1);
            if (!double.IsNaN(value))
                svg.Segment(middleX - size, middleY - size, middleX + size, middleY + size, Palette.AxisLine, 1);
            return;
        }

        svg.Area($"M{Svg.Number(x)} {Svg.Number(y)}H{Svg.Number(right)}V{Svg.Number(bottom)}H{Svg.Number(x)}Z", Shades.Paint, shades.Opacity(value));
        if (layout.WithValues)
            svg.Text((x + right) / 2, ((y + bottom) / 2) + 3.7, Shown(value, format), MatrixLayout.ValueSize, Palette.Ink, "middle");
    }
}
