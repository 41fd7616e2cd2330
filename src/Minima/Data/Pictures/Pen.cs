namespace Minima.Data.Pictures;

/// <summary>
/// Makes fine pens as wide as MNIST's. A ballpoint's line on a photo is often a tenth as wide, against the digit, as those that a network
/// was trained on; shrunk, it is a grey shadow of a stroke.
/// </summary>
internal static class Pen
{
    /// <summary>
    /// What a pen is widened to, in pixels of an image in which the digit's longer side is 20. Measured by <see cref="Width"/>, the pens of
    /// MNIST's training images have the quartiles 2.1, 2.5 and 2.9.
    /// </summary>
    private const double Usual = 2.1;

    // The size in which a pen is widened: five pixels for each that the image will have.
    private const int Fineness = 5;

    /// <summary>The digit as it is, or with its strokes widened.</summary>
    public static Coverage Widen(Coverage digit)
    {
        double width = Width(digit) * DigitImage.DigitSide / Math.Max(digit.Width, digit.Height);
        if (!(width < Usual))
            return digit;
        double radius = (Usual - width) / 2 * Fineness;
        return Dilate(digit.Fit(Fineness * DigitImage.DigitSide), radius);
    }

    /// <summary>
    /// The mean width of the strokes: twice the area over the length of the outline, as a long stroke of width w and length l has the area
    /// w l and the outline 2 l. The outline is counted in sides of pixels, which overstate a line of any direction 4/pi times in the mean.
    /// </summary>
    internal static double Width(Coverage digit)
    {
        double area = 0;
        long sides = 0;
        for (int y = 0; y < digit.Height; y++)
        {
            for (int x = 0; x < digit.Width; x++)
            {
                bool ink = IsInk(digit, x, y);
                area += digit.Values[(y * digit.Width) + x];
                sides += (ink != IsInk(digit, x - 1, y) ? 1 : 0) + (ink != IsInk(digit, x, y - 1) ? 1 : 0);
                sides += (ink && x == digit.Width - 1 ? 1 : 0) + (ink && y == digit.Height - 1 ? 1 : 0);
            }
        }

        return 2 * area / (Math.PI / 4 * Math.Max(1, sides));
    }

    private static bool IsInk(Coverage digit, int x, int y) => x >= 0 && y >= 0 && digit.Values[(y * digit.Width) + x] >= 0.5f;

    /// <summary>Each pixel gets the most that lies within the radius of it; the picture grows by that on all sides.</summary>
    private static Coverage Dilate(Coverage digit, double radius)
    {
        int reach = (int)Math.Ceiling(radius);
        var wide = new Coverage(digit.Width + (2 * reach), digit.Height + (2 * reach));
        for (int dy = -reach; dy <= reach; dy++)
        {
            for (int dx = -reach; dx <= reach; dx++)
            {
                // A disc with a soft edge, so that the width grows by fractions of a pixel too.
                float part = (float)Math.Clamp(radius + 0.5 - Math.Sqrt((dx * dx) + (dy * dy)), 0, 1);
                if (part > 0)
                    Spread(digit, wide, reach + dx, reach + dy, part);
            }
        }

        return wide;
    }

    private static void Spread(Coverage digit, Coverage wide, int right, int down, float part)
    {
        for (int y = 0; y < digit.Height; y++)
        {
            Span<float> target = wide.Values.AsSpan(((y + down) * wide.Width) + right, digit.Width);
            ReadOnlySpan<float> source = digit.Values.AsSpan(y * digit.Width, digit.Width);
            for (int x = 0; x < target.Length; x++)
                target[x] = Math.Max(target[x], part * source[x]);
        }
    }
}
