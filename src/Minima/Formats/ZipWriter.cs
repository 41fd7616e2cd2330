using System.Buffers.Binary;
using System.Text;

namespace Minima.Formats;

/// <summary>
/// Writes zip files byte for byte as <c>numpy.savez</c> does (NumPy 1.24 on Python 3.11.2): stored, dated 1 January 1980, and with
/// 64-bit sizes beside the 32-bit ones in front of each file.
/// </summary>
internal static class ZipWriter
{
    private const ushort Version = 20;
    private const ushort Unix = 3 << 8;
    private const ushort FirstDay = 0x0021;
    private const ushort Utf8Name = 0x0800;
    private const uint OwnersAlone = 0x0180_0000;

    /// <summary>The zip file of these files, which have less than 2 GiB together.</summary>
    public static byte[] Store(IReadOnlyList<(string Name, byte[] Content)> files)
    {
        var zip = new MemoryStream(files.Sum(static file => file.Content.Length + (4 * file.Name.Length) + 128) + 32);
        var directory = new MemoryStream();
        foreach ((string name, byte[] content) in files)
        {
            byte[] nameBytes = Encoding.UTF8.GetBytes(name);
            ushort flags = Ascii.IsValid(name) ? (ushort)0 : Utf8Name;
            uint crc = Crc32.Of(content), size = (uint)content.Length, offset = (uint)zip.Position;

            U32(zip, 0x0403_4b50);
            Common(zip, flags, crc, size, nameBytes, extra: 20);
            zip.Write(nameBytes);
            U16(zip, 1, 16);
            U32(zip, size, 0, size, 0);
            zip.Write(content);

            U32(directory, 0x0201_4b50);
            U16(directory, Unix | Version);
            Common(directory, flags, crc, size, nameBytes, extra: 0);
            U16(directory, 0, 0, 0);
            U32(directory, OwnersAlone, offset);
            directory.Write(nameBytes);
        }

        uint start = (uint)zip.Position;
        directory.WriteTo(zip);
        U32(zip, 0x0605_4b50);
        U16(zip, 0, 0, (ushort)files.Count, (ushort)files.Count);
        U32(zip, (uint)directory.Length, start);
        U16(zip, 0);
        return zip.ToArray();
    }

    private static void Common(Stream stream, ushort flags, uint crc, uint size, byte[] name, ushort extra)
    {
        U16(stream, Version, flags, 0, 0, FirstDay);
        U32(stream, crc, size, size);
        U16(stream, (ushort)name.Length, extra);
    }

    private static void U16(Stream stream, params ReadOnlySpan<ushort> numbers)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ushort)];
        foreach (ushort number in numbers)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes, number);
            stream.Write(bytes);
        }
    }

    private static void U32(Stream stream, params ReadOnlySpan<uint> numbers)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        foreach (uint number in numbers)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, number);
            stream.Write(bytes);
        }
    }
}
