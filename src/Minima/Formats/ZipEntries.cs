using System.IO.Compression;

namespace Minima.Formats;

/// <summary>
/// The files within a zip file, stored or deflated, zip64 or not. Strict where .NET's own reader is lenient: nothing before, between the
/// directory's parts, or after them; no two files of one name, none that overlap, none that differ from what the directory says of
/// them, checksum included. Source: PKWARE APPNOTE 6.3.10.
/// </summary>
internal sealed class ZipEntries
{
    /// <summary>Longest zip file that is read, in bytes: 1 GiB.</summary>
    public const long MaxFileBytes = 1L << 30;

    /// <summary>Most bytes that its files may have together when they are inflated: 1 GiB.</summary>
    public const long MaxTotalBytes = 1L << 30;

    /// <summary>Most files that it may hold.</summary>
    public const int MaxEntries = 16_384;

    /// <summary>Longest name of a file, in bytes.</summary>
    public const int MaxNameBytes = 512;

    /// <summary>Longest directory, in bytes: 4 MiB.</summary>
    public const int MaxDirectoryBytes = 4 << 20;

    private readonly Stream _stream;
    private readonly Func<string, UnusableInputException> _bad;
    private readonly Dictionary<string, ZipEntry> _byName;

    private ZipEntries(Stream stream, Func<string, UnusableInputException> bad, List<ZipEntry> entries) =>
        (_stream, _bad, Entries, _byName)
            = (stream, bad, entries, entries.ToDictionary(static entry => entry.Name, StringComparer.Ordinal));

    /// <summary>The files in the directory's order; no name is there twice.</summary>
    public IReadOnlyList<ZipEntry> Entries { get; }

    /// <summary>
    /// Reads the directory and checks every size and place in it; allocates no more than the file's length asks for. The stream must be
    /// able to seek and stay open; <paramref name="path"/> is what errors name.
    /// </summary>
    /// <exception cref="UnusableInputException">It is no zip file, breaks a rule, or exceeds one of the limits above.</exception>
    public static ZipEntries Open(Stream stream, string path)
    {
        UnusableInputException Bad(string what) =>
            new($"'{path}' is not a usable zip file: {what}. It may be cut short or damaged; copy or save it again.");

        if (stream.Length > MaxFileBytes)
            throw new UnusableInputException($"'{path}' has {stream.Length} bytes; at most {MaxFileBytes} are read.");
        return new ZipEntries(stream, Bad, ZipDirectory.Read(stream, Bad));
    }

    /// <summary>The file of that name, or null.</summary>
    public ZipEntry? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>All bytes of a file, whose checksum is right.</summary>
    /// <exception cref="UnusableInputException">They cannot be inflated, are more or fewer than stated, or have another checksum.</exception>
    public byte[] Read(ZipEntry entry)
    {
        // The directory was checked: what is packed lies within the file, and Size is at most what so much can inflate to.
        byte[] packed = new byte[entry.Packed];
        _stream.Position = entry.Start;
        _stream.ReadExactly(packed);
        byte[] content = entry.IsDeflated ? Inflate(entry, packed) : packed;
        return Crc32.Of(content) == entry.Crc
            ? content
            : throw _bad($"the checksum of {Shown.Quoted(entry.Name)} is wrong");
    }

    private byte[] Inflate(ZipEntry entry, byte[] packed)
    {
        byte[] content = new byte[entry.Size];
        try
        {
            using var inflated = new DeflateStream(new MemoryStream(packed), CompressionMode.Decompress);
            int read = inflated.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
            if (read < content.Length || inflated.ReadByte() >= 0)
                throw _bad($"{Shown.Quoted(entry.Name)} does not inflate to the {entry.Size} bytes that are stated");
            return content;
        }
        catch (InvalidDataException)
        {
            throw _bad($"{Shown.Quoted(entry.Name)} cannot be inflated");
        }
    }
}
