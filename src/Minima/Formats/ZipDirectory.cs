using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace Minima.Formats;

/// <summary>Reads the directory at the end of a zip file, and the header that stands before each file in it.</summary>
internal static class ZipDirectory
{
    // Signatures (APPNOTE 4.3), little-endian: "PK" and two bytes.
    private const uint LocalSignature = 0x0403_4b50;
    private const uint EntrySignature = 0x0201_4b50;

    private const int LocalLength = 30;
    private const int EntryLength = 46;
    private const int Zip64Field = 0x0001;

    private const ushort Encrypted = 0x0001;
    private const ushort SizesFollow = 0x0008;
    private const ushort Utf8Name = 0x0800;

    // Bits 1 and 2 tell how hard the compressor tried; all others (patches, strong encryption, a masked directory) change what is read.
    private const ushort FlagsKnown = 0x0006 | SizesFollow | Utf8Name;

    // No deflate stream inflates to more than 1032 times its length: 258 bytes from two codes of one bit each.
    private const long MaxRatio = 1032;

    private sealed record Stated(string Name, byte[] NameBytes, ushort Flags, ushort Method, uint Crc, ulong Packed, ulong Size, ulong Offset);

    /// <summary>All entries, checked. <paramref name="bad"/> makes the error out of what is wrong.</summary>
    public static List<ZipEntry> Read(Stream stream, Func<string, UnusableInputException> bad)
    {
        ZipEnd end = ZipEnd.Read(stream, bad);
        byte[] directory = new byte[end.DirectoryLength];
        stream.Position = end.DirectoryStart;
        stream.ReadExactly(directory);

        var stated = new List<Stated>(end.Count);
        var names = new HashSet<string>(StringComparer.Ordinal);
        ReadOnlySpan<byte> rest = directory;
        for (int i = 0; i < end.Count; i++)
        {
            Stated entry = ReadEntry(ref rest, bad);
            if (!names.Add(entry.Name))
                throw bad($"it holds {Shown.Quoted(entry.Name)} twice");
            stated.Add(entry);
        }

        if (!rest.IsEmpty)
            throw bad($"{rest.Length} bytes follow the last entry of its directory");
        CheckSizes(stated, bad);
        List<ZipEntry> entries = [.. stated.Select(entry => Locate(stream, entry, end.DirectoryStart, bad))];
        CheckOverlaps(stated, entries, bad);
        return entries;
    }

    private static Stated ReadEntry(ref ReadOnlySpan<byte> rest, Func<string, UnusableInputException> bad)
    {
        if (rest.Length < EntryLength || BinaryPrimitives.ReadUInt32LittleEndian(rest) != EntrySignature)
            throw bad("its directory holds something that is no entry");
        ushort flags = U16(rest, 8), method = U16(rest, 10), disk = U16(rest, 34);
        uint crc = U32(rest, 16), packed = U32(rest, 20), size = U32(rest, 24), offset = U32(rest, 42);
        int nameLength = U16(rest, 28), extraLength = U16(rest, 30), commentLength = U16(rest, 32);
        if (nameLength is 0 or > ZipEntries.MaxNameBytes)
            throw bad($"it holds a name of {nameLength} bytes, where 1 to {ZipEntries.MaxNameBytes} are read");
        if (rest.Length < EntryLength + nameLength + extraLength + commentLength)
            throw bad("an entry of its directory goes on after the directory's end");
        byte[] nameBytes = rest.Slice(EntryLength, nameLength).ToArray();
        string name = NameOf(nameBytes, flags, bad);
        if ((flags & Encrypted) != 0)
            throw bad($"{Shown.Quoted(name)} is encrypted");
        if ((flags & ~FlagsKnown) != 0)
            throw bad($"{Shown.Quoted(name)} has the flags {flags:x4}, of which some are not known");
        if (disk != 0)
            throw bad("it is a part of several");
        Stated entry = Widened(
            new Stated(name, nameBytes, flags, method, crc, packed, size, offset), rest.Slice(EntryLength + nameLength, extraLength), bad);
        rest = rest[(EntryLength + nameLength + extraLength + commentLength)..];
        return entry;
    }

    /// <summary>The entry with the 64-bit numbers that its extra field gives where 32 bits are all ones (APPNOTE 4.5.3).</summary>
    private static Stated Widened(Stated entry, ReadOnlySpan<byte> extra, Func<string, UnusableInputException> bad)
    {
        ReadOnlySpan<byte> wide = default;
        while (!extra.IsEmpty)
        {
            if (extra.Length < 4 || extra.Length < 4 + U16(extra, 2))
                throw bad($"the extra fields of {Shown.Quoted(entry.Name)} do not end where they should");
            int length = U16(extra, 2);
            if (U16(extra, 0) == Zip64Field)
                wide = extra.Slice(4, length);
            extra = extra[(4 + length)..];
        }

        ulong size = Take(entry.Size, ref wide), packed = Take(entry.Packed, ref wide), offset = Take(entry.Offset, ref wide);
        return entry with { Size = size, Packed = packed, Offset = offset };

        ulong Take(ulong narrow, ref ReadOnlySpan<byte> wide)
        {
            if (narrow != uint.MaxValue)
                return narrow;
            if (wide.Length < sizeof(ulong))
                throw bad($"{Shown.Quoted(entry.Name)} lacks its 64-bit size or place");
            ulong number = BinaryPrimitives.ReadUInt64LittleEndian(wide);
            wide = wide[sizeof(ulong)..];
            return number;
        }
    }

    private static void CheckSizes(List<Stated> stated, Func<string, UnusableInputException> bad)
    {
        ulong total = 0;
        foreach (Stated entry in stated)
        {
            bool fits = entry.Method switch
            {
                0 => entry.Packed == entry.Size,
                8 => entry.Packed <= (ulong)ZipEntries.MaxFileBytes && entry.Size <= entry.Packed * MaxRatio,
                _ => throw bad($"{Shown.Quoted(entry.Name)} is compressed by method {entry.Method}; only stored and deflated files are read"),
            };
            if (!fits)
                throw bad($"{Shown.Quoted(entry.Name)} states {entry.Size} bytes out of {entry.Packed}, which cannot be");
            if (entry.Size > (ulong)ZipEntries.MaxTotalBytes - total)
                throw bad($"its files have more than {ZipEntries.MaxTotalBytes} bytes when they are inflated, which is the most that is read");
            total += entry.Size;
        }
    }

    /// <summary>Finds the entry's bytes, behind a header of their own that must say the same as the directory.</summary>
    private static ZipEntry Locate(Stream stream, Stated entry, long directoryStart, Func<string, UnusableInputException> bad)
    {
        UnusableInputException Differs() => bad($"{Shown.Quoted(entry.Name)} is not where, or not what, the directory says");

        long length = LocalLength + entry.NameBytes.Length;
        if (entry.Offset > (ulong)Math.Max(0, directoryStart - length))
            throw Differs();
        Span<byte> header = stackalloc byte[LocalLength + ZipEntries.MaxNameBytes];
        header = header[..(int)length];
        stream.Position = (long)entry.Offset;
        stream.ReadExactly(header);
        bool same = U32(header, 0) == LocalSignature && U16(header, 6) == entry.Flags && U16(header, 8) == entry.Method
            && U16(header, 26) == entry.NameBytes.Length && header[LocalLength..].SequenceEqual(entry.NameBytes);
        if (same && (entry.Flags & SizesFollow) == 0)
            same = U32(header, 14) == entry.Crc && Agrees(U32(header, 18), entry.Packed) && Agrees(U32(header, 22), entry.Size);
        long start = (long)entry.Offset + length + U16(header, 28);
        if (!same || (ulong)start + entry.Packed > (ulong)directoryStart)
            throw Differs();
        return new ZipEntry(entry.Name, (int)entry.Size, (int)entry.Packed, entry.Method == 8, entry.Crc, start);
    }

    // All ones stand for the number in the extra field, which is the directory's.
    private static bool Agrees(uint narrow, ulong stated) => narrow == stated || narrow == uint.MaxValue;

    private static void CheckOverlaps(List<Stated> stated, List<ZipEntry> entries, Func<string, UnusableInputException> bad)
    {
        ulong end = 0;
        foreach ((Stated header, ZipEntry entry) in stated.Zip(entries).OrderBy(static pair => pair.First.Offset))
        {
            if (header.Offset < end)
                throw bad($"{Shown.Quoted(entry.Name)} overlaps the file before it");
            end = (ulong)(entry.Start + entry.Packed);
        }
    }

    private static string NameOf(ReadOnlySpan<byte> bytes, ushort flags, Func<string, UnusableInputException> bad)
    {
        bool readable = (flags & Utf8Name) != 0 ? Utf8.IsValid(bytes) : Ascii.IsValid(bytes);
        return readable && !bytes.Contains((byte)0) ? Encoding.UTF8.GetString(bytes) : throw bad("it holds a name that is not UTF-8");
    }

    private static ushort U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);
}
