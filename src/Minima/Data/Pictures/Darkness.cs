namespace Minima.Data.Pictures;

/// <summary>
/// How dark each pixel is against the paper it stands on: (paper - shade) / paper, from 0 to 1, kept as 0 to 255. Light falls off by
/// factors, not by differences; so ink has the same darkness in shadow. Light writing on a dark ground is complemented first.
/// </summary>
internal sealed class Darkness
{
    // Darker paper counts as so dark: there would only be noise divided by noise. For light writing, that is ground too light for it.
    private const double DarkestPaper = 64;

    // Standard deviation of a normal distribution over its median absolute deviation.
    private const double MedianToSigma = 1.4826;

    private Darkness(int width, int height, bool isInverted, byte[] values, double noise) =>
        (Width, Height, IsInverted, Values, Noise) = (width, height, isInverted, values, noise);

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Whether the writing is lighter than its ground.</summary>
    public bool IsInverted { get; }

    /// <summary>0 is as light as paper, 255 is black; row after row.</summary>
    public byte[] Values { get; }

    /// <summary>The standard deviation of the paper's own darkness, in the same units, from the median of all deviations.</summary>
    public double Noise { get; }

    /// <summary>The darkness of a picture.</summary>
    public static Darkness Of(Picture picture)
    {
        PaperSurface surface = PaperSurface.Fit(picture);
        var paper = new double[picture.Width];

        // Cubes, so that the few pixels far off decide, which are writing, and not the many near by, which are light and noise.
        double cubes = 0;
        for (int y = 0; y < picture.Height; y++)
        {
            surface.CopyRow(y, paper);
            ReadOnlySpan<byte> row = picture.Grey.Slice(y * picture.Width, picture.Width);
            for (int x = 0; x < row.Length; x++)
            {
                double difference = row[x] - paper[x];
                cubes += difference * difference * difference;
            }
        }

        return Of(picture, new Paper(picture, surface, isInverted: cubes > 0), isInverted: cubes > 0);
    }

    private static Darkness Of(Picture picture, Paper ground, bool isInverted)
    {
        var paper = new double[picture.Width];
        byte[] values = new byte[picture.Grey.Length];
        var deviations = new long[256];
        for (int y = 0; y < picture.Height; y++)
        {
            ground.CopyRow(y, paper);
            int start = y * picture.Width;
            for (int x = 0; x < picture.Width; x++)
            {
                int shade = isInverted ? 255 - picture.Grey[start + x] : picture.Grey[start + x];
                double dark = 255 * (paper[x] - shade) / Math.Max(DarkestPaper, paper[x]);
                values[start + x] = (byte)(Math.Clamp(dark, 0, 255) + 0.5);
                deviations[(int)(Math.Min(Math.Abs(dark), 255) + 0.5)]++;
            }
        }

        return new Darkness(picture.Width, picture.Height, isInverted, values, MedianToSigma * Median(deviations, values.Length));
    }

    private static int Median(long[] counts, int all)
    {
        int median = 0;
        for (long sum = counts[0]; 2 * sum < all; sum += counts[median])
            median++;
        return median;
    }
}
