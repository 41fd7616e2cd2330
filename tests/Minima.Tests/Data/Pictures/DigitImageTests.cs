using Minima.Data;
using Minima.Data.Pictures;
using Minima.Networks;
using Minima.Tests.Studies;
using Minima.Trajectories;

namespace Minima.Tests.Data.Pictures;

public sealed class DigitImageTests(ITestOutputHelper output)
{
    private static readonly string? Root = Environment.GetEnvironmentVariable("MINIMA_DATA");

    private static readonly SyntheticPhoto Plain = new();

    private static readonly Dictionary<string, SyntheticPhoto> Photos = new()
    {
        ["plain"] = Plain,
        ["gradient"] = new() { Light = static (x, y) => 0.9 - (0.5 * ((0.7 * x) + (0.3 * y))), Noise = 4 },
        ["gradient turned"] = new() { Light = static (x, y) => 0.35 + (0.5 * ((0.3 * x) + (0.7 * (1 - y)))), Noise = 4 },
        ["dark corners"] = new() { Light = static (x, y) => 0.95 - (0.9 * (((x - 0.5) * (x - 0.5)) + ((y - 0.5) * (y - 0.5)))), Noise = 4 },
        ["shadow"] = new() { Light = static (x, y) => x + (0.3 * y) < 0.6 ? 0.5 : 0.9, Noise = 4 },
        ["light on dark"] = new() { Light = static (x, _) => 0.95 - (0.4 * x), Noise = 4, IsInverted = true },
        ["noise and specks"] = new() { Ink = 0.6, Noise = 20, Specks = 0.005 },
        ["pale"] = new() { Ink = 0.3, Noise = 4 },
        ["desk"] = new() { Clutter = static (x, y) => x < 0.02 || y < 0.03, Noise = 3 },
        ["close"] = new() { Width = 160, Height = 160 },
    };

    public static TheoryData<string> Names => [.. Photos.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Prepare_PhotoOfAnImage_GivesTheImageBack(string name)
    {
        byte[] digit = new byte[DigitImage.Pixels];
        double least = 1;
        for (int i = 0; i < 20; i++)
        {
            digit.AsSpan().Clear();
            BuiltInDigits.DrawExample(2016, 2, i, digit);

            // The image itself is no picture of MNIST's proportions yet: what becomes of it without a camera is the measure.
            byte[] expected = DigitImage.Prepare(Plain.Take(digit, 1), "x");
            byte[] prepared = DigitImage.Prepare(Photos[name].Take(digit, i), name);
            least = Math.Min(least, Correlation(expected, prepared));
        }

        output.WriteLine($"{name}: least correlation {least:F3}");
        Assert.True(least >= 0.85, $"{name}: {least}");
    }

    [Fact]
    public void Prepare_LargePhotoWithASmallDigit_FindsIt()
    {
        byte[] digit = new byte[DigitImage.Pixels];
        BuiltInDigits.DrawExample(2016, 2, 3, digit);
        var large = new SyntheticPhoto
        {
            Width = 3000,
            Height = 2000,
            Side = 150,
            Light = static (x, y) => 0.9 - (0.4 * x) + (0.1 * y),
            Noise = 5,
        };
        byte[] expected = DigitImage.Prepare(Plain.Take(digit, 1), "x"), prepared = DigitImage.Prepare(large.Take(digit, 4), "large");
        Assert.True(Correlation(expected, prepared) >= 0.9);
    }

    /// <summary>A four of three strokes, written with pens from a hundredth to a tenth of its height.</summary>
    [Fact]
    public void Prepare_FinePens_AsWideOnes()
    {
        byte[] usual = DigitImage.Prepare(Four(300, 24), "x");
        foreach (double pen in new[] { 2.0, 3, 5, 10, 18 })
        {
            double correlation = Correlation(usual, DigitImage.Prepare(Four(300, pen), "x"));
            Assert.True(correlation >= 0.8, $"A pen of {pen}: {correlation}");
        }
    }

    [Fact]
    public void Prepare_CutOutTightly_StillFindsTheInk()
    {
        // A seven whose bar fills the upper border, and a one that fills its picture's height.
        byte[] seven = new byte[60 * 80], one = new byte[30 * 80];
        for (int i = 0; i < seven.Length; i++)
            seven[i] = (byte)(i / 60 < 9 || Math.Abs((i % 60) - (55 - (i / 60 * 0.4))) < 5 ? 0 : 255);
        for (int i = 0; i < one.Length; i++)
            one[i] = (byte)(Math.Abs((i % 30) - 15) < 5 ? 0 : 255);
        byte[] image = DigitImage.Prepare(new Picture(60, 80, seven), "x");
        Assert.Equal(15, Enumerable.Range(0, 28).Max(y => image.AsSpan(y * 28, 28).Count((byte)255)));
        image = DigitImage.Prepare(new Picture(30, 80, one), "x");
        Assert.Equal(20, Enumerable.Range(0, 28).Count(y => image.AsSpan(y * 28, 28).Contains((byte)255)));
    }

    [Fact]
    public void Prepare_AnyDigit_HasMnistsProportions()
    {
        byte[] digit = new byte[DigitImage.Pixels];
        for (int i = 0; i < 20; i++)
        {
            digit.AsSpan().Clear();
            BuiltInDigits.DrawExample(2016, 2, i, digit);
            byte[] image = DigitImage.Prepare(Plain.Take(digit, i), "x");
            int[] lit = [.. Enumerable.Range(0, image.Length).Where(pixel => image[pixel] > 0)];
            int width = lit.Max(static pixel => pixel % 28) - lit.Min(static pixel => pixel % 28) + 1, height = (lit[^1] / 28) - (lit[0] / 28) + 1;
            Assert.InRange(Math.Max(width, height), 18, 20);
            (double x, double y) = DigitImage.CentreOfMass(image, 28);
            Assert.InRange(x, 13.5 - 1e-9, 14.5 + 1e-9);
            Assert.InRange(y, 13.5 - 1e-9, 14.5 + 1e-9);
            Assert.Equal(255, image.Max());
        }
    }

    [Fact]
    public void Prepare_StrokesApart_AreKeptAndSpecksAreNot()
    {
        // A stroke of 60 with another of 25 beside it, a blot of 5 between them and one far away.
        byte[] grey = new byte[200 * 200];
        Array.Fill(grey, byte.MaxValue);
        Fill(grey, 50, 60, 10, 60);
        Fill(grey, 70, 60, 25, 10);
        Fill(grey, 75, 100, 5, 5);
        Fill(grey, 170, 170, 12, 12);
        byte[] image = DigitImage.Prepare(new Picture(200, 200, grey), "x");

        // Cut out it is 45 x 60, so 15 x 20 in the image: rows 4 to 23; the second stroke ends at a sixth of the height.
        int[] columns = [.. Enumerable.Range(0, 28).Where(x => Enumerable.Range(0, 28).Any(y => image[(y * 28) + x] > 0))];
        Assert.Equal(15, columns[^1] - columns[0] + 1);
        Assert.All(Enumerable.Range(0, 28 * 28).Where(i => i % 28 > columns[0] + 5 && image[i] > 0), i => Assert.InRange(i / 28, 0, 12));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(128)]
    [InlineData(255)]
    public void Prepare_OneShade_IsRefusedAsBlank(byte shade)
    {
        byte[] grey = new byte[90 * 60];
        Array.Fill(grey, shade);
        IdxBytes.Refused(() => DigitImage.Prepare(new Picture(90, 60, grey), "some.png"), "'some.png' is blank", "one digit");
        IdxBytes.Refused(() => DigitImage2016.Prepare(new Picture(90, 60, grey), "some.png"), "'some.png' is blank", "one digit");
    }

    [Fact]
    public void Prepare_NothingButLightAndNoise_IsRefusedAsBlank()
    {
        foreach (SyntheticPhoto photo in new[] { Photos["gradient"], Photos["dark corners"], Plain with { Noise = 20 }, Plain with { Specks = 0.002 } })
            IdxBytes.Refused(() => DigitImage.Prepare(photo.Take(new byte[784], 5), "x"), "'x' is blank");
    }

    [Fact]
    public void Prepare2016_ARectangle_IsScaledPaddedAndCentredAsBeforeByHand()
    {
        // Ten rows of four become twenty of eight. The gaps are 8 and 20; the centre of mass is 13.5 both ways, and NumPy rounds 0.5 to 0.
        byte[] grey = new byte[784];
        Array.Fill(grey, byte.MaxValue);
        for (int i = 0; i < 40; i++)
            grey[((3 + (i / 4)) * 28) + 2 + (i % 4)] = 20;
        byte[] expected = new byte[784];
        for (int i = 0; i < 160; i++)
            expected[((4 + (i / 8)) * 28) + 10 + (i % 8)] = 255;
        Assert.Equal(expected, DigitImage2016.Prepare(new Picture(28, 28, grey), "x"));
    }

    [Fact]
    public void Predict_TenHandwrittenPictures_AtLeastNineRight()
    {
        string folder = Path.Combine(Root ?? "", "handwritten");
        Assert.SkipUnless(Root is not null && Directory.Exists(folder), "MINIMA_DATA names no folder with handwritten/.");
        foreach (bool as2016 in new[] { false, true })
        {
            byte[][] images = [.. Enumerable.Range(0, 10).Select(i => Picture.Read(Path.Combine(folder, $"{i}.png")))
                .Select(picture => as2016 ? DigitImage2016.Prepare(picture, "x") : DigitImage.Prepare(picture, "x"))];
            byte[] read = Read(Examples.FromPixels([.. images.SelectMany(static image => image)], new byte[10], 784));
            output.WriteLine($"{(as2016 ? "as 2016" : "ours")}: {string.Join(' ', read)}");
            Assert.True(read.Select(static (digit, i) => digit == i).Count(static right => right) >= 9);
        }
    }

    /// <summary>Photos of MNIST's own test digits against the digits as they are.</summary>
    [Theory, MemberData(nameof(Names))]
    public void Predict_PhotosOfMnist_ReadAsTheDigitsThemselves(string name)
    {
        MnistTests.SkipWithoutMnist();
        Examples test = new DataLocator([new DataRoot(Root!, "$MINIMA_DATA")]).Load("mnist").Test.Slice(1000, 150);
        byte[][] images = [.. Enumerable.Range(0, test.Count).Select(i =>
            DigitImage.Prepare(Photos[name].Take(test.Pixels.Slice(i * 784, 784), i), name))];
        byte[] direct = Read(test), read = Read(Examples.FromPixels([.. images.SelectMany(static image => image)], new byte[test.Count], 784));
        int errors = Enumerable.Range(0, test.Count).Count(i => read[i] != test.Labels[i]);
        int unavoidable = Enumerable.Range(0, test.Count).Count(i => direct[i] != test.Labels[i]);
        output.WriteLine($"{name}: {errors} errors in {test.Count} photos, {unavoidable} in the images themselves");
        Assert.InRange(errors, 0, unavoidable + 5);
    }

    private static byte[] Read(Examples examples)
    {
        string model = Path.Combine(Root!, "dml", PublishedModel.FileName);
        Assert.SkipUnless(File.Exists(model), "MINIMA_DATA names no folder with the published model.");
        var snapshot = Snapshot.Read(model);
        using var functional = new Functional(snapshot.Network, examples);
        return functional.Predict(snapshot.Parameters);
    }

    private static void Fill(byte[] grey, int left, int top, int width, int height)
    {
        for (int y = top; y < top + height; y++)
            grey.AsSpan((y * 200) + left, width).Clear();
    }

    private static Picture Four(int side, double pen)
    {
        (double X, double Y)[][] strokes = [[(0.4, 0.15), (0.25, 0.55), (0.75, 0.55)], [(0.62, 0.35), (0.58, 0.85)]];
        byte[] grey = new byte[side * side];
        for (int i = 0; i < grey.Length; i++)
        {
            double x = (i % side) + 0.5, y = (i / side) + 0.5;
            double distance = strokes.SelectMany(static stroke => stroke.Zip(stroke.Skip(1))).Min(piece => Distance(
                x, y, piece.First.X * side, piece.First.Y * side, piece.Second.X * side, piece.Second.Y * side));
            grey[i] = (byte)(255 - (230 * Math.Clamp((pen / 2) - distance + 0.5, 0, 1)));
        }

        return new Picture(side, side, grey);
    }

    private static double Distance(double x, double y, double fromX, double fromY, double toX, double toY)
    {
        (double dx, double dy) = (toX - fromX, toY - fromY);
        double along = Math.Clamp((((x - fromX) * dx) + ((y - fromY) * dy)) / ((dx * dx) + (dy * dy)), 0, 1);
        (x, y) = (x - fromX - (along * dx), y - fromY - (along * dy));
        return Math.Sqrt((x * x) + (y * y));
    }

    /// <summary>The correlation of two images where they fit best: a shade's difference may move the centre of mass across a pixel's border.</summary>
    private static double Correlation(byte[] a, byte[] b) => Enumerable.Range(0, 9).Max(shift =>
    {
        // By up to a pixel each way; the border is empty, so it may go around.
        int by = ((28 * ((shift / 3) - 1)) + (shift % 3) - 1 + DigitImage.Pixels) % DigitImage.Pixels;
        byte[] moved = [.. b[by..], .. b[..by]];
        double meanA = a.Average(static value => (double)value), meanB = b.Average(static value => (double)value);
        double both = a.Zip(moved, (x, y) => (x - meanA) * (y - meanB)).Sum();
        return both / Math.Sqrt(a.Sum(x => (x - meanA) * (x - meanA)) * b.Sum(y => (y - meanB) * (y - meanB)));
    });
}
