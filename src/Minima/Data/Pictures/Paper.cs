namespace Minima.Data.Pictures;

/// <summary>
/// How light the paper is at each pixel, for writing darker than it: <see cref="PaperSurface"/>, corrected where the light has edges, as
/// at a hand's shadow. The correction is a morphological closing (Serra) of small cells' shades against the surface: it fills
/// what is dark and narrow, which is writing, and leaves what is dark and wide, edges and all, which is shadow.
/// </summary>
internal sealed class Paper
{
    /// <summary>Cells along the longer side, at most.</summary>
    private const int Cells = 128;

    // What is narrower than a third of the longer side is filled: twice this part of it, and a cell.
    private const int Reach = 6;

    // Paper darker than this is noise divided by noise.
    private const double Darkest = 32;

    private readonly PaperSurface _surface;
    private readonly bool _isInverted;
    private readonly PictureCells _cells;
    private readonly double[] _corrections;

    /// <summary>The paper of a picture.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="surface">The surface fitted to it.</param>
    /// <param name="isInverted">Whether writing is lighter than its ground: everything is complemented then.</param>
    public Paper(Picture picture, PaperSurface surface, bool isInverted)
    {
        (_surface, _isInverted, _cells) = (surface, isInverted, new PictureCells(picture, Cells));
        var corrections = new double[_cells.Medians.Length];
        var row = new double[picture.Width];
        for (int i = 0; i < corrections.Length; i++)
        {
            (double x, double y) = _cells.Centre(i);
            if (i % _cells.Columns == 0)
                CopySurface((int)y, row);
            int shade = isInverted ? 255 - _cells.Medians[i] : _cells.Medians[i];
            corrections[i] = shade / row[(int)x];
        }

        int reach = (Math.Max(_cells.Columns, _cells.Rows) + Reach - 1) / Reach;
        _corrections = Extremes(Extremes(corrections, reach, 1), reach, -1);
    }

    /// <summary>The paper's shade along a row, for each pixel: from 32 to 255, complemented where writing is lighter.</summary>
    public void CopyRow(int y, Span<double> row)
    {
        CopySurface(y, row);
        (int upper, int lower, double down) = Between(y, _cells.Rows);
        for (int x = 0; x < row.Length; x++)
        {
            (int left, int right, double across) = Between(x, _cells.Columns);
            double above = Mixed(upper, left, right, across), below = Mixed(lower, left, right, across);
            row[x] = Math.Clamp(row[x] * (above + (down * (below - above))), Darkest, 255);
        }
    }

    private double Mixed(int row, int left, int right, double across)
    {
        double first = _corrections[(row * _cells.Columns) + left], second = _corrections[(row * _cells.Columns) + right];
        return first + (across * (second - first));
    }

    /// <summary>The cells before and behind a pixel, and how far it lies from the middle of the first to that of the second.</summary>
    private (int First, int Second, double Part) Between(int pixel, int count)
    {
        double at = Math.Clamp(((pixel + 0.5) / _cells.Side) - 0.5, 0, count - 1);
        int first = (int)at;
        return (first, Math.Min(first + 1, count - 1), at - first);
    }

    private void CopySurface(int y, Span<double> row)
    {
        _surface.CopyRow(y, row);
        foreach (ref double shade in row)
            shade = Math.Clamp(_isInverted ? 255 - shade : shade, Darkest, 255);
    }

    /// <summary>For each cell the greatest (sign 1) or least (sign -1) value within the reach on all sides: rows first, then columns.</summary>
    private double[] Extremes(double[] values, int reach, int sign)
    {
        double[] across = new double[values.Length], result = new double[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            int column = i % _cells.Columns, first = Math.Max(0, column - reach), last = Math.Min(_cells.Columns - 1, column + reach);
            across[i] = Extreme(values, i - column + first, 1, last - first + 1, sign);
        }

        for (int i = 0; i < values.Length; i++)
        {
            int row = i / _cells.Columns, first = Math.Max(0, row - reach), last = Math.Min(_cells.Rows - 1, row + reach);
            result[i] = Extreme(across, i + ((first - row) * _cells.Columns), _cells.Columns, last - first + 1, sign);
        }

        return result;
    }

    private static double Extreme(double[] values, int start, int step, int count, int sign)
    {
        double extreme = values[start];
        for (int i = 1; i < count; i++)
            extreme = sign * Math.Max(sign * extreme, sign * values[start + (i * step)]);
        return extreme;
    }
}
