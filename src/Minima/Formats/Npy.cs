using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Minima.Formats;

/// <summary>
/// NumPy's file of one array, <c>.npy</c>: the magic <c>\x93NUMPY</c>, a version, the length of a header, the header (the literal of a
/// Python dictionary), then the elements. Source: <c>numpy/lib/format.py</c>, NEP 1.
/// </summary>
public static class Npy
{
    /// <summary>Longest file that is read, in bytes: 1 GiB.</summary>
    public const long MaxFileBytes = 1L << 30;

    /// <summary>Longest header that is read, in bytes: 10,000, as NumPy reads at most.</summary>
    public const int MaxHeaderBytes = 10_000;

    // NumPy leaves room for the first length to grow to 21 digits, and lets the elements begin at a multiple of 64.
    private const int GrowthDigits = 21;
    private const int Alignment = 64;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>
    /// Reads a file strictly: versions 1, 2 and 3, either order of bytes (turned into little-endian), either order of elements (turned
    /// row-major). The tensor is called as the file is, without its ending.
    /// </summary>
    /// <exception cref="UnusableInputException">
    /// It cannot be read, breaks a rule of the format, holds something else than booleans or numbers, or exceeds one of the limits above.
    /// </exception>
    public static Tensor Read(string path) => InputFile.Read(path, stream => Read(stream, path));

    /// <summary>Reads a file out of a stream that knows its length; <paramref name="path"/> is what errors name.</summary>
    internal static Tensor Read(Stream stream, string path)
    {
        UnusableInputException Bad(string what) => new($"'{path}' is not a usable .npy file: {what}. Save it again.");

        if (stream.Length > MaxFileBytes)
            throw new UnusableInputException($"'{path}' has {stream.Length} bytes; at most {MaxFileBytes} are read.");
        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        return Parse(content, Path.GetFileNameWithoutExtension(path), Bad);
    }

    /// <summary>Reads a file's content, which the tensor may go on using. <paramref name="bad"/> makes the error out of what is wrong.</summary>
    internal static Tensor Parse(ReadOnlyMemory<byte> content, string name, Func<string, UnusableInputException> bad)
    {
        ReadOnlySpan<byte> bytes = content.Span;
        if (bytes.Length < 12 || !bytes.StartsWith(Magic))
            throw bad("it does not begin as one");
        (int prefix, uint headerLength) = (bytes[6], bytes[7]) switch
        {
            (1, 0) => (10, BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..])),
            (2 or 3, 0) => (12, BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..])),
            _ => throw bad($"it has the version {bytes[6]}.{bytes[7]}, and 1.0, 2.0 and 3.0 are read"),
        };
        if (headerLength > MaxHeaderBytes || headerLength > bytes.Length - prefix)
            throw bad($"it states a header of {headerLength} bytes, where {Math.Min(MaxHeaderBytes, bytes.Length - prefix)} may be");
        var header = NpyHeader.Parse(bytes.Slice(prefix, (int)headerLength), bad);
        ReadOnlyMemory<byte> elements = content[(prefix + (int)headerLength)..];
        if (header.ByteCount(bad) != elements.Length)
        {
            throw bad($"it holds {elements.Length} bytes of elements, but {header.Type.Name()} [{string.Join(", ", header.Shape)}] "
                + $"takes {header.ByteCount(bad)}");
        }

        return new Tensor(name, header.Type, header.Shape, ElementOrder.Normalise(elements, header));
    }

    /// <summary>The file's bytes, as NumPy writes them (version 1.0).</summary>
    /// <exception cref="UnusableInputException">NumPy has no such type: it is below 8 bits, or BF16 or F8.</exception>
    internal static byte[] ToBytes(Tensor tensor)
    {
        string descr = NpyTypes.Format(tensor.Type)
            ?? throw new UnusableInputException($"The tensor {Shown.Quoted(tensor.Name)} holds {tensor.Type.Name()}, for which NumPy has no type.");
        var text = new StringBuilder($"{{'descr': '{descr}', 'fortran_order': False, 'shape': {Tuple(tensor.Shape)}, }}");
        if (tensor.Shape.Count > 0)
            text.Append(' ', GrowthDigits - tensor.Shape[0].ToString(CultureInfo.InvariantCulture).Length);
        int prefix = Magic.Length + 2 + sizeof(ushort);
        text.Append(' ', Alignment - ((prefix + text.Length + 1) % Alignment)).Append('\n');

        byte[] file = new byte[prefix + text.Length + tensor.Bytes.Length];
        Magic.CopyTo(file);
        file[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(8), (ushort)text.Length);
        Encoding.ASCII.GetBytes(text.ToString(), file.AsSpan(prefix));
        tensor.Bytes.Span.CopyTo(file.AsSpan(prefix + text.Length));
        return file;
    }

    private static string Tuple(IReadOnlyList<long> shape) => shape.Count == 1 ? $"({shape[0]},)" : $"({string.Join(", ", shape)})";
}
