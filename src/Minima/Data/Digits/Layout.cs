using Minima.Numerics;

namespace Minima.Data.Digits;

/// <summary>
/// Lays a writing out on a 28x28 page as MNIST's digits are: its longer side fills (nearly) 20 pixels, its centre of mass lies
/// (nearly) in the middle of the page, and the outermost pixels stay blank.
/// </summary>
internal static class Layout
{
    /// <summary>Pixels along a side of the page.</summary>
    public const int Side = 28;

    private const double LargestSize = 20.0;
    private const double SmallestSize = 18.5;
    private const double Margin = 1.0;
    private const double OffCentre = 0.4;

    /// <summary>Scales and moves the strokes, whose places are in box lengths and whose widths are in pixels already.</summary>
    public static List<InkPoint[]> Place(List<InkPoint[]> strokes, RandomState random)
    {
        InkPoint[] all = [.. strokes.SelectMany(s => s)];
        double border = all.Max(p => p.HalfWidth) + 0.5 * Ink.Softness;
        (double left, double right) = (all.Min(p => p.X), all.Max(p => p.X));
        (double top, double bottom) = (all.Min(p => p.Y), all.Max(p => p.Y));
        double size = random.Uniform(SmallestSize, LargestSize);
        double scale = (size - 2.0 * border) / Math.Max(right - left, bottom - top);

        (double massX, double massY) = CentreOfMass(strokes);
        double shiftX = Shift(massX * scale, left * scale - border, right * scale + border, random);
        double shiftY = Shift(massY * scale, top * scale - border, bottom * scale + border, random);
        return strokes.ConvertAll(stroke => Array.ConvertAll(
            stroke,
            p => p with { X = p.X * scale + shiftX, Y = p.Y * scale + shiftY }));
    }

    /// <summary>What brings the mass near the middle of the page, as far as that keeps both ends off the margin.</summary>
    private static double Shift(double mass, double start, double end, RandomState random)
    {
        double wanted = 0.5 * Side + OffCentre * random.StandardNormal() - mass;
        return Math.Clamp(wanted, Margin - start, Side - Margin - end);
    }

    private static (double X, double Y) CentreOfMass(List<InkPoint[]> strokes)
    {
        (double mass, double x, double y) = (0.0, 0.0, 0.0);
        foreach (InkPoint[] stroke in strokes)
        {
            for (int i = 1; i < stroke.Length; i++)
            {
                (InkPoint a, InkPoint b) = (stroke[i - 1], stroke[i]);
                double length = Math.Sqrt((b.X - a.X) * (b.X - a.X) + (b.Y - a.Y) * (b.Y - a.Y));
                double piece = length * (a.HalfWidth + b.HalfWidth);
                mass += piece;
                x += piece * 0.5 * (a.X + b.X);
                y += piece * 0.5 * (a.Y + b.Y);
            }
        }

        return (x / mass, y / mass);
    }
}
