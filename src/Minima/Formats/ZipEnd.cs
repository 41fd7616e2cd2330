using System.Buffers.Binary;

namespace Minima.Formats;

/// <summary>
/// The record at the very end of a zip file, which says where its directory lies (APPNOTE 4.3.14 to 4.3.16), 64 bits wide where
/// needed. A comment after it is not accepted: what ends the file would then be open to doubt.
/// </summary>
/// <param name="Count">How many entries the directory has.</param>
/// <param name="DirectoryStart">Where it begins.</param>
/// <param name="DirectoryLength">How many bytes it has.</param>
internal readonly record struct ZipEnd(int Count, long DirectoryStart, int DirectoryLength)
{
    private const uint Signature = 0x0605_4b50;
    private const uint WideSignature = 0x0606_4b50;
    private const uint LocatorSignature = 0x0706_4b50;

    private const int Length = 22;
    private const int WideLength = 56;
    private const int LocatorLength = 20;
    private const int ShortestEntry = 46;

    /// <summary>Reads the record; the directory is known to lie within the file then, and to end right before it.</summary>
    public static ZipEnd Read(Stream stream, Func<string, UnusableInputException> bad)
    {
        if (stream.Length < Length)
            throw bad($"it has {stream.Length} bytes, fewer than the {Length} that end one");
        Span<byte> end = stackalloc byte[Length];
        long at = ReadAt(stream, stream.Length - Length, end);
        if (U32(end, 0) != Signature || U16(end, 20) != 0)
            throw bad("it does not end with a zip file's end record (without a comment)");
        ulong count = U16(end, 10), length = U32(end, 12), start = U32(end, 16);
        bool whole = U32(end, 4) == 0 && U16(end, 8) == count;

        Span<byte> locator = stackalloc byte[LocatorLength];
        if (at >= LocatorLength && ReadAt(stream, at - LocatorLength, locator) >= 0 && U32(locator, 0) == LocatorSignature)
        {
            Span<byte> wide = stackalloc byte[WideLength];
            ulong wideAt = U64(locator, 8);
            if (at < LocatorLength + WideLength || wideAt != (ulong)(at - LocatorLength - WideLength)
                || ReadAt(stream, (long)wideAt, wide) < 0 || U32(wide, 0) != WideSignature || U64(wide, 4) != WideLength - 12)
            {
                throw bad("its 64-bit end record is not where, or not what, it should be");
            }

            whole &= U32(locator, 4) == 0 && U32(locator, 16) == 1 && U64(wide, 16) == 0 && U64(wide, 24) == U64(wide, 32)
                && (count == ushort.MaxValue || count == U64(wide, 32))
                && (length == uint.MaxValue || length == U64(wide, 40))
                && (start == uint.MaxValue || start == U64(wide, 48));
            (count, length, start, at) = (U64(wide, 32), U64(wide, 40), U64(wide, 48), (long)wideAt);
        }

        if (!whole)
            throw bad("it is a part of several, or its end records contradict one another");
        if (count > ZipEntries.MaxEntries)
            throw bad($"it holds {count} files, and at most {ZipEntries.MaxEntries} are read");
        if (length > ZipEntries.MaxDirectoryBytes)
            throw bad($"its directory has {length} bytes, and at most {ZipEntries.MaxDirectoryBytes} are read");
        if (start > (ulong)at || start + length != (ulong)at || count * ShortestEntry > length)
            throw bad($"its directory of {count} entries does not fill the {length} bytes before its end");
        return new ZipEnd((int)count, (long)start, (int)length);
    }

    private static long ReadAt(Stream stream, long at, Span<byte> bytes)
    {
        stream.Position = at;
        stream.ReadExactly(bytes);
        return at;
    }

    private static ushort U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static ulong U64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]);
}
