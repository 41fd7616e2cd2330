using System.Globalization;
using Minima.Figures;

namespace Minima.Tests.Figures;

public sealed class PaletteTests
{
    // Machado, Oliveira, Fernandes (2009), severity 1.0, on linear RGB.
    private static readonly double[][] Sights =
    [
        [1, 0, 0, 0, 1, 0, 0, 0, 1],
        [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
        [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881],
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Contrast_ToTheBackground_SufficesForLinesAndTexts(bool dark)
    {
        foreach (Paint paint in Palette.Series)
            Assert.True(Contrast(paint, Palette.Background, dark) >= 3);
        foreach (Paint paint in new[] { Palette.Ink, Palette.Muted })
            Assert.True(Contrast(paint, Palette.Background, dark) >= 4.5);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void SeriesColours_WithColourBlindness_StayApart(bool dark)
    {
        foreach (double[] sight in Sights)
        {
            double[][] labs = [.. Palette.Series.Select(paint => Lab(Seen(Linear(paint, dark), sight)))];
            for (int i = 0; i < labs.Length; i++)
            {
                for (int j = 0; j < i; j++)
                    Assert.True(Math.Sqrt(labs[i].Zip(labs[j], static (a, b) => (a - b) * (a - b)).Sum()) >= 20, $"colours {j + 1} and {i + 1}");
            }
        }
    }

    private static double[] Linear(Paint paint, bool dark)
    {
        string hex = dark ? paint.Dark : paint.Light;
        return [.. new[] { 1, 3, 5 }.Select(at => int.Parse(hex.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0)
            .Select(static v => v <= 0.04045 ? v / 12.92 : Math.Pow((v + 0.055) / 1.055, 2.4))];
    }

    private static double Contrast(Paint a, Paint b, bool dark)
    {
        (double x, double y) = (Luminance(Linear(a, dark)), Luminance(Linear(b, dark)));
        return (Math.Max(x, y) + 0.05) / (Math.Min(x, y) + 0.05);
    }

    private static double Luminance(double[] rgb) => (0.2126 * rgb[0]) + (0.7152 * rgb[1]) + (0.0722 * rgb[2]);

    private static double[] Seen(double[] rgb, double[] sight) =>
        [.. Enumerable.Range(0, 3).Select(row => Math.Clamp(Enumerable.Range(0, 3).Sum(k => sight[(3 * row) + k] * rgb[k]), 0, 1))];

    private static double[] Lab(double[] c)
    {
        double x = F(((0.4124 * c[0]) + (0.3576 * c[1]) + (0.1805 * c[2])) / 0.9505);
        double y = F(Luminance(c));
        double z = F(((0.0193 * c[0]) + (0.1192 * c[1]) + (0.9505 * c[2])) / 1.089);
        return [(116 * y) - 16, 500 * (x - y), 200 * (y - z)];

        static double F(double t) => t > 0.008856 ? Math.Cbrt(t) : (7.787 * t) + (16.0 / 116);
    }
}
