using Minima.Numerics;

namespace Minima.Data.Augmentation;

/// <summary>
/// Turns images about their centre as <c>scipy.ndimage.rotate(image, angle, order=0, reshape=False)</c> does: each pixel takes the value
/// of the nearest one at the place it comes from, and is 0 where that place lies beyond the outermost pixels' centres.
/// </summary>
internal sealed class Rotation
{
    private readonly int[] _sources;

    /// <summary>A rotation of images of one size.</summary>
    /// <param name="angle">Degrees; positive turns against the clock, as rows go down.</param>
    /// <param name="rows">Rows of an image.</param>
    /// <param name="columns">Columns of an image.</param>
    public Rotation(double angle, int rows, int columns)
    {
        // The place that (i, j) comes from is M (i, j) + offset, M = (cos, sin; -sin, cos); the centre stays where it is.
        (double sin, double cos) = SinCos(angle);
        double centreRow = (rows - 1) / 2.0, centreColumn = (columns - 1) / 2.0;
        double offsetRow = centreRow - ((cos * centreRow) + (sin * centreColumn));
        double offsetColumn = centreColumn - ((-sin * centreRow) + (cos * centreColumn));
        _sources = new int[rows * columns];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                double row = offsetRow + (i * cos) + (j * sin), column = offsetColumn + (i * -sin) + (j * cos);
                bool inside = row >= 0 && row <= rows - 1 && column >= 0 && column <= columns - 1;
                _sources[(i * columns) + j] = inside ? ((int)Math.Floor(row + 0.5) * columns) + (int)Math.Floor(column + 0.5) : -1;
            }
        }
    }

    /// <summary>Turns an image, row-major, into another place.</summary>
    public void Apply<T>(ReadOnlySpan<T> image, Span<T> turned)
        where T : struct
    {
        for (int i = 0; i < _sources.Length; i++)
            turned[i] = _sources[i] < 0 ? default : image[_sources[i]];
    }

    /// <summary>Sine and cosine of degrees, exact at whole quarter turns.</summary>
    private static (double Sin, double Cos) SinCos(double degrees)
    {
        double within = Math.IEEERemainder(degrees, 360);
        int quarters = (int)Math.Round(within / 90);
        double radians = (within - (90.0 * quarters)) * (Math.PI / 180);
        (double sin, double cos) = (Elementary.Sin(radians), Elementary.Cos(radians));
        return (quarters & 3) switch { 0 => (sin, cos), 1 => (cos, -sin), 2 => (-sin, -cos), _ => (-cos, sin) };
    }
}
