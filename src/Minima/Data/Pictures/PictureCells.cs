namespace Minima.Data.Pictures;

/// <summary>A picture cut into squares, and the median shade of each: what the paper has there, unless writing covers half of it.</summary>
internal sealed class PictureCells
{
    private readonly Picture _picture;

    /// <summary>Cuts the picture into at most <paramref name="along"/> squares along its longer side, of at least a pixel.</summary>
    public PictureCells(Picture picture, int along)
    {
        _picture = picture;
        Side = (Math.Max(picture.Width, picture.Height) + along - 1) / along;
        (Columns, Rows) = ((picture.Width + Side - 1) / Side, (picture.Height + Side - 1) / Side);
        Medians = new byte[Rows * Columns];
        for (int i = 0; i < Medians.Length; i++)
            Medians[i] = Median(i % Columns * Side, i / Columns * Side);
    }

    /// <summary>Pixels along a square; those at the right and at the bottom may be cut.</summary>
    public int Side { get; }

    /// <summary>Squares in a row.</summary>
    public int Columns { get; }

    /// <summary>Rows of squares.</summary>
    public int Rows { get; }

    /// <summary>The median shade of each, row after row.</summary>
    public byte[] Medians { get; }

    /// <summary>The middle of a square, in pixels counted from 0.</summary>
    public (double X, double Y) Centre(int cell)
    {
        (int left, int top) = (cell % Columns * Side, cell / Columns * Side);
        return ((left + Math.Min(left + Side, _picture.Width) - 1) / 2.0, (top + Math.Min(top + Side, _picture.Height) - 1) / 2.0);
    }

    private byte Median(int left, int top)
    {
        int right = Math.Min(left + Side, _picture.Width), bottom = Math.Min(top + Side, _picture.Height);
        Span<int> counts = stackalloc int[256];
        counts.Clear();
        for (int y = top; y < bottom; y++)
        {
            foreach (byte shade in _picture.Grey.Slice((y * _picture.Width) + left, right - left))
                counts[shade]++;
        }

        int half = (((right - left) * (bottom - top)) + 1) / 2, median = 0;
        for (int sum = counts[0]; sum < half; sum += counts[median])
            median++;
        return (byte)median;
    }
}
