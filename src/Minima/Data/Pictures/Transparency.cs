namespace Minima.Data.Pictures;

/// <summary>
/// Puts a picture with transparent parts onto paper. What is transparent is paper; the question is which shade that has. If the
/// opaque part covers most of the picture and has two shades itself, it is a sheet with writing, of which a bit was cut out, and paper has
/// the sheet's shade (the median). Otherwise what is opaque is the writing, and the paper is black or white, whichever is farther from it.
/// </summary>
internal static class Transparency
{
    // A quarter of the range from black to white, between the darkest and the lightest twentieth: a drawing in one pen stays below.
    private const int TwoShades = 64;
    private const double Tail = 0.05;

    /// <summary>Grey values on paper. The arrays may be reused.</summary>
    /// <param name="grey">0 is black, 255 is white.</param>
    /// <param name="opacity">0 is transparent, 255 is opaque; null where everything is opaque.</param>
    /// <param name="path">Named in errors.</param>
    /// <exception cref="UnusableInputException">Everything is transparent.</exception>
    public static byte[] ToPaper(byte[] grey, byte[]? opacity, string path)
    {
        if (opacity is null)
            return grey;
        Span<long> shades = stackalloc long[256];
        long all = 0;
        for (int i = 0; i < grey.Length; i++)
        {
            shades[grey[i]] += opacity[i];
            all += opacity[i];
        }

        if (all == 0)
            throw new UnusableInputException($"'{path}' is blank: all of it is transparent.");
        int paper = Paper(shades, all, (double)all / (255L * grey.Length));
        for (int i = 0; i < grey.Length; i++)
            grey[i] = (byte)(((grey[i] * opacity[i]) + (paper * (255 - opacity[i])) + 127) / 255);
        return grey;
    }

    private static int Paper(ReadOnlySpan<long> shades, long all, double covered)
    {
        int dark = Quantile(shades, all, Tail), middle = Quantile(shades, all, 0.5), light = Quantile(shades, all, 1 - Tail);
        if (covered > 0.5 && light - dark >= TwoShades)
            return middle;
        return middle < 128 ? 255 : 0;
    }

    /// <summary>The first shade at or below which so large a part lies.</summary>
    private static int Quantile(ReadOnlySpan<long> shades, long all, double part)
    {
        long sum = 0;
        for (int shade = 0; shade < 255; shade++)
        {
            sum += shades[shade];
            if (sum >= part * all)
                return shade;
        }

        return 255;
    }
}
