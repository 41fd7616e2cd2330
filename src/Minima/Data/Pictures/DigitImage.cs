namespace Minima.Data.Pictures;

/// <summary>
/// Turns a picture into an image as MNIST has them (LeCun, Cortes and Burges): 28 x 28, light ink on black, the longer side
/// of the digit 20, its centre of mass in the centre.
/// </summary>
public static class DigitImage
{
    /// <summary>Pixels in a row, and rows.</summary>
    public const int Side = 28;

    /// <summary>Pixels in an image.</summary>
    public const int Pixels = Side * Side;

    /// <summary>The longer side of the box around the digit.</summary>
    internal const int DigitSide = 20;

    // Cover below this is what noise and the skirts of an edge leave.
    private const float Faint = 0.08f;

    // From this quantile of the inked pixels on, ink is full.
    private const double FullInk = 0.9;

    /// <summary>
    /// Prepares a picture of one digit, dark on light or light on dark: the writing is found and cut out at full resolution, its pen made as
    /// wide as MNIST's where it is finer, and shrunk by area; then what is faint is cleared and the rest stretched to full ink.
    /// </summary>
    /// <param name="picture">The picture.</param>
    /// <param name="path">What it is called in errors.</param>
    /// <returns>784 bytes, row after row; 0 is paper, 255 is ink.</returns>
    /// <exception cref="UnusableInputException">There is no writing in it.</exception>
    public static byte[] Prepare(Picture picture, string path)
    {
        Coverage found = InkFinder.Find(picture, path);
        return Place(Threshold(Pen.Widen(found).Fit(DigitSide)));
    }

    /// <summary>
    /// Clears what is faint and stretches the rest, so that the ink is as full as MNIST's, of whose inked pixels more than a tenth
    /// have 252 or more. Strokes narrower than a pixel are grey when shrunk.
    /// </summary>
    private static (byte[] Values, int Width, int Height) Threshold(Coverage small)
    {
        float[] inked = [.. small.Values.Where(static cover => cover > Faint).Order()];
        float full = inked.Length == 0 ? 1 : inked[(int)(FullInk * (inked.Length - 1))];
        return ([.. small.Values.Select(cover => (byte)((255 * Math.Clamp((cover - Faint) / (full - Faint), 0, 1)) + 0.5f))], small.Width, small.Height);
    }

    private static byte[] Place((byte[] Values, int Width, int Height) digit)
    {
        byte[] image = new byte[Pixels];
        (double x, double y) = CentreOfMass(digit.Values, digit.Width);
        int left = Math.Clamp((int)Math.Round((Side / 2.0) - x), 0, Side - digit.Width);
        int top = Math.Clamp((int)Math.Round((Side / 2.0) - y), 0, Side - digit.Height);
        for (int row = 0; row < digit.Height; row++)
            digit.Values.AsSpan(row * digit.Width, digit.Width).CopyTo(image.AsSpan(((top + row) * Side) + left));
        return image;
    }

    /// <summary>The mean column and row, each counted from 0, weighted by the values.</summary>
    internal static (double X, double Y) CentreOfMass(ReadOnlySpan<byte> values, int width)
    {
        double mass = 0, x = 0, y = 0;
        for (int i = 0; i < values.Length; i++)
        {
            mass += values[i];
            x += (double)values[i] * (i % width);
            y += (double)values[i] * (i / width);
        }

        return (x / mass, y / mass);
    }
}
