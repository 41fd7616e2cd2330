using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text;

namespace Minima.Tests.Data.Pictures;

/// <summary>PNG files: the suite that png_suite.py wrote, and files made of any chunks.</summary>
internal static class PngBytes
{
    public static byte[] Signature { get; } = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

    /// <summary>The files of the suite.</summary>
    public static IReadOnlyList<SuiteFile> Suite { get; } =
        [.. File.ReadLines(Path.Combine(Here(), "png-suite.txt")).Select(static line => line.Split(' ')).Select(static cells => new SuiteFile(
            cells[0], int.Parse(cells[1]), int.Parse(cells[2]), int.Parse(cells[3]),
            Convert.FromBase64String(cells[4]), Convert.FromHexString(cells[5]), cells[6] == "-" ? null : Convert.FromHexString(cells[6])))];

    /// <summary>A file of these chunks, each with its checksum.</summary>
    public static byte[] Of(params (string Name, byte[] Content)[] chunks) => [.. Signature, .. chunks.SelectMany(static chunk => Chunk(chunk.Name, chunk.Content))];

    public static (string Name, byte[] Content) Header(uint width, uint height, byte depth = 8, byte colour = 0, byte interlace = 0)
    {
        byte[] content = new byte[13];
        BinaryPrimitives.WriteUInt32BigEndian(content, width);
        BinaryPrimitives.WriteUInt32BigEndian(content.AsSpan(4), height);
        (content[8], content[9], content[12]) = (depth, colour, interlace);
        return ("IHDR", content);
    }

    /// <summary>Compressed rows.</summary>
    public static (string Name, byte[] Content) Data(params byte[] raw)
    {
        using var compressed = new MemoryStream();
        using (var deflate = new ZLibStream(compressed, CompressionLevel.Optimal))
            deflate.Write(raw);
        return ("IDAT", compressed.ToArray());
    }

    public static (string Name, byte[] Content) End { get; } = ("IEND", []);

    /// <summary>The chunks of a well-formed file.</summary>
    public static List<(string Name, byte[] Content)> Chunks(byte[] file)
    {
        List<(string, byte[])> chunks = [];
        for (int at = 8; at < file.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            chunks.Add((Encoding.ASCII.GetString(file, at + 4, 4), file.AsSpan(at + 8, length).ToArray()));
            at += 12 + length;
        }

        return chunks;
    }

    private static byte[] Chunk(string name, byte[] content)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(name), .. content], chunk = [0, 0, 0, 0, .. body, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);

        // The checksum bit by bit, as the standard's formula says.
        uint crc = uint.MaxValue;
        foreach (byte value in body)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 1 ? (crc >> 1) ^ 0xedb88320 : crc >> 1;
        }

        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(chunk.Length - 4), ~crc);
        return chunk;
    }

    private static string Here([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;

    internal sealed record SuiteFile(string Name, int Width, int Height, int Tolerance, byte[] Content, byte[] Grey, byte[]? Opacity);
}
