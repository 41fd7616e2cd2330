using Minima.Formats;

namespace Minima.Data.Pictures;

/// <summary>A picture in shades of grey, one byte a pixel. What was transparent is paper (<see cref="Transparency"/>).</summary>
public sealed class Picture
{
    /// <summary>The most pixels that a side may have.</summary>
    public const int MaximumSide = 32_768;

    /// <summary>The most pixels that a picture may have: 2^26, 67 million.</summary>
    public const int MaximumPixels = 1 << 26;

    /// <summary>The most bytes that a picture's file may have: 1 GiB.</summary>
    public const long MaximumBytes = 1L << 30;

    private readonly byte[] _grey;

    /// <summary>A picture of the given shades, row after row from the top; the array is not copied.</summary>
    /// <exception cref="UnusableInputException">A side is not from 1 to <see cref="MaximumSide"/>, there are more than
    /// <see cref="MaximumPixels"/>, or the array has another length.</exception>
    public Picture(int width, int height, byte[] grey)
    {
        DemandSize(width, height, "The picture");
        if (grey.Length != width * height)
            throw new UnusableInputException($"A picture of {width} x {height} has {width * height} pixels, but {grey.Length} were given.");
        (Width, Height, _grey) = (width, height, grey);
    }

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>The shades, row after row from the top: 0 is black, 255 is white.</summary>
    public ReadOnlySpan<byte> Grey => _grey;

    /// <summary>Reads a PNG or PGM file; its content tells which, not its name.</summary>
    /// <exception cref="UnusableInputException">It cannot be read, is neither, is damaged, or is over a limit.</exception>
    public static Picture Read(string path) => InputFile.Read(path, stream => Read(stream, path));

    /// <summary>Reads the content of a PNG or PGM file.</summary>
    /// <param name="content">The file's bytes.</param>
    /// <param name="name">What it is called in errors.</param>
    /// <exception cref="UnusableInputException">It is neither, is damaged, or is over a limit.</exception>
    public static Picture Parse(byte[] content, string name)
    {
        using var stream = new MemoryStream(content, writable: false);
        return Read(stream, name);
    }

    /// <summary>Writes an 8-bit grey PNG.</summary>
    /// <exception cref="IOException">The disk is full or the file cannot be written; a file that was there is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public void WritePng(string path) => AtomicFile.Write(path, PngWriter.ToBytes(this));

    /// <summary>Reads from <paramref name="stream"/>, which must be able to seek; <paramref name="path"/> is named in errors.</summary>
    internal static Picture Read(Stream stream, string path)
    {
        if (stream.Length > MaximumBytes)
            throw new UnusableInputException($"'{path}' has {stream.Length} bytes; a picture may have {MaximumBytes}.");
        byte[] start = new byte[PngChunks.Signature.Length];
        int length = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        stream.Position = 0;
        if (length == start.Length && PngChunks.Signature.SequenceEqual(start))
            return PngReader.Read(stream, path);
        if (length >= 2 && start[0] == 'P' && start[1] is (byte)'2' or (byte)'5')
            return PgmReader.Read(stream, path);
        throw new UnusableInputException(
            length == 0 ? $"'{path}' is empty; a PNG or PGM picture was expected."
            : $"'{path}' is no picture that can be read: PNG and PGM (P2, P5) are understood{Guess(start)}.");
    }

    /// <summary>Makes sure, before anything is allocated, that a picture is not too large.</summary>
    internal static void DemandSize(long width, long height, string subject)
    {
        if (width is >= 1 and <= MaximumSide && height is >= 1 and <= MaximumSide && width * height <= MaximumPixels)
            return;
        throw new UnusableInputException(width < 1 || height < 1
            ? $"{subject} is {width} x {height}; both sides must be at least 1."
            : $"{subject} is {width} x {height}; at most {MaximumSide} a side and {MaximumPixels} pixels in all can be read. Make it smaller.");
    }

    private static string Guess(ReadOnlySpan<byte> start) => start switch
    {
        [0xff, 0xd8, ..] => "; this is a JPEG, save it as PNG",
        [(byte)'G', (byte)'I', (byte)'F', ..] => "; this is a GIF, save it as PNG",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', ..] => "; this may be a WebP, save it as PNG",
        [0, 0, 0, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p'] => "; this may be a HEIC, save it as PNG",
        [(byte)'P', >= (byte)'1' and <= (byte)'7', ..] => "; this is another picture of the PNM family, save it as PGM",
        _ => "",
    };
}
