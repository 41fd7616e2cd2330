namespace Minima.Figures;

/// <summary>How one series looks, so that it can be told from the others by colour, and without.</summary>
/// <param name="Paint">Its colour.</param>
/// <param name="Width">Its line's width; 0 where no line joins the points.</param>
/// <param name="Dashes">SVG dash pattern; null for a solid line.</param>
/// <param name="Marker">Which marker shape; null for none.</param>
internal sealed record Look(Paint Paint, double Width, string? Dashes, int? Marker)
{
    private const int MarkerShapes = 8;

    private static readonly string[] ReferenceDashes = ["7 4", "1.5 4", "10 4 1.5 4", "3 3"];

    /// <summary>Whether it is what others are held against.</summary>
    public bool IsReference => Paint == Palette.Muted;

    /// <summary>The look of each name in a figure, by role and order of first occurrence.</summary>
    public static Dictionary<string, Look> ForEach(IEnumerable<Series> series)
    {
        var looks = new Dictionary<string, Look>(StringComparer.Ordinal);
        int measured = 0, references = 0;
        foreach (Series one in series)
        {
            if (looks.ContainsKey(one.Name))
                continue;
            looks.Add(one.Name, one.Role == SeriesRole.Reference ? Reference(references++) : Measured(measured++, one.Role));
        }

        return looks;
    }

    /// <summary>The outline of a marker around a point.</summary>
    public static string MarkerPath(int shape, double x, double y)
    {
        (double Dx, double Dy)[] outline = shape switch
        {
            1 => [(-3.1, -3.1), (3.1, -3.1), (3.1, 3.1), (-3.1, 3.1)],
            2 => [(0, -4.2), (4, 2.9), (-4, 2.9)],
            3 => [(0, -4.6), (4.1, 0), (0, 4.6), (-4.1, 0)],
            4 => [(0, 4.2), (4, -2.9), (-4, -2.9)],
            5 =>
            [
                (-1.4, -4.2), (1.4, -4.2), (1.4, -1.4), (4.2, -1.4), (4.2, 1.4), (1.4, 1.4),
                (1.4, 4.2), (-1.4, 4.2), (-1.4, 1.4), (-4.2, 1.4), (-4.2, -1.4), (-1.4, -1.4),
            ],
            6 => [(-4, -2), (-2, -4), (0, -2), (2, -4), (4, -2), (2, 0), (4, 2), (2, 4), (0, 2), (-2, 4), (-4, 2), (-2, 0)],
            7 => [(-4.6, -2.2), (4.6, -2.2), (4.6, 2.2), (-4.6, 2.2)],
            _ => [],
        };
        return outline.Length == 0
            ? $"M{Svg.Number(x - 3.4)} {Svg.Number(y)}a3.4 3.4 0 1 0 6.8 0a3.4 3.4 0 1 0 -6.8 0Z"
            : "M" + string.Join('L', outline.Select(corner => $"{Svg.Number(x + corner.Dx)} {Svg.Number(y + corner.Dy)}")) + "Z";
    }

    // After eight colours and shapes both begin again, with dashed lines.
    private static Look Measured(int index, SeriesRole role) => new(
        Palette.Series[index % Palette.Series.Count],
        role == SeriesRole.Points ? 0 : 1.8,
        index < MarkerShapes ? null : "5 4",
        index % MarkerShapes);

    private static Look Reference(int index) => new(Palette.Muted, 1.5, ReferenceDashes[index % ReferenceDashes.Length], null);

    /// <summary>Draws the sample that stands in a legend: from <paramref name="x"/> on, centred at <paramref name="y"/>.</summary>
    public void DrawKey(Svg svg, double x, double y, double length)
    {
        if (Width > 0)
            svg.Segment(x, y, x + length, y, Paint, Width, Dashes);
        if (Marker is { } shape)
            svg.Shape(MarkerPath(shape, x + (length / 2), y), Paint);
    }
}
