using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Minima.Data;

/// <summary>The content of an IDX file of unsigned bytes: images (items, rows, columns) or labels (items).</summary>
public sealed class IdxArray
{
    /// <summary>The type code of unsigned bytes, the third byte of the file.</summary>
    internal const byte UnsignedByte = 0x08;

    internal IdxArray(int[] dimensions, byte[] values) => (Dimensions, Values) = (dimensions, values);

    /// <summary>The lengths, outermost first.</summary>
    public IReadOnlyList<int> Dimensions { get; }

    /// <summary>The values, row-major.</summary>
    public byte[] Values { get; }

    /// <summary>How many images or labels there are.</summary>
    public int Count => Dimensions[0];

    /// <summary>
    /// SHA-256 (lower-case hex) of the uncompressed file. The reader accepts only one spelling of a content,
    /// so that the file's bytes follow from it and need not be read again.
    /// </summary>
    public string Sha256()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Header());
        hash.AppendData(Values);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Two zeros, the type, the number of dimensions, then each length as 32 bits, big-endian.</summary>
    internal byte[] Header()
    {
        var header = new byte[4 + (4 * Dimensions.Count)];
        header[2] = UnsignedByte;
        header[3] = (byte)Dimensions.Count;
        for (int i = 0; i < Dimensions.Count; i++)
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + (4 * i)), Dimensions[i]);
        return header;
    }
}
