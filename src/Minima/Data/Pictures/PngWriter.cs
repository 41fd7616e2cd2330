using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Minima.Data.Pictures;

/// <summary>Writes PNG: 8-bit grey, rows unfiltered.</summary>
internal static class PngWriter
{
    /// <summary>The file's bytes.</summary>
    public static byte[] ToBytes(Picture picture)
    {
        byte[] header = new byte[PngHeader.Length];
        BinaryPrimitives.WriteInt32BigEndian(header, picture.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), picture.Height);
        (header[8], header[9]) = (8, (byte)PngColour.Grey);
        using var file = new MemoryStream();
        file.Write(PngChunks.Signature);
        Chunk(file, "IHDR", header);
        Chunk(file, "IDAT", Compress(picture));
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    private static byte[] Compress(Picture picture)
    {
        using var compressed = new MemoryStream();
        using (var deflate = new ZLibStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            for (int y = 0; y < picture.Height; y++)
            {
                deflate.WriteByte(0);
                deflate.Write(picture.Grey.Slice(y * picture.Width, picture.Width));
            }
        }

        return compressed.ToArray();
    }

    private static void Chunk(MemoryStream file, string name, ReadOnlySpan<byte> content)
    {
        Span<byte> number = stackalloc byte[4];
        byte[] letters = Encoding.ASCII.GetBytes(name);
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.Write(number);
        file.Write(letters);
        file.Write(content);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Checksums.Crc(Checksums.Crc(Checksums.CrcStart, letters), content));
        file.Write(number);
    }
}
