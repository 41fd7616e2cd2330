namespace Minima.Data.Pictures;

/// <summary>
/// The steps that the author of the 2016 experiment took from a picture to an image (his processImg), with what they call in OpenCV
/// and NumPy computed as those did then. Dark ink on a light ground is taken for granted, and the whole picture is shrunk before the
/// digit is looked for: kept to repeat what he saw; <see cref="DigitImage"/> is better.
/// </summary>
public static class DigitImage2016
{
    /// <summary>
    /// Inverts; resizes to 28 x 28; makes it black and white at Otsu's threshold; cuts black borders off; resizes so that the longer side is
    /// 20; pads to 28 x 28; and moves the centre of mass to (14, 14) by whole pixels.
    /// </summary>
    /// <param name="picture">The picture.</param>
    /// <param name="path">What it is called in errors.</param>
    /// <returns>784 bytes, row after row; 0 is paper, 255 is ink. He divided them by 255.</returns>
    /// <exception cref="UnusableInputException">It is of one shade when shrunk, so that there is nothing for Otsu's threshold to part.</exception>
    public static byte[] Prepare(Picture picture, string path)
    {
        byte[] inverted = [.. picture.Grey];
        for (int i = 0; i < inverted.Length; i++)
            inverted[i] = (byte)(255 - inverted[i]);
        byte[] small = OpenCv.Resize(inverted, picture.Width, picture.Height, DigitImage.Side, DigitImage.Side);
        if (!small.AsSpan().ContainsAnyExcept(small[0]))
            throw new UnusableInputException($"'{path}' is blank: shrunk to 28 x 28 it has only one shade. A picture of one digit was expected.");
        int threshold = OpenCv.Otsu(small);
        for (int i = 0; i < small.Length; i++)
            small[i] = small[i] > threshold ? byte.MaxValue : byte.MinValue;
        (byte[] digit, int width, int height) = Crop(small);

        // Python 2's round, which he used, takes halves away from zero. A side of 28 at most gives at least 20 / 28, so never 0.
        int columns = height > width ? RoundAway(width * (20.0 / height)) : DigitImage.DigitSide;
        int rows = height > width ? DigitImage.DigitSide : RoundAway(height * (20.0 / width));
        byte[] scaled = OpenCv.Resize(digit, width, height, columns, rows);
        return Move(Pad(scaled, columns, rows));
    }

    private static int RoundAway(double value) => (int)Math.Round(value, MidpointRounding.AwayFromZero);

    private static (byte[] Digit, int Width, int Height) Crop(byte[] image)
    {
        const int side = DigitImage.Side;
        int[] lit = [.. Enumerable.Range(0, image.Length).Where(i => image[i] != 0)];
        int left = lit.Min(static i => i % side), right = lit.Max(static i => i % side);
        int top = lit[0] / side, bottom = lit[^1] / side, width = right - left + 1;
        byte[] digit = new byte[width * (bottom - top + 1)];
        for (int row = top; row <= bottom; row++)
            image.AsSpan((row * side) + left, width).CopyTo(digit.AsSpan((row - top) * width));
        return (digit, width, bottom - top + 1);
    }

    /// <summary>The larger half of the gap goes to the left and to the top.</summary>
    private static byte[] Pad(byte[] digit, int width, int height)
    {
        byte[] image = new byte[DigitImage.Pixels];
        int left = (DigitImage.Side - width + 1) / 2, top = (DigitImage.Side - height + 1) / 2;
        for (int row = 0; row < height; row++)
            digit.AsSpan(row * width, width).CopyTo(image.AsSpan(((top + row) * DigitImage.Side) + left));
        return image;
    }

    /// <summary>A shift by whole pixels, which is what warpAffine makes of it; what comes in is black, what goes out is lost.</summary>
    private static byte[] Move(byte[] image)
    {
        const int side = DigitImage.Side;
        (double x, double y) = DigitImage.CentreOfMass(image, side);

        // NumPy's round takes halves to the even number, as .NET's does.
        int right = (int)Math.Round((side / 2.0) - x), down = (int)Math.Round((side / 2.0) - y);
        byte[] moved = new byte[image.Length];
        for (int i = 0; i < image.Length; i++)
        {
            int column = (i % side) + right, row = (i / side) + down;
            if (column is >= 0 and < side && row is >= 0 and < side)
                moved[(row * side) + column] = image[i];
        }

        return moved;
    }
}
