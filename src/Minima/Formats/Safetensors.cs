using System.Buffers.Binary;

namespace Minima.Formats;

/// <summary>
/// A file of named tensors in the safetensors format: 8 bytes with the header's length N (little-endian), N bytes of JSON, then the
/// tensors' bytes without gaps. Source: huggingface/safetensors, README "Format" and <c>tensor.rs</c>.
/// </summary>
/// <param name="Metadata">Free text by name.</param>
/// <param name="Tensors">The tensors; in a file that was read, in the order of their bytes.</param>
public sealed record Safetensors(IReadOnlyDictionary<string, string> Metadata, IReadOnlyList<Tensor> Tensors)
{
    /// <summary>Longest file that is read, in bytes: 1 GiB.</summary>
    public const long MaxFileBytes = 1L << 30;

    /// <summary>Longest header that is read, in bytes: 4 MiB, where the format allows 100 MB.</summary>
    public const int MaxHeaderBytes = 4 << 20;

    /// <summary>Most tensors that a file may hold.</summary>
    public const int MaxTensors = 16_384;

    /// <summary>Longest name of a tensor, in characters.</summary>
    public const int MaxNameLength = 512;

    /// <summary>Most lengths that a shape may have.</summary>
    public const int MaxRank = 8;

    /// <summary>Reads a file strictly: whatever the format forbids is refused. Values are not looked at and may be non-finite.</summary>
    /// <exception cref="UnusableInputException">
    /// The file is not there, cannot be read, breaks a rule of the format, or exceeds one of the limits above.
    /// </exception>
    public static Safetensors Read(string path) => InputFile.Read(path, stream => Read(stream, path));

    /// <summary>Reads a file out of a stream that knows its length; <paramref name="path"/> is what errors name.</summary>
    internal static Safetensors Read(Stream stream, string path)
    {
        Func<string, UnusableInputException> bad = Bad(path);
        long length = stream.Length;
        if (length > MaxFileBytes)
            throw new UnusableInputException($"'{path}' has {length} bytes; at most {MaxFileBytes} are read.");
        SafetensorsHeader.Content header = SafetensorsHeader.Read(stream, length, bad);
        byte[] data = new byte[(int)header.DataLength];
        stream.ReadExactly(data);
        return new Safetensors(header.Metadata, [.. header.Entries.Select(entry =>
            new Tensor(entry.Name, entry.Type, entry.Shape, data.AsMemory((int)entry.Begin, (int)(entry.End - entry.Begin))))]);
    }

    /// <summary>Makes the error out of what is wrong with a file.</summary>
    internal static Func<string, UnusableInputException> Bad(string path) => what =>
        new($"'{path}' is not a usable safetensors file: {what}. It may be cut short or damaged; copy or save it again.");

    /// <summary>Writes the file; the same content gives the same bytes (see <see cref="ToBytes"/>).</summary>
    /// <exception cref="IOException">The disk is full or the file cannot be written; a file that was there is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public void Write(string path) => AtomicFile.Write(path, ToBytes());

    /// <summary>
    /// The file's bytes, as the reference writes them: header padded with spaces to a multiple of 8, tensors by element type
    /// (descending), then by name; the metadata, whose order the reference leaves to chance, by name.
    /// </summary>
    public byte[] ToBytes()
    {
        Tensor[] ordered = [.. Tensors
            .OrderByDescending(static tensor => tensor.Type)
            .ThenBy(static tensor => tensor.Name, SafetensorsHeader.ByUtf8)];
        byte[] header = SafetensorsHeader.Format(Metadata, ordered);
        byte[] file = new byte[sizeof(ulong) + header.Length + ordered.Sum(static tensor => tensor.Bytes.Length)];
        BinaryPrimitives.WriteUInt64LittleEndian(file, (ulong)header.Length);
        header.CopyTo(file, sizeof(ulong));
        int offset = sizeof(ulong) + header.Length;
        foreach (Tensor tensor in ordered)
        {
            tensor.Bytes.Span.CopyTo(file.AsSpan(offset));
            offset += tensor.Bytes.Length;
        }

        return file;
    }
}
