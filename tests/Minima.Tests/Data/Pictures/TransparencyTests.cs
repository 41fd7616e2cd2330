using Minima.Data.Pictures;

namespace Minima.Tests.Data.Pictures;

public sealed class TransparencyTests
{
    [Theory]
    [InlineData(0, 255)]
    [InlineData(100, 255)]
    [InlineData(255, 0)]
    [InlineData(180, 0)]
    public void ToPaper_OneShadeOnNothing_StandsOnItsOpposite(byte ink, byte paper)
    {
        // Ten pixels of ink, ninety of nothing, whose own shade must not matter; the last pixel of ink is half there.
        byte[] grey = [.. Enumerable.Range(0, 100).Select(i => i < 10 ? ink : (byte)(i * 2))];
        byte[] opacity = [.. Enumerable.Range(0, 100).Select(static i => i < 9 ? byte.MaxValue : i == 9 ? (byte)128 : byte.MinValue)];
        byte[] result = Transparency.ToPaper(grey, opacity, "x");
        Assert.All(result[..9], shade => Assert.Equal(ink, shade));
        Assert.InRange(result[9] - ((ink + paper) / 2.0), -1.0, 1.0);
        Assert.All(result[10..], shade => Assert.Equal(paper, shade));
    }

    [Theory]
    [InlineData(30, 240)]
    [InlineData(250, 10)]
    public void ToPaper_SheetWithACorner_CornerIsAsTheSheet(byte ink, byte sheet)
    {
        byte[] grey = [.. Enumerable.Range(0, 100).Select(i => i < 20 ? ink : i < 90 ? sheet : (byte)128)];
        byte[] opacity = [.. Enumerable.Range(0, 100).Select(static i => i < 90 ? byte.MaxValue : byte.MinValue)];
        Assert.All(Transparency.ToPaper(grey, opacity, "x")[20..], shade => Assert.Equal(sheet, shade));
    }

    [Fact]
    public void ToPaper_StrokeThatFillsItsPicture_IsStillInk()
    {
        byte[] grey = new byte[100], opacity = [.. Enumerable.Range(0, 100).Select(static i => i < 80 ? byte.MaxValue : byte.MinValue)];
        Assert.All(Transparency.ToPaper(grey, opacity, "x")[80..], static shade => Assert.Equal(255, shade));
    }

    [Fact]
    public void ToPaper_NothingOpaque_IsRefused() =>
        IdxBytes.Refused(() => Transparency.ToPaper(new byte[4], new byte[4], "some.png"), "'some.png' is blank: all of it is transparent");
}
