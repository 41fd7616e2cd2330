namespace Minima.Data.Pictures;

/// <summary>
/// How light the paper is at each pixel, for writing darker than it: a morphological closing (Serra) of the shades of small cells. It fills
/// what is dark and narrow, which is writing, and leaves what is dark and wide with its edges as they are, which is shadow.
/// </summary>
internal sealed class Paper
{
    /// <summary>Cells along the longer side, at most.</summary>
    private const int Cells = 128;

    // What is narrower than a third of the longer side is filled: twice this part of it, and a cell.
    private const int Reach = 6;

    private readonly PictureCells _cells;
    private readonly double[] _shades;
    private readonly double[] _line;

    /// <summary>The paper of a picture.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="surface">What <see cref="PaperSurface.Fit"/> says of it.</param>
    /// <param name="isInverted">Whether writing is lighter than its ground: everything is complemented then.</param>
    public Paper(Picture picture, PaperSurface surface, bool isInverted)
    {
        _cells = new PictureCells(picture, Cells);
        _line = new double[_cells.Columns];
        int reach = (Math.Max(_cells.Columns, _cells.Rows) + Reach - 1) / Reach;

        // Closing by a square that may stick out of the picture, twice: around the picture the surface goes on as it is at the border, so that a
        // corner that falls off into the dark stays dark; or there is nothing, so that a shadow's edge may meet the border where the
        // surface does not know of it. Either fills a stroke, along the border too; what else they fill, they should not have.
        double[] continued = Close(surface, isInverted, reach), alone = Close(null, isInverted, reach);
        _shades = [.. continued.Zip(alone, Math.Min)];

        // Closing follows the noise's upper side. Most cells are paper: the median cell is to be as light as it is.
        double[] parts = [.. _cells.Medians.Zip(_shades, (median, closed) => (isInverted ? 255 - median : median) / Math.Max(1, closed)).Order()];
        double part = parts[parts.Length / 2];
        for (int i = 0; i < _shades.Length; i++)
            _shades[i] = Math.Clamp(part * _shades[i], 0, 255);
    }

    /// <summary>The paper's shade along a row, for each pixel: from 0 to 255, complemented where writing is lighter.</summary>
    public void CopyRow(int y, Span<double> row)
    {
        (int upper, int lower, double down) = Between(y, _cells.Rows);
        for (int i = 0; i < _line.Length; i++)
        {
            double above = _shades[(upper * _cells.Columns) + i], below = _shades[(lower * _cells.Columns) + i];
            _line[i] = above + (down * (below - above));
        }

        for (int x = 0; x < row.Length; x++)
        {
            (int left, int right, double across) = Between(x, _cells.Columns);
            row[x] = _line[left] + (across * (_line[right] - _line[left]));
        }
    }

    /// <summary>The cells before and behind a pixel, and how far it lies from the middle of the first to that of the second.</summary>
    private (int First, int Second, double Part) Between(int pixel, int count)
    {
        double at = Math.Clamp(((pixel + 0.5) / _cells.Side) - 0.5, 0, count - 1);
        int first = (int)at;
        return (first, Math.Min(first + 1, count - 1), at - first);
    }

    /// <summary>The closing of the cells' shades; around them there is the surface, or nothing.</summary>
    private double[] Close(PaperSurface? surface, bool isInverted, int reach)
    {
        int margin = surface is null ? 0 : reach, columns = _cells.Columns + (2 * margin), rows = _cells.Rows + (2 * margin);
        var shades = new double[columns * rows];
        for (int i = 0; i < shades.Length; i++)
        {
            int column = Math.Clamp((i % columns) - margin, 0, _cells.Columns - 1), row = Math.Clamp((i / columns) - margin, 0, _cells.Rows - 1);
            int cell = (row * _cells.Columns) + column;
            bool inside = column == (i % columns) - margin && row == (i / columns) - margin;
            double shade = inside ? _cells.Medians[cell] : surface!.At(_cells.Centre(cell).X, _cells.Centre(cell).Y);
            shades[i] = isInverted ? 255 - shade : shade;
        }

        double[] closed = Extremes(Extremes(shades, columns, reach, 1), columns, reach, -1);
        return [.. Enumerable.Range(0, _cells.Medians.Length).Select(cell =>
            closed[(((cell / _cells.Columns) + margin) * columns) + (cell % _cells.Columns) + margin])];
    }

    /// <summary>For each cell the greatest (sign 1) or least (sign -1) value within the reach on all sides: rows first, then columns.</summary>
    private static double[] Extremes(double[] values, int columns, int reach, int sign)
    {
        double[] across = new double[values.Length], result = new double[values.Length];
        int rows = values.Length / columns;
        for (int i = 0; i < values.Length; i++)
        {
            int column = i % columns, first = Math.Max(0, column - reach), last = Math.Min(columns - 1, column + reach);
            across[i] = Extreme(values, i - column + first, 1, last - first + 1, sign);
        }

        for (int i = 0; i < values.Length; i++)
        {
            int row = i / columns, first = Math.Max(0, row - reach), last = Math.Min(rows - 1, row + reach);
            result[i] = Extreme(across, i + ((first - row) * columns), columns, last - first + 1, sign);
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
