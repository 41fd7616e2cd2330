using System.Buffers.Binary;
using Minima.Formats;

namespace Minima.Data;

/// <summary>
/// Reads IDX files of unsigned bytes, the format of MNIST (described at the MNIST page of LeCun, Cortes and Burges), plain or
/// gzip; the first bytes tell which, not the name. Strict: a file either holds exactly what its header declares, or is refused.
/// </summary>
/// <remarks>
/// Bounded: the header is checked against the limits and against the file's length before anything is allocated. A gzip file
/// states its inflated length at its end (RFC 1952, ISIZE), which may lie; so its values are read in steps: the array
/// that they go into is never longer than four times what has been inflated, nor than what is declared.
/// </remarks>
public static class IdxReader
{
    /// <summary>The most images or labels that a file may hold.</summary>
    public const int MaximumItems = 1_000_000;

    /// <summary>The most bytes that a file's values may have: 1 GiB.</summary>
    public const int MaximumBytes = 1 << 30;

    private const int FirstStep = 1 << 16;
    private const int ImageRank = 3;
    private const int LabelRank = 1;

    /// <summary>Reads images: three dimensions, items, rows and columns.</summary>
    /// <exception cref="UnusableInputException">It cannot be read, is damaged or over the limits, or does not hold images.</exception>
    public static IdxArray ReadImages(string path) => Open(path, ImageRank);

    /// <summary>Reads labels: one dimension.</summary>
    /// <exception cref="UnusableInputException">It cannot be read, is damaged or over the limits, or does not hold labels.</exception>
    public static IdxArray ReadLabels(string path) => Open(path, LabelRank);

    /// <summary>Reads from <paramref name="stream"/>, which must be able to seek; <paramref name="path"/> is named in errors.</summary>
    internal static IdxArray ReadImages(Stream stream, string path) => Read(stream, path, ImageRank);

    /// <inheritdoc cref="ReadImages(Stream, string)"/>
    internal static IdxArray ReadLabels(Stream stream, string path) => Read(stream, path, LabelRank);

    private static IdxArray Open(string path, int rank)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (!stream.CanSeek)
                throw new UnusableInputException($"'{path}' is not a file on a disk; an IDX file was expected.");
            return Read(stream, path, rank);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnusableInputException($"'{path}' cannot be read: {e.Message}", e);
        }
    }

    private static IdxArray Read(Stream stream, string path, int rank)
    {
        Span<byte> start = stackalloc byte[2];
        bool compressed = stream.ReadAtLeast(start, 2, throwOnEndOfStream: false) == 2 && start[0] == 0x1f && start[1] == 0x8b;
        if (!compressed)
        {
            stream.Position = 0;
            return ReadContent(stream, stream.Length, path, rank, compressed);
        }

        return GzipInput.Read(stream, path, (inflated, length) => ReadContent(inflated, length, path, rank, compressed));
    }

    private static IdxArray ReadContent(Stream stream, long length, string path, int rank, bool compressed)
    {
        int[] dimensions = ReadHeader(stream, path, rank);
        long size = dimensions.Aggregate(1L, static (product, dimension) => product * dimension);
        long expected = 4 + (4 * rank) + size;
        if (length != expected)
        {
            throw new UnusableInputException(
                $"'{path}' declares {string.Join(" x ", dimensions)} values, {expected} bytes in all, but "
                + (compressed
                    ? $"its end is that of a gzip file of {length} bytes: it is cut off, has bytes after its end, or is damaged. "
                    : $"has {length} bytes: it is {(length < expected ? "cut off" : "too long")} or damaged. ")
                + "Get the file again.");
        }

        var values = new byte[compressed ? Math.Min(size, FirstStep) : size];
        int filled = 0;
        while (true)
        {
            filled += stream.ReadAtLeast(values.AsSpan(filled), values.Length - filled, throwOnEndOfStream: false);
            if (filled < values.Length)
            {
                throw new UnusableInputException(
                    $"'{path}' ends after {filled} of {size} values: it is cut off or damaged. Get the file again.");
            }

            if (filled == size)
                break;
            Array.Resize(ref values, (int)Math.Min(size, 4L * filled));
        }

        if (stream.ReadByte() >= 0)
            throw new UnusableInputException($"'{path}' goes on after the {expected} bytes that its header declares. Get the file again.");
        return new IdxArray(dimensions, values);
    }

    private static int[] ReadHeader(Stream stream, string path, int rank)
    {
        string kind = rank == ImageRank ? "images" : "labels";
        Span<byte> header = stackalloc byte[4 + (4 * rank)];
        int read = stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        if (read < header.Length)
            throw new UnusableInputException($"'{path}' ends within its header, after {read} bytes; an IDX file of {kind} was expected.");
        if (header[0] != 0 || header[1] != 0)
        {
            throw new UnusableInputException(
                $"'{path}' is not an IDX file: it begins with {Convert.ToHexStringLower(header[..4])}, where 0000080{rank} was expected.");
        }

        if (header[2] != IdxArray.UnsignedByte)
        {
            throw new UnusableInputException(
                $"'{path}' holds values of the IDX type {header[2]:x2}; only unsigned bytes (08) can be used.");
        }

        if (header[3] != rank)
        {
            throw new UnusableInputException(
                $"'{path}' has {header[3]} dimensions, where {kind} have {rank}. Have images and labels changed places?");
        }

        var dimensions = new int[rank];
        long size = 1;
        for (int i = 0; i < rank; i++)
        {
            uint dimension = BinaryPrimitives.ReadUInt32BigEndian(header[(4 + (4 * i))..]);
            if (dimension == 0)
                throw new UnusableInputException($"'{path}' declares a dimension of length 0: it holds no {kind}.");
            if (i == 0 && dimension > MaximumItems)
                throw new UnusableInputException($"'{path}' declares {dimension} {kind}; at most {MaximumItems} can be used.");
            if (dimension > MaximumBytes / size)
                throw new UnusableInputException($"'{path}' declares more than the {MaximumBytes} bytes of values that can be used.");
            dimensions[i] = (int)dimension;
            size *= dimension;
        }

        return dimensions;
    }
}
