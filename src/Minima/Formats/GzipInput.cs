using System.Buffers.Binary;
using System.IO.Compression;

namespace Minima.Formats;

/// <summary>Opens gzip files (RFC 1952) of one member.</summary>
internal static class GzipInput
{
    /// <summary>
    /// Hands the inflated content to <paramref name="read"/>, and the length that it should have. GZipStream checks the checksum, but overlooks a
    /// missing trailer and bytes after it; where either has happened, other bytes stand in the place of the length. So whoever reads
    /// compares it, and goes on to the end.
    /// </summary>
    /// <param name="stream">The file; it must be able to seek, and stays open.</param>
    /// <param name="path">What errors name.</param>
    /// <param name="read">Reads the content; the length may lie.</param>
    /// <exception cref="UnusableInputException">It cannot be decompressed.</exception>
    public static T Read<T>(Stream stream, string path, Func<Stream, long, T> read)
    {
        long length = StatedLength(stream);
        stream.Position = 0;
        try
        {
            using var inflated = new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true);
            return read(inflated, length);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw new UnusableInputException($"'{path}' is a damaged gzip file: it cannot be decompressed. Get the file again.", e);
        }
    }

    // ISIZE, the last four bytes; it counts modulo 2^32.
    private static long StatedLength(Stream stream)
    {
        Span<byte> trailer = stackalloc byte[4];
        stream.Position = Math.Max(0, stream.Length - trailer.Length);
        return stream.ReadAtLeast(trailer, trailer.Length, throwOnEndOfStream: false) == trailer.Length
            ? BinaryPrimitives.ReadUInt32LittleEndian(trailer)
            : 0;
    }
}
