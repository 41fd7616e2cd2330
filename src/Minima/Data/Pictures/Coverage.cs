namespace Minima.Data.Pictures;

/// <summary>How far ink covers each pixel, from 0 (none) to 1, row after row.</summary>
internal sealed class Coverage(int width, int height)
{
    /// <summary>Pixels in a row.</summary>
    public int Width { get; } = width;

    /// <summary>Rows.</summary>
    public int Height { get; } = height;

    /// <summary>The cover of each pixel.</summary>
    public float[] Values { get; } = new float[width * height];

    /// <summary>
    /// The picture in another size; a new pixel is the mean of what lies under it, where pixels cut through count by their part. Where it
    /// grows, that is the nearest pixel with mixed borders.
    /// </summary>
    public Coverage Resize(int width, int height)
    {
        // Rows first, then columns: the mean over a rectangle is the mean of means.
        var narrow = new Coverage(width, Height);
        Share[] columns = Shares(Width, width), rows = Shares(Height, height);
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < width; x++)
                narrow.Values[(y * width) + x] = Mean(Values.AsSpan(y * Width, Width), 1, columns[x]);
        }

        var result = new Coverage(width, height);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
                result.Values[(y * width) + x] = Mean(narrow.Values.AsSpan(x), width, rows[y]);
        }

        return result;
    }

    /// <summary>The picture with its longer side as given, and the other in proportion, rounded, but at least 1.</summary>
    public Coverage Fit(int longerSide)
    {
        double scale = (double)longerSide / Math.Max(Width, Height);
        return Resize(Math.Max(1, (int)Math.Round(scale * Width)), Math.Max(1, (int)Math.Round(scale * Height)));
    }

    private static float Mean(ReadOnlySpan<float> values, int step, Share share)
    {
        double sum = 0;
        for (int i = share.First; i <= share.Last; i++)
        {
            double part = Math.Min(i + 1, share.End) - Math.Max(i, share.Start);
            sum += part * values[i * step];
        }

        return (float)(sum / (share.End - share.Start));
    }

    private static Share[] Shares(int from, int to)
    {
        var shares = new Share[to];
        for (int i = 0; i < to; i++)
        {
            double start = (double)i * from / to, end = (double)(i + 1) * from / to;
            shares[i] = new Share(start, end, (int)start, Math.Min(from - 1, (int)Math.Ceiling(end) - 1));
        }

        return shares;
    }

    /// <summary>What lies under a new pixel: from a place to a place, which the old pixels First to Last hold.</summary>
    private readonly record struct Share(double Start, double End, int First, int Last);
}
