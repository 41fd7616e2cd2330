namespace Minima.Data;

/// <summary>How an example's numbers make an image, row after row.</summary>
/// <param name="Rows">Its height in pixels.</param>
/// <param name="Columns">Its width in pixels.</param>
public sealed record ImageSize(int Rows, int Columns)
{
    /// <summary>The size of a square image of so many numbers; null where they make none.</summary>
    public static ImageSize? OfSquare(int numbers)
    {
        int side = (int)Math.Sqrt(numbers);
        return side > 0 && side * side == numbers ? new ImageSize(side, side) : null;
    }
}
