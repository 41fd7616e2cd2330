using Minima.Data.Pictures;

namespace Minima.Tests.Data.Pictures;

/// <summary>A sheet of paper with a digit somewhere on it, photographed.</summary>
internal sealed record SyntheticPhoto
{
    public int Width { get; init; } = 320;

    public int Height { get; init; } = 240;

    /// <summary>Over how many pixels the 28 of the digit's image go.</summary>
    public int Side { get; init; } = 140;

    /// <summary>How light the paper is, by the place on it from 0 to 1.</summary>
    public Func<double, double, double> Light { get; init; } = static (_, _) => 0.95;

    /// <summary>How much of the light the ink takes.</summary>
    public double Ink { get; init; } = 0.8;

    /// <summary>The noise's standard deviation, in shades.</summary>
    public double Noise { get; init; }

    /// <summary>Part of the pixels that are black or white.</summary>
    public double Specks { get; init; }

    public bool IsInverted { get; init; }

    /// <summary>What is on the sheet beside the digit: whether there is a dark thing at a place from 0 to 1.</summary>
    public Func<double, double, bool> Clutter { get; init; } = static (_, _) => false;

    /// <summary>Takes the photo; <paramref name="seed"/> decides the place and the noise.</summary>
    public Picture Take(ReadOnlySpan<byte> digit, int seed)
    {
        var random = new Random(seed);
        double full = Math.Max((byte)1, digit.ToArray().Max());
        int left = random.Next(Width / 20, Width - Side - (Width / 20)), top = random.Next(Height / 20, Height - Side - (Height / 20));
        byte[] grey = new byte[Width * Height];
        for (int i = 0; i < grey.Length; i++)
        {
            int x = i % Width, y = i / Width;
            double u = (double)x / Width, v = (double)y / Height;
            double cover = Clutter(u, v) ? 1 : Cover(digit, (x - left + 0.5) * 28 / Side, (y - top + 0.5) * 28 / Side, full);
            double shade = 255 * Light(u, v) * (1 - (Ink * cover));

            // The sum of four uniform numbers has a variance of a third.
            shade += Noise * Math.Sqrt(3) * (random.NextDouble() + random.NextDouble() + random.NextDouble() + random.NextDouble() - 2);
            if (random.NextDouble() < Specks)
                shade = 255 * random.Next(2);
            grey[i] = (byte)(Math.Clamp(IsInverted ? 255 - shade : shade, 0, 255) + 0.5);
        }

        return new Picture(Width, Height, grey);
    }

    /// <summary>The digit's image between its pixels, its edges made as sharp as the photo's pixels.</summary>
    private double Cover(ReadOnlySpan<byte> digit, double x, double y, double full)
    {
        if (!(x >= 0 && y >= 0 && x < 28 && y < 28))
            return 0;
        (x, y) = (Math.Clamp(x - 0.5, 0, 27), Math.Clamp(y - 0.5, 0, 27));
        int left = (int)x, top = (int)y, right = Math.Min(27, left + 1), bottom = Math.Min(27, top + 1);
        double upper = ((left + 1 - x) * digit[(top * 28) + left]) + ((x - left) * digit[(top * 28) + right]);
        double lower = ((left + 1 - x) * digit[(bottom * 28) + left]) + ((x - left) * digit[(bottom * 28) + right]);
        double ink = (((top + 1 - y) * upper) + ((y - top) * lower)) / full;
        return Math.Clamp(((ink - 0.5) * Side / 28 * 1.5) + 0.5, 0, 1);
    }
}
