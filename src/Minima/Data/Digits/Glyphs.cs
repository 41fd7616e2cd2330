using System.Globalization;

namespace Minima.Data.Digits;

/// <summary>A point of a pen's way: across and down, from 0 to 1 over the glyph's box.</summary>
/// <param name="X">Across, from the left.</param>
/// <param name="Y">Down, from the top.</param>
/// <param name="Corner">Whether the pen turns sharply here; elsewhere it passes through smoothly.</param>
internal readonly record struct PenPoint(double X, double Y, bool Corner);

/// <summary>The ways in which people write the ten digits, each as the strokes of a pen.</summary>
internal static class Glyphs
{
    /// <summary>
    /// For each digit its styles. Strokes are separated by slashes; a point is "across,down" in hundredths of the box, and a
    /// point followed by ! is a corner. The shapes were drawn by eye for this project.
    /// </summary>
    private static readonly string[][] Notation =
    [
        [
            "50,0 22,12 8,50 22,88 50,100 78,88 92,50 78,12 50,0",
            "64,4 32,5 10,45 20,88 52,100 85,80 90,35 70,8 42,3",
            "72,7 40,2 12,40 20,85 55,100 86,72 84,25 55,3 78,16",
        ],
        [
            "50,0 50,100",
            "56,0 50,50 48,100",
            "26,26! 52,0! 52,100",
            "28,24! 52,0! 52,100 / 24,100 80,99",
        ],
        [
            "10,25 28,4 60,2 82,24 68,54 38,78 8,100! 92,97",
            "12,22 35,2 70,6 80,32 55,66 22,94 8,84 28,74 60,92 94,94",
            "15,18 50,0 84,20 66,56 10,98! 50,94 92,99",
        ],
        [
            "14,12 45,0 78,16 68,40 38,48! 74,56 86,78 55,100 10,88",
            "16,8 58,0 80,22 50,46 82,66 68,96 12,93",
            "15,4! 82,4! 42,42! 80,54 82,84 48,100 10,88",
        ],
        [
            "20,4 12,55! 90,52 / 72,0 68,100",
            "66,0! 8,66! 94,64 / 68,2 66,100",
            "90,62! 8,64! 66,0! 64,100",
            "18,4 14,40 40,54 84,46 / 84,0 74,50 66,100",
        ],
        [
            "82,3! 28,4! 20,44! 60,40 86,66 64,96 14,93",
            "30,4 22,44! 62,40 84,68 60,98 14,90 / 30,4 88,2",
            "84,6 36,6! 26,40 64,46 82,74 52,100 12,88",
        ],
        [
            "72,2 34,30 10,68 30,98 66,96 82,74 58,54 18,68",
            "60,0 24,46 20,90 56,100 80,78 58,57 24,76",
            "84,8 48,2 14,40 14,80 50,100 88,80 74,50 36,50 14,74",
        ],
        [
            "8,6! 88,4! 42,100",
            "8,6! 88,4! 42,100 / 32,52 80,50",
            "10,22! 12,6! 86,6 60,45 44,100",
            "6,12 40,4 86,6! 56,48 46,100",
        ],
        [
            "78,16 48,0 18,20 48,46 84,74 50,100 14,76 46,48 78,16",
            "50,0 22,22 50,46 78,22 50,0 / 50,46 14,74 50,100 86,74 50,46",
            "86,10 50,2 20,22 52,48 82,78 46,100 16,76 50,46 88,8",
        ],
        [
            "82,20 48,0 14,26 40,50 82,22! 76,100",
            "82,26 50,0 16,24 40,48 80,26! 84,66 60,98 18,90",
            "84,8 40,4 18,34 48,50 84,12! 70,60 60,100",
        ],
    ];

    /// <summary>For each digit its styles, for each style its strokes, for each stroke its points.</summary>
    public static readonly PenPoint[][][][] Styles =
        [.. Notation.Select(digit => digit.Select(style => style.Split(" / ").Select(Stroke).ToArray()).ToArray())];

    private static PenPoint[] Stroke(string notation) => [.. notation.Split(' ').Select(Point)];

    private static PenPoint Point(string notation)
    {
        string[] numbers = notation.TrimEnd('!').Split(',');
        return new(
            int.Parse(numbers[0], CultureInfo.InvariantCulture) / 100.0,
            int.Parse(numbers[1], CultureInfo.InvariantCulture) / 100.0,
            notation.EndsWith('!'));
    }
}
