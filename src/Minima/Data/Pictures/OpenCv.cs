namespace Minima.Data.Pictures;

/// <summary>Two functions of OpenCV 2.4 and 3 on 8-bit pictures, as they are computed there to the bit.</summary>
internal static class OpenCv
{
    /// <summary>Weights are whole numbers of 1/2048.</summary>
    private const int One = 1 << 11;

    // Below the least probability that a float tells from 0, a class counts as empty.
    private const double Empty = 1.1920929e-7;

    /// <summary>
    /// <c>resize</c> with INTER_LINEAR. New pixel i has its centre over the old coordinate (i + 1/2) from/to - 1/2; it mixes the two
    /// pixels around it by their distance, and beyond the border there is the border's pixel. Nothing is averaged where it shrinks.
    /// </summary>
    public static byte[] Resize(ReadOnlySpan<byte> pixels, int width, int height, int newWidth, int newHeight)
    {
        Tap[] columns = Taps(width, newWidth), rows = Taps(height, newHeight);
        byte[] result = new byte[newWidth * newHeight];
        for (int y = 0; y < newHeight; y++)
        {
            ReadOnlySpan<byte> upper = pixels.Slice(rows[y].First * width, width), lower = pixels.Slice(rows[y].Second * width, width);
            for (int x = 0; x < newWidth; x++)
            {
                Tap tap = columns[x];
                int above = (upper[tap.First] * tap.FirstWeight) + (upper[tap.Second] * tap.SecondWeight);
                int below = (lower[tap.First] * tap.FirstWeight) + (lower[tap.Second] * tap.SecondWeight);

                // 22 bits of weights are taken off in three steps, as there: the second is what a 16-bit multiplication keeps.
                int sum = ((rows[y].FirstWeight * (above >> 4)) >> 16) + ((rows[y].SecondWeight * (below >> 4)) >> 16);
                result[(y * newWidth) + x] = (byte)((sum + 2) >> 2);
            }
        }

        return result;
    }

    /// <summary>
    /// The threshold of Otsu (1979): the shade t that parts the pixels, at most t and above, with the largest variance between the parts; the
    /// first of equals, 0 where there is only one shade.
    /// </summary>
    public static int Otsu(ReadOnlySpan<byte> pixels)
    {
        Span<int> counts = stackalloc int[256];
        counts.Clear();
        foreach (byte shade in pixels)
            counts[shade]++;
        double scale = 1.0 / pixels.Length, mean = 0;
        for (int shade = 0; shade < 256; shade++)
            mean += shade * (double)counts[shade];
        mean *= scale;
        double below = 0, belowMean = 0, largest = 0;
        int best = 0;
        for (int shade = 0; shade < 256; shade++)
        {
            double share = counts[shade] * scale;
            belowMean *= below;
            below += share;
            double above = 1 - below;
            if (Math.Min(below, above) < Empty || Math.Max(below, above) > 1 - Empty)
                continue;
            belowMean = (belowMean + (shade * share)) / below;
            double aboveMean = (mean - (below * belowMean)) / above;
            double variance = below * above * (belowMean - aboveMean) * (belowMean - aboveMean);
            if (variance > largest)
                (largest, best) = (variance, shade);
        }

        return best;
    }

    private static Tap[] Taps(int from, int to)
    {
        double scale = (double)from / to;
        var taps = new Tap[to];
        for (int i = 0; i < to; i++)
        {
            float at = (float)(((i + 0.5) * scale) - 0.5);
            int first = (int)MathF.Floor(at);
            float part = at - first;
            if (first < 0)
                (first, part) = (0, 0);
            if (first >= from - 1)
                (first, part) = (from - 1, 0);
            taps[i] = new Tap(first, Math.Min(first + 1, from - 1), (int)MathF.Round((1 - part) * One), (int)MathF.Round(part * One));
        }

        return taps;
    }

    /// <summary>The two old pixels of a new one, and their weights.</summary>
    private readonly record struct Tap(int First, int Second, int FirstWeight, int SecondWeight);
}
