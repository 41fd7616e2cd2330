using System.Buffers.Binary;
using Minima.Data.Pictures;

namespace Minima.Tests.Data.Pictures;

public sealed class PngReaderTests
{
    private static readonly (string Name, byte[] Content) Header = PngBytes.Header(2, 1), Pixels = PngBytes.Data(0, 10, 20);

    private static readonly (string Name, byte[] Content) PaletteHeader = PngBytes.Header(2, 1, colour: 3), Palette = ("PLTE", [1, 2, 3, 4, 5, 6]);

    public static TheoryData<string, byte[], string> Wrong => new()
    {
        { "no chunk", PngBytes.Signature, "ends without the chunk IEND" },
        { "no header", PngBytes.Of(Pixels, PngBytes.End), "first chunk is not IHDR" },
        { "two headers", PngBytes.Of(Header, Header, Pixels, PngBytes.End), "two chunks IHDR" },
        { "long header", PngBytes.Of(("IHDR", [.. Header.Content, 0]), Pixels, PngBytes.End), "IHDR has 14 bytes instead of 13" },
        { "no end", PngBytes.Of(Header, Pixels), "ends without the chunk IEND" },
        { "end with content", PngBytes.Of(Header, Pixels, ("IEND", [1])), "IEND is not empty" },
        { "bytes after the end", [.. PngBytes.Of(Header, Pixels, PngBytes.End), 0], "1 bytes follow its end" },
        { "no pixels", PngBytes.Of(Header, PngBytes.End), "has no chunk IDAT" },
        { "parted pixels", PngBytes.Of(Header, Pixels, ("tEXt", []), Pixels, PngBytes.End), "other chunks stand among its chunks IDAT" },
        { "no palette", PngBytes.Of(PaletteHeader, Pixels, PngBytes.End), "palette is missing" },
        { "two palettes", PngBytes.Of(PaletteHeader, Palette, Palette, Pixels, PngBytes.End), "two palettes" },
        { "late palette", PngBytes.Of(PngBytes.Header(2, 1, colour: 2), Pixels, Palette, PngBytes.End), "palette comes after the pixels" },
        { "grey palette", PngBytes.Of(Header, Palette, Pixels, PngBytes.End), "is grey and has a palette" },
        { "broken palette", PngBytes.Of(PaletteHeader, ("PLTE", [1, 2]), Pixels, PngBytes.End), "palette has 2 bytes" },
        { "long palette", PngBytes.Of(PngBytes.Header(2, 1, 1, 3), ("PLTE", new byte[9]), Pixels, PngBytes.End), "palette has 9 bytes; a multiple of 3 up to 6" },
        { "beyond the palette", PngBytes.Of(PaletteHeader, Palette, PngBytes.Data(0, 1, 2), PngBytes.End), "the colour 2 of a palette of 2" },
        { "transparency first", PngBytes.Of(PngBytes.Header(2, 1, colour: 2), ("tRNS", new byte[6]), Palette, Pixels, PngBytes.End), "tRNS comes before the palette" },
        { "late transparency", PngBytes.Of(Header, Pixels, ("tRNS", new byte[2]), PngBytes.End), "tRNS comes after the pixels" },
        { "long transparency", PngBytes.Of(PaletteHeader, Palette, ("tRNS", new byte[3]), Pixels, PngBytes.End), "tRNS has 3 bytes" },
        { "double transparency", PngBytes.Of(PngBytes.Header(2, 1, colour: 4), ("tRNS", new byte[2]), Pixels, PngBytes.End), "both opacities and a chunk tRNS" },
        { "wide transparency", PngBytes.Of(Header, ("tRNS", [1, 0]), Pixels, PngBytes.End), "does not fit into 8 bits" },
        { "late gamma", PngBytes.Of(PaletteHeader, Palette, ("gAMA", new byte[4]), Pixels, PngBytes.End), "gAMA comes after the palette" },
        { "gamma after pixels", PngBytes.Of(Header, Pixels, ("gAMA", new byte[4]), PngBytes.End), "gAMA comes after the pixels" },
        { "two times", PngBytes.Of(Header, ("tIME", new byte[7]), Pixels, ("tIME", new byte[7]), PngBytes.End), "two chunks tIME" },
        { "late size", PngBytes.Of(Header, Pixels, ("pHYs", new byte[9]), PngBytes.End), "pHYs comes after the pixels" },
        { "unknown critical", PngBytes.Of(Header, ("ABCD", []), Pixels, PngBytes.End), "needs the chunk ABCD, which is unknown" },
        { "reserved name", PngBytes.Of(Header, ("abcd", []), Pixels, PngBytes.End), "chunk abcd is reserved" },
        { "no letters", PngBytes.Of(Header, ("a1Cd", []), Pixels, PngBytes.End), "not made of letters" },
        { "too little", PngBytes.Of(Header, PngBytes.Data(0, 10), PngBytes.End), "pixels end too early" },
        { "too much", PngBytes.Of(Header, PngBytes.Data(0, 10, 20, 30), PngBytes.End), "more data than pixels" },
        { "filter", PngBytes.Of(Header, PngBytes.Data(5, 10, 20), PngBytes.End), "has the filter 5" },
        { "no zlib", PngBytes.Of(Header, ("IDAT", [1, 2, 3, 4, 5, 6]), PngBytes.End), "damaged PNG" },
        { "empty data", PngBytes.Of(Header, ("IDAT", []), PngBytes.End), "cannot hold" },
        { "checksum of pixels", PngBytes.Of(Header, ("IDAT", [.. Pixels.Content[..^1], 0]), PngBytes.End), "damaged PNG" },
        { "no checksum of pixels", PngBytes.Of(Header, ("IDAT", Pixels.Content[..^4]), PngBytes.End), "damaged PNG" },
        { "bytes after the pixels", PngBytes.Of(Header, ("IDAT", [.. Pixels.Content, 7]), PngBytes.End), "damaged PNG" },
        { "depth", PngBytes.Of(PngBytes.Header(2, 1, depth: 3), Pixels, PngBytes.End), "colour type 0 with 3 bits" },
        { "palette of 16 bits", PngBytes.Of(PngBytes.Header(2, 1, 16, 3), Palette, Pixels, PngBytes.End), "colour type 3 with 16 bits" },
        { "colour", PngBytes.Of(PngBytes.Header(2, 1, colour: 5), Pixels, PngBytes.End), "colour type 5" },
        { "interlace", PngBytes.Of(PngBytes.Header(2, 1, interlace: 2), Pixels, PngBytes.End), "methods are 0, 0 and 2" },
        { "no width", PngBytes.Of(PngBytes.Header(0, 1), Pixels, PngBytes.End), "is 0 x 1; both sides must be at least 1" },
        { "giant", PngBytes.Of(PngBytes.Header(50_000, 50_000), Pixels, PngBytes.End), "is 50000 x 50000; at most 32768 a side" },
        { "too many pixels", PngBytes.Of(PngBytes.Header(20_000, 20_000), Pixels, PngBytes.End), "67108864 pixels in all" },
        { "largest number", PngBytes.Of(PngBytes.Header(uint.MaxValue, uint.MaxValue), Pixels, PngBytes.End), "at most 32768 a side" },
        { "claims too much", PngBytes.Of(PngBytes.Header(8_000, 8_000), Pixels, PngBytes.End), "cannot hold the 8000 x 8000 pixels" },
    };

    [Fact]
    public void PngReader_EveryColourDepthAndInterlace_ReadsAnotherEncodersPixels()
    {
        Assert.True(PngBytes.Suite.Count >= 60);
        foreach (PngBytes.SuiteFile file in PngBytes.Suite)
        {
            PngPixels pixels = PngReader.ReadPixels(new MemoryStream(file.Content), file.Name, out PngHeader header);
            Assert.Equal((file.Width, file.Height), (header.Width, header.Height));
            Assert.Equal(file.Grey.Length, pixels.Grey.Length);
            for (int i = 0; i < file.Grey.Length; i++)
                Assert.True(Math.Abs(file.Grey[i] - pixels.Grey[i]) <= file.Tolerance, $"{file.Name}: pixel {i} is {pixels.Grey[i]}, not {file.Grey[i]}.");
            Assert.Equal(file.Opacity, pixels.Opacity);
        }
    }

    [Fact]
    public void PngReader_AnyBitOfAChunkFlipped_IsRefused()
    {
        byte[] file = PngBytes.Suite.First(static file => file.Name.StartsWith("colour3-4bit-interlaced-transparent", StringComparison.Ordinal)).Content;
        for (int bit = 0; bit < 8 * file.Length; bit++)
        {
            byte[] damaged = [.. file];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<UnusableInputException>(() => Picture.Read(new MemoryStream(damaged), "x"));
        }
    }

    [Fact]
    public void PngReader_AnyBeginning_IsRefused()
    {
        byte[] file = PngBytes.Suite[0].Content;
        for (int length = 0; length < file.Length; length++)
            Assert.Throws<UnusableInputException>(() => Picture.Read(new MemoryStream(file[..length]), "x"));
    }

    [Theory, MemberData(nameof(Wrong))]
    public void PngReader_WhatPngDoesNotAllow_IsRefusedWithASentence(string what, byte[] file, string sentence)
    {
        Assert.NotEmpty(what);
        long before = GC.GetAllocatedBytesForCurrentThread();
        IdxBytes.Refused(() => Picture.Read(new MemoryStream(file), "some.png"), "'some.png'", sentence);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void PngReader_LengthBeyondTheFile_IsRefused()
    {
        byte[] file = PngBytes.Of(Header, Pixels, PngBytes.End);
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(8 + 25), uint.MaxValue);
        IdxBytes.Refused(() => Picture.Read(new MemoryStream(file), "x"), "IDAT claims 4294967295 bytes");
    }

    [Fact]
    public void WritePng_ReadAgain_IsTheSame()
    {
        using var folder = new TemporaryFolder();
        byte[] grey = [.. Enumerable.Range(0, 35 * 28).Select(static i => (byte)(i * 37))];
        new Picture(35, 28, grey).WritePng(folder["sub/p.png"]);
        var read = Picture.Read(folder["sub/p.png"]);
        Assert.Equal((35, 28), (read.Width, read.Height));
        Assert.Equal(grey, read.Grey.ToArray());
    }

    [Fact]
    public void Checksums_KnownWords_HaveTheKnownValues()
    {
        // The check values of CRC-32 and Adler-32 in common use.
        Assert.Equal(0xcbf43926u, ~Checksums.Crc(Checksums.CrcStart, "123456789"u8));
        Assert.Equal(0x11e60398u, Checksums.Adler(Checksums.AdlerStart, "Wikipedia"u8));
        byte[] white = new byte[100_000];
        Array.Fill(white, byte.MaxValue);
        (ulong sum, ulong sums) = (1, 0);
        foreach (byte value in white)
            (sum, sums) = ((sum + value) % 65_521, (sums + sum + value) % 65_521);
        Assert.Equal((uint)((sums << 16) | sum), Checksums.Adler(Checksums.AdlerStart, white));
    }
}
