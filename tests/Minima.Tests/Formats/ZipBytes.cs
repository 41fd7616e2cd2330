using System.Buffers.Binary;
using System.IO.Compression;
using Minima.Formats;

namespace Minima.Tests.Formats;

/// <summary>Zip files to read, and such as break a rule.</summary>
internal static class ZipBytes
{
    // Where things lie in Two: 30 + 1 + 20 + 3 bytes of the first file, 30 + 1 + 20 + 2 of the second, two entries of 46 + 1, the end.
    public const int LocalB = 54;
    public const int EntryA = 107;
    public const int EntryB = 154;
    public const int End = 201;

    /// <summary>Two stored files, <c>a</c> of three bytes and <c>b</c> of two.</summary>
    public static byte[] Two() => ZipWriter.Store([("a", [1, 2, 3]), ("b", [4, 5])]);

    /// <summary>Another implementation's zip file; where it may not seek, sizes follow the files (flag 3).</summary>
    public static byte[] Other(bool seekable, CompressionLevel level, params (string Name, byte[] Content)[] files)
    {
        var bytes = new MemoryStream();
        using (var zip = new ZipArchive(seekable ? bytes : new Unseekable(bytes), ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in files)
            {
                using Stream entry = zip.CreateEntry(name, level).Open();
                entry.Write(content);
            }
        }

        return bytes.ToArray();
    }

    public static byte[] With(byte[] zip, int at, params byte[] bytes)
    {
        bytes.CopyTo(zip, at);
        return zip;
    }

    /// <summary>The same directory with a 64-bit end record, and 64-bit numbers in its entries where <paramref name="wide"/> says so.</summary>
    public static byte[] Wide(byte[] zip, bool wide)
    {
        byte[] end = zip[^22..];
        int start = BinaryPrimitives.ReadInt32LittleEndian(end.AsSpan(16)), count = BinaryPrimitives.ReadUInt16LittleEndian(end.AsSpan(10));
        var directory = new List<byte>();
        ReadOnlySpan<byte> rest = zip.AsSpan(start..^22);
        for (int i = 0; i < count; i++)
        {
            int name = BinaryPrimitives.ReadUInt16LittleEndian(rest[28..]);
            byte[] entry = rest[..(46 + name)].ToArray();
            rest = rest[entry.Length..];
            byte[] extra = wide ? [1, 0, 24, 0, .. entry[24..28], 0, 0, 0, 0, .. entry[20..24], 0, 0, 0, 0, .. entry[42..46], 0, 0, 0, 0] : [];
            if (wide)
            {
                entry.AsSpan(20, 8).Fill(0xff);
                entry.AsSpan(42, 4).Fill(0xff);
                entry[30] = (byte)extra.Length;
            }

            directory.AddRange([.. entry, .. extra]);
        }

        int wideAt = start + directory.Count;
        return
        [
            .. zip[..start], .. directory,
            .. "PK\x06\x06"u8, .. U64(44), 45, 0, 45, 0, .. new byte[8], .. U64(count), .. U64(count), .. U64(directory.Count), .. U64(start),
            .. "PK\x06\x07"u8, 0, 0, 0, 0, .. U64(wideAt), 1, 0, 0, 0,
            .. "PK\x05\x06"u8, 0, 0, 0, 0, .. Enumerable.Repeat((byte)0xff, 12), 0, 0,
        ];
    }

    private static byte[] U64(long number) => BitConverter.GetBytes(number);

    private sealed class Unseekable(Stream stream) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => stream.Write(buffer, offset, count);
    }
}
