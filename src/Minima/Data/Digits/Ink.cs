namespace Minima.Data.Digits;

/// <summary>Puts a writing on the page: grey values from the distance of each pixel's centre to the nearest stroke.</summary>
internal static class Ink
{
    /// <summary>Over how many pixels a line's edge falls from full ink to none.</summary>
    public const double Softness = 1.8;

    private const double Black = 255.0;

    /// <summary>Draws onto a blank page, 28 rows of 28 pixels; where strokes overlap, the darker counts.</summary>
    public static void Draw(Writing writing, Span<byte> page)
    {
        foreach (InkPoint[] stroke in writing.Strokes)
        {
            for (int i = 1; i < stroke.Length; i++)
                DrawPiece(stroke[i - 1], stroke[i], Black * writing.Darkness, page);
        }
    }

    private static void DrawPiece(InkPoint a, InkPoint b, double darkest, Span<byte> page)
    {
        double reach = Math.Max(a.HalfWidth, b.HalfWidth) + 0.5 * Softness;
        (int left, int right) = PixelsBetween(Math.Min(a.X, b.X) - reach, Math.Max(a.X, b.X) + reach);
        (int top, int bottom) = PixelsBetween(Math.Min(a.Y, b.Y) - reach, Math.Max(a.Y, b.Y) + reach);
        (double dx, double dy) = (b.X - a.X, b.Y - a.Y);
        double squaredLength = dx * dx + dy * dy;
        for (int row = top; row <= bottom; row++)
        {
            for (int column = left; column <= right; column++)
            {
                (double x, double y) = (column + 0.5 - a.X, row + 0.5 - a.Y);
                double along = squaredLength > 0.0 ? Math.Clamp((x * dx + y * dy) / squaredLength, 0.0, 1.0) : 0.0;
                (double offX, double offY) = (x - along * dx, y - along * dy);
                double distance = Math.Sqrt(offX * offX + offY * offY);
                double halfWidth = a.HalfWidth + along * (b.HalfWidth - a.HalfWidth);
                double cover = Math.Clamp((halfWidth - distance) / Softness + 0.5, 0.0, 1.0);
                ref byte pixel = ref page[row * Layout.Side + column];
                pixel = Math.Max(pixel, (byte)(darkest * cover + 0.5));
            }
        }
    }

    /// <summary>The pixels whose centres lie between two places, within the page.</summary>
    private static (int First, int Last) PixelsBetween(double start, double end) =>
        ((int)Math.Ceiling(Math.Max(start, 0.0) - 0.5), (int)Math.Floor(Math.Min(end, Layout.Side) - 0.5));
}
