using System.Buffers.Binary;
using System.IO.Compression;

namespace Minima.Data.Pictures;

/// <summary>
/// Reads PNG (ISO/IEC 15948, W3C third edition): every colour type, 1 to 16 bits, interlaced or not. Strict: chunks as
/// <see cref="PngChunks"/> demands, exactly as many inflated bytes as the pixels need, both checksums right.
/// </summary>
/// <remarks>
/// Bounded: the size is checked before anything is allocated, against the limits and against what the file can hold at most.
/// Rows are inflated one at a time, so the memory is that of the grey picture and its opacities.
/// Samples of 16 bits are rounded to 8; colour profiles and gamma are ignored, and an animation's first picture is taken.
/// </remarks>
internal static class PngReader
{
    /// <summary>Deflate makes at most 258 bytes of two bits: so many times, a file can grow.</summary>
    private const long MaximumGrowth = 1032;

    /// <summary>Reads the picture; <paramref name="path"/> is named in errors.</summary>
    /// <exception cref="UnusableInputException">It is damaged or over a limit.</exception>
    public static Picture Read(Stream stream, string path)
    {
        PngPixels pixels = ReadPixels(stream, path, out PngHeader header);
        return new Picture(header.Width, header.Height, Transparency.ToPaper(pixels.Grey, pixels.Opacity, path));
    }

    /// <summary>Reads the pixels with their opacities.</summary>
    /// <exception cref="UnusableInputException">It is damaged or over a limit.</exception>
    internal static PngPixels ReadPixels(Stream stream, string path, out PngHeader header)
    {
        PngChunks chunks = PngChunks.Read(stream, path);
        header = chunks.Header;
        long compressed = chunks.Data.Sum(static piece => (long)piece.Length);
        if (header.RawLength > compressed * MaximumGrowth)
        {
            throw Damaged(path, $"its {compressed} bytes of data cannot hold the {header.Width} x {header.Height} pixels that it claims");
        }

        var pixels = new PngPixels(chunks, path);
        try
        {
            using var inflated = new ZLibStream(new PngDataStream(stream, chunks.Data), CompressionMode.Decompress);
            uint adler = Inflate(inflated, header, pixels, path);
            if (Trailer(stream, chunks) != adler)
                throw Damaged(path, "the checksum of its pixels is wrong");
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw new UnusableInputException($"'{path}' is a damaged PNG: its pixels cannot be decompressed. Save or copy the picture again.", e);
        }

        return pixels;
    }

    private static uint Inflate(Stream inflated, PngHeader header, PngPixels pixels, string path)
    {
        uint adler = Checksums.AdlerStart;
        foreach (PngPass pass in header.Passes)
        {
            // The row before the first is zero, in each pass anew; the filter's byte stands before the row.
            int length = header.RowLength(pass.Columns(header.Width));
            byte[] row = new byte[1 + length], above = new byte[1 + length];
            for (int y = 0; y < pass.Rows(header.Height); y++)
            {
                if (inflated.ReadAtLeast(row, row.Length, throwOnEndOfStream: false) < row.Length)
                    throw Damaged(path, "its pixels end too early");
                adler = Checksums.Adler(adler, row);
                if (!PngFilter.Undo(row[0], row.AsSpan(1), above.AsSpan(1), header.FilterStep))
                    throw Damaged(path, $"a row has the filter {row[0]}; 0 to 4 are defined");
                pixels.Put(row.AsSpan(1), pass, y);
                (row, above) = (above, row);
            }
        }

        return inflated.ReadByte() < 0 ? adler : throw Damaged(path, "there is more data than pixels");
    }

    /// <summary>
    /// The last four bytes of the compressed data (0 where there are fewer). The decompressor overlooks a missing checksum, and bytes after
    /// it; where either has happened, other bytes stand here.
    /// </summary>
    private static uint Trailer(Stream file, PngChunks chunks)
    {
        Span<byte> trailer = stackalloc byte[4];
        int missing = trailer.Length;
        for (int i = chunks.Data.Count - 1; i >= 0 && missing > 0; i--)
        {
            (long start, int length) = chunks.Data[i];
            int taken = Math.Min(missing, length);
            file.Position = start + length - taken;
            file.ReadExactly(trailer.Slice(missing - taken, taken));
            missing -= taken;
        }

        return BinaryPrimitives.ReadUInt32BigEndian(trailer);
    }

    private static UnusableInputException Damaged(string path, string what) =>
        new($"'{path}' is a damaged PNG: {what}. Save or copy the picture again.");
}
