using System.IO.Compression;
using System.Text;
using Minima.Data.Pictures;
using Minima.Tests.Fuzzing;

namespace Minima.Tests.Data.Pictures;

[Trait("Kind", "Fuzz")]
public sealed class PictureFuzzTests
{
    private const long AllocationLimit = 4 << 20;

    private static readonly byte[][] Pngs = [.. PngBytes.Suite.Select(static file => file.Content)];

    private static readonly byte[][] Pgms =
    [
        [.. "P5 9 7 255\n"u8, .. Enumerable.Range(0, 63).Select(static i => (byte)(i * 4))],
        [.. "P5\n# comment\n5 4 65535\n"u8, .. Enumerable.Range(0, 40).Select(static i => (byte)(i * 5))],
        Encoding.ASCII.GetBytes("P2 # comment\n6 5 99\n" + string.Join(' ', Enumerable.Range(0, 30).Select(static i => i * 3))),
    ];

    [Fact]
    public void Picture_MutatedPng_ReadOrRefused() => FuzzReader.Run(Pngs, Read, FuzzReader.Count, seed: 31, AllocationLimit);

    /// <summary>Behind the checksums: the content of one chunk is mutated, and the file put together anew.</summary>
    [Fact]
    public void Picture_PngOfMutatedChunks_ReadOrRefused()
    {
        int number = 0;
        FuzzReader.Run(
            Pngs,
            input => Read(Rebuilt(Pngs[number % Pngs.Length], input, number++)),
            FuzzReader.Count, seed: 32, AllocationLimit);
    }

    [Fact]
    public void Picture_MutatedPgm_ReadOrRefused() => FuzzReader.Run(Pgms, Read, FuzzReader.Count, seed: 33, AllocationLimit);

    /// <summary>Small pictures of anything: prepared or refused as blank, by either way.</summary>
    [Fact]
    public void DigitImage_OfAnyPicture_PreparedOrRefused() => FuzzReader.Run(
        Pgms,
        static input =>
        {
            int width = 1 + (input.Length % 23), height = 1 + (input.Length / 23 % 29);
            byte[] grey = [.. Enumerable.Range(0, width * height).Select(i => input.Length == 0 ? (byte)0 : input[i % input.Length])];
            Prepare(() => DigitImage.Prepare(new Picture(width, height, grey), "x"));
            Prepare(() => DigitImage2016.Prepare(new Picture(width, height, grey), "x"));
        },
        FuzzReader.Count / 5, seed: 34, AllocationLimit);

    private static void Prepare(Func<byte[]> prepare)
    {
        try
        {
            Assert.Contains(prepare(), static pixel => pixel > 0);
        }
        catch (UnusableInputException)
        {
        }
    }

    private static void Read(byte[] input) => Picture.Read(new MemoryStream(input), "x");

    /// <summary>The file with one chunk's content from the mutated bytes; pixels are compressed again, so that the mutation reaches the rows.</summary>
    private static byte[] Rebuilt(byte[] file, byte[] mutated, int number)
    {
        List<(string Name, byte[] Content)> chunks = PngBytes.Chunks(file);
        int which = number / Pngs.Length % chunks.Count;
        (string name, byte[] content) = chunks[which];
        if (name == "IDAT" && number % 2 == 0 && chunks.Count(static chunk => chunk.Name == "IDAT") == 1)
        {
            using var inflated = new ZLibStream(new MemoryStream(content), CompressionMode.Decompress);
            using var raw = new MemoryStream();
            inflated.CopyTo(raw);
            chunks[which] = PngBytes.Data(Mutations.Apply(raw.ToArray(), new Random(number)));
        }
        else
        {
            chunks[which] = (name, number % 3 == 0 ? mutated[..Math.Min(mutated.Length, content.Length)] : Mutations.Apply(content, new Random(number)));
        }

        return PngBytes.Of([.. chunks]);
    }
}
