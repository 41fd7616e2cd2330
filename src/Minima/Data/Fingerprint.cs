using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Minima.Data;

/// <summary>
/// Names a data set by its content, not by its files: plain, gzip and pickle sources of the same digits have one fingerprint.
/// </summary>
internal static class Fingerprint
{
    /// <summary>
    /// SHA-256 over a version tag, the number of classes, and for each part its count, width, kind of value (bytes that stand
    /// for k/256, or floats), values and labels; all integers and floats little-endian.
    /// </summary>
    public static string Of(Examples train, Examples validation, Examples test, int classes)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.ASCII.GetBytes("minima data 1\n"));
        Append(hash, classes);
        foreach (Examples part in (ReadOnlySpan<Examples>)[train, validation, test])
        {
            Append(hash, part.Count);
            Append(hash, part.Width);
            Append(hash, part.Values.IsEmpty ? 1 : 4);
            hash.AppendData(part.Values.IsEmpty ? part.Pixels : MemoryMarshal.AsBytes(part.Values));
            hash.AppendData(part.Labels);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, int number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
