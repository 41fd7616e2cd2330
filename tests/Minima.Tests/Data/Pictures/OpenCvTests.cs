using Minima.Data.Pictures;

namespace Minima.Tests.Data.Pictures;

public sealed class OpenCvTests
{
    [Theory]
    [InlineData(new byte[] { 0, 100, 200, 40 }, new byte[] { 50, 120 })]
    [InlineData(new byte[] { 0, 100 }, new byte[] { 0, 25, 75, 100 })]
    [InlineData(new byte[] { 10, 20, 30 }, new byte[] { 10, 20, 30 })]
    [InlineData(new byte[] { 7 }, new byte[] { 7, 7, 7 })]
    [InlineData(new byte[] { 9, 0, 0, 0, 255, 0, 0, 0, 9 }, new byte[] { 0, 255, 0 })]
    public void Resize_ByHand_MixesTheTwoPixelsAroundTheCentre(byte[] row, byte[] expected)
    {
        Assert.Equal(expected, OpenCv.Resize(row, row.Length, 1, expected.Length, 1));
        Assert.Equal(expected, OpenCv.Resize(row, 1, row.Length, 1, expected.Length));
    }

    [Theory]
    [InlineData(75, 75, 28, 28)]
    [InlineData(13, 28, 9, 20)]
    [InlineData(56, 56, 28, 28)]
    [InlineData(300, 7, 28, 28)]
    public void Resize_AnyPicture_IsBilinearWithinAShade(int width, int height, int newWidth, int newHeight)
    {
        var random = new Random(width);
        byte[] pixels = new byte[width * height];
        random.NextBytes(pixels);
        byte[] resized = OpenCv.Resize(pixels, width, height, newWidth, newHeight);
        for (int i = 0; i < resized.Length; i++)
        {
            double x = Math.Clamp((((i % newWidth) + 0.5) * width / newWidth) - 0.5, 0, width - 1);
            double y = Math.Clamp((((i / newWidth) + 0.5) * height / newHeight) - 0.5, 0, height - 1);
            int left = (int)x, top = (int)y, right = Math.Min(left + 1, width - 1), bottom = Math.Min(top + 1, height - 1);
            double upper = ((1 - x + left) * pixels[(top * width) + left]) + ((x - left) * pixels[(top * width) + right]);
            double lower = ((1 - x + left) * pixels[(bottom * width) + left]) + ((x - left) * pixels[(bottom * width) + right]);
            double expected = ((1 - y + top) * upper) + ((y - top) * lower);
            Assert.True(Math.Abs(expected - resized[i]) <= 1, $"Pixel {i} is {resized[i]}, not {expected}.");
        }
    }

    [Fact]
    public void Otsu_AnyPicture_IsTheBestOfAllThresholds()
    {
        var random = new Random(3);
        for (int round = 0; round < 50; round++)
        {
            byte[] pixels = new byte[200];
            for (int i = 0; i < pixels.Length; i++)
                pixels[i] = (byte)(i < 20 + round ? random.Next(120) : random.Next(90, 256));
            int best = Enumerable.Range(0, 256).MaxBy(threshold => Math.Round(Between(pixels, threshold), 6));
            Assert.Equal(best, OpenCv.Otsu(pixels));
        }
    }

    [Fact]
    public void Otsu_OneShade_IsZero() => Assert.Equal(0, OpenCv.Otsu(new byte[] { 80, 80, 80 }));

    /// <summary>The variance between the parts, as its definition says.</summary>
    private static double Between(byte[] pixels, int threshold)
    {
        byte[] low = [.. pixels.Where(pixel => pixel <= threshold)], high = [.. pixels.Where(pixel => pixel > threshold)];
        if (low.Length == 0 || high.Length == 0)
            return 0;
        double difference = low.Average(static pixel => (double)pixel) - high.Average(static pixel => (double)pixel);
        return (double)low.Length * high.Length / ((double)pixels.Length * pixels.Length) * difference * difference;
    }
}
