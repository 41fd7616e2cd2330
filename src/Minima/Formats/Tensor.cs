using System.Buffers.Binary;

namespace Minima.Formats;

/// <summary>A named array out of a file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What it is made of.</param>
/// <param name="Shape">Its lengths, row-major; empty for a single number.</param>
/// <param name="Bytes">Its elements, little-endian, without gaps.</param>
public sealed record Tensor(string Name, ElementType Type, IReadOnlyList<long> Shape, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Whether <see cref="ToFloats"/> reads its elements.</summary>
    public bool IsReadable => Type.IsFloating();

    /// <summary>A tensor of singles.</summary>
    public static Tensor FromFloats(string name, IReadOnlyList<int> shape, ReadOnlySpan<float> values)
    {
        byte[] bytes = new byte[values.Length * sizeof(float)];
        for (int i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), values[i]);
        return new Tensor(name, ElementType.F32, [.. shape.Select(static length => (long)length)], bytes);
    }

    /// <summary>A tensor of doubles.</summary>
    public static Tensor FromDoubles(string name, IReadOnlyList<int> shape, ReadOnlySpan<double> values)
    {
        byte[] bytes = new byte[values.Length * sizeof(double)];
        for (int i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(i * sizeof(double)), values[i]);
        return new Tensor(name, ElementType.F64, [.. shape.Select(static length => (long)length)], bytes);
    }

    /// <summary>Its elements as doubles, row-major.</summary>
    /// <exception cref="UnusableInputException">Its elements are no F64.</exception>
    public double[] ToDoubles()
    {
        if (Type != ElementType.F64)
            throw new UnusableInputException($"The tensor {Shown.Quoted(Name)} holds {Type.Name()}; F64 is expected.");
        var values = new double[Bytes.Length / sizeof(double)];
        for (int i = 0; i < values.Length; i++)
            values[i] = BinaryPrimitives.ReadDoubleLittleEndian(Bytes.Span[(i * sizeof(double))..]);
        return values;
    }

    /// <summary>
    /// Its elements as singles, row-major: exact for F32, F16 and BF16, rounded to nearest for F64. Not a number and infinities
    /// stay.
    /// </summary>
    /// <exception cref="UnusableInputException">Its elements are none of F32, F64, F16 and BF16.</exception>
    public float[] ToFloats()
    {
        if (!IsReadable)
        {
            throw new UnusableInputException(
                $"The tensor {Shown.Quoted(Name)} holds {Type.Name()}; parameters are read from F32, F64, F16 or BF16.");
        }

        ReadOnlySpan<byte> bytes = Bytes.Span;
        int size = Type.Bits() / 8;
        float[] values = new float[bytes.Length / size];
        for (int i = 0; i < values.Length; i++)
        {
            ReadOnlySpan<byte> element = bytes.Slice(i * size, size);
            values[i] = Type switch
            {
                ElementType.F32 => BinaryPrimitives.ReadSingleLittleEndian(element),
                ElementType.F64 => (float)BinaryPrimitives.ReadDoubleLittleEndian(element),
                ElementType.F16 => (float)BinaryPrimitives.ReadHalfLittleEndian(element),
                _ => BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(element) << 16),
            };
        }

        return values;
    }
}
