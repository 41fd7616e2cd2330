namespace Minima.Data.Pictures;

/// <summary>Finds the writing in a picture and cuts it out, at the picture's own resolution.</summary>
/// <remarks>
/// How dark the ink is, the picture's darkest pixels say: as many as the smallest writing has that is looked for, so that a few
/// specks cannot. What is more than a share of that, and above the noise, is ink; what hangs together is a region; the
/// longest region is the digit, and others belong to it if they are not too small, nor too far away.
/// </remarks>
internal static class InkFinder
{
    // The darkest pixels: one in 10,000 (a digit of a twentieth of a photo's height has three times as many), but 8 of a small picture.
    private const int DarkestShare = 10_000;
    private const int FewestDarkest = 8;

    // Ink stands out from the paper by a tenth of the way to black, and by six standard deviations of its noise.
    private const double FaintestInk = 0.1 * 255;
    private const double NoiseToInk = 6;
    private const double NoiseToEdge = 3.5;

    // Of the ink's darkness: where a region ends; and where the cover of a pixel by ink rises from none to all. A half is the very edge of
    // a stroke; strokes thinner than a pixel and lifted pens need less.
    private const double RegionEdge = 0.35;
    private const double CoverBegins = 0.25;
    private const double CoverEnds = 0.75;

    // A digit is at least so long, in pixels and as a part of the picture's longer side; anything shorter is a speck.
    private const int ShortestDigit = 6;
    private const int ShortestDigitPart = 50;

    // Of the longest region's length: how long another must be, and how far away it may be.
    private const double ShortestPart = 0.15;
    private const double WidestGap = 0.35;

    // What lies at the picture's edge (a desk, a ruled line) is not the digit if another region has a fifth of its length.
    private const double InnerLength = 0.2;

    /// <summary>The writing, cut out: how far ink covers each pixel, from 0 to 1.</summary>
    /// <exception cref="UnusableInputException">There is none.</exception>
    public static Coverage Find(Picture picture, string path)
    {
        Darkness darkness = Darkness.Of(picture);
        double ink = Ink(darkness);
        if (!(ink >= FaintestInk && ink >= NoiseToInk * darkness.Noise))
            throw Blank(path, "nothing in it stands out from its ground");
        List<InkRegion> regions = InkRegion.Find(darkness, Math.Max(RegionEdge * ink, NoiseToEdge * darkness.Noise));
        List<InkRegion> digit = Digit(regions, picture);
        if (digit[0].Length < Math.Max(ShortestDigit, Math.Max(picture.Width, picture.Height) / ShortestDigitPart))
            throw Blank(path, "there are only specks in it");
        return Cut(darkness, digit, CoverBegins * ink, CoverEnds * ink);
    }

    /// <summary>The darkness that so many pixels have at least.</summary>
    private static double Ink(Darkness darkness)
    {
        var counts = new long[256];
        foreach (byte value in darkness.Values)
            counts[value]++;
        long wanted = Math.Max(FewestDarkest, darkness.Values.Length / DarkestShare);
        int level = 255;
        for (long sum = counts[255]; sum < wanted && level > 0; sum += counts[level])
            level--;
        return level;
    }

    private static List<InkRegion> Digit(List<InkRegion> regions, Picture picture)
    {
        InkRegion[] inner = [.. regions.Where(region =>
            region.Left > 0 && region.Top > 0 && region.Right < picture.Width && region.Bottom < picture.Height)];
        int longest = regions.Max(static region => region.Length);
        InkRegion[] from = inner.Any(region => region.Length >= InnerLength * longest) ? inner : [.. regions];
        InkRegion main = from.MaxBy(static region => region.Length)!;

        // What is long enough, from the nearest to the farthest, so that a broken stroke is followed piece by piece.
        List<InkRegion> digit = [main], rest = [.. from.Where(region => region != main && region.Length >= ShortestPart * main.Length)];
        for (int added = 1; added > 0;)
        {
            InkRegion[] near = [.. rest.Where(region => digit.Any(part => Gap(part, region) <= WidestGap * main.Length))];
            digit.AddRange(near);
            added = rest.RemoveAll(near.Contains);
        }

        return digit;
    }

    /// <summary>How far apart the boxes around two regions are; 0 where they overlap.</summary>
    private static int Gap(InkRegion a, InkRegion b) => Math.Max(
        Math.Max(0, Math.Max(a.Left, b.Left) - Math.Min(a.Right, b.Right)),
        Math.Max(0, Math.Max(a.Top, b.Top) - Math.Min(a.Bottom, b.Bottom)));

    private static Coverage Cut(Darkness darkness, List<InkRegion> digit, double none, double all)
    {
        int left = digit.Min(static region => region.Left), top = digit.Min(static region => region.Top);
        var cut = new Coverage(digit.Max(static region => region.Right) - left, digit.Max(static region => region.Bottom) - top);
        foreach (InkRun run in digit.SelectMany(static region => region.Runs))
        {
            for (int x = run.Left; x < run.Right; x++)
            {
                double dark = darkness.Values[(run.Y * darkness.Width) + x];
                cut.Values[((run.Y - top) * cut.Width) + x - left] = (float)Math.Clamp((dark - none) / (all - none), 0, 1);
            }
        }

        return cut;
    }

    private static UnusableInputException Blank(string path, string why) =>
        new($"'{path}' is blank: {why}. A picture of one digit, darker or lighter than its ground, was expected.");
}
