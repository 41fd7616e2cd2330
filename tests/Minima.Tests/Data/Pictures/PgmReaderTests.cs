using System.Text;
using Minima.Data.Pictures;

namespace Minima.Tests.Data.Pictures;

public sealed class PgmReaderTests
{
    public static TheoryData<string, string> Wrong => new()
    {
        { "P5", "ends where its width was expected" },
        { "P5 x", "width is not a number" },
        { "P5 2 ", "ends where its height" },
        { "P5 -2 1 255 ab", "width is not a number" },
        { "P5 2 1 0 ab", "greatest value is 0" },
        { "P5 2 1 65536 abcd", "greatest value is above 65535" },
        { "P5 2 1 255", "cannot hold|does not end|ends" },
        { "P5 2 1 255 a", "pixels end too early" },
        { "P5 2 1 255 abc", "something follows its last pixel" },
        { "P5 2 1 50 ab", "a pixel is 97, more than its greatest value 50" },
        { "P5 2 1 255#c\nab", "does not end with a single blank" },
        { "P5 50000 50000 255 a", "at most 32768 a side" },
        { "P5 8000 8000 255 a", "which its 18 bytes cannot hold" },
        { "P5 99999999999 1 255 a", "width is above 2147483647" },
        { "P2 2 1 255 1", "cannot hold|ends where its value" },
        { "P2 2 1 255 1 x", "value is not a number" },
        { "P2 2 1 255 1 2 3", "something follows its last pixel" },
        { "P2 2 1 255 1 256", "value is above 255" },
        { "P2 2 1 255 1 -2", "value is not a number" },
        { "P2 1 1 255 # no\n 1", "value is not a number" },
        { "P1 1 1 1", "another picture of the PNM family" },
        { "P6 1 1 255 abc", "another picture of the PNM family" },
    };

    [Theory]
    [InlineData("P5 3 2 255 abcdef", 97, 98, 99, 100, 101, 102)]
    [InlineData("P5\n# a comment\n3 # and another\n2\n#\n255\nabcdef", 97, 98, 99, 100, 101, 102)]
    [InlineData("P5 3 2 122 abcdef", 203, 205, 207, 209, 211, 213)]
    [InlineData("P2 3 2 255 0 1 2 3 4 255\n", 0, 1, 2, 3, 4, 255)]
    [InlineData("P2\t3\n2\r\n9\n0 1 2\n  3 4 9", 0, 28, 57, 85, 113, 255)]
    [InlineData("P2 3 2 65535 0 257 128 129 65535 32768", 0, 1, 0, 1, 255, 128)]
    public void PgmReader_WellFormed_GivesShades(string content, params int[] expected)
    {
        Picture picture = Read(Encoding.Latin1.GetBytes(content));
        Assert.Equal((3, 2), (picture.Width, picture.Height));
        Assert.Equal(expected, picture.Grey.ToArray().Select(static shade => (int)shade));
    }

    [Fact]
    public void PgmReader_SixteenBits_HighByteFirst()
    {
        Picture picture = Read([.. "P5 2 1 65535\n"u8, 0xff, 0xff, 0x01, 0x01]);
        Assert.Equal([255, 1], picture.Grey.ToArray());
        Assert.Equal([255, 0], Read([.. "P5 2 1 256\n"u8, 0x01, 0x00, 0x00, 0x00]).Grey.ToArray());
    }

    [Fact]
    public void PgmReader_LongerThanItsBuffer_IsReadWhole()
    {
        byte[] pixels = [.. Enumerable.Range(0, 400 * 300).Select(static i => (byte)(i % 251))];
        Assert.Equal(pixels, Read([.. "P5 400 300 255\n"u8, .. pixels]).Grey.ToArray());
        Assert.Equal(pixels, Read(Encoding.ASCII.GetBytes("P2 400 300 255 " + string.Join(' ', pixels))).Grey.ToArray());
    }

    [Theory, MemberData(nameof(Wrong))]
    public void PgmReader_WhatPgmDoesNotAllow_IsRefusedWithASentence(string content, string sentences)
    {
        var e = Assert.Throws<UnusableInputException>(() => Read(Encoding.Latin1.GetBytes(content)));
        Assert.Contains(sentences.Split('|'), sentence => e.Message.Contains(sentence, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("hello", "PNG and PGM (P2, P5) are understood")]
    [InlineData("GIF89a..", "is a GIF, save it as PNG")]
    [InlineData("\u00ff\u00d8\u00ff\u00e0....", "is a JPEG, save it as PNG")]
    [InlineData("RIFF....WEBP", "may be a WebP")]
    [InlineData("\0\0\0\u0018ftypheic", "may be a HEIC")]
    public void Picture_OfAnotherKind_IsRefusedByName(string content, string sentence) =>
        IdxBytes.Refused(() => Read(Encoding.Latin1.GetBytes(content)), "'x'", sentence);

    private static Picture Read(byte[] content) => Picture.Read(new MemoryStream(content), "x");
}
