using System.Buffers.Binary;
using System.Globalization;

namespace Minima.Formats;

/// <summary>A tensor's elements as doubles, one by one: to look at them without a copy.</summary>
internal static class TensorNumbers
{
    /// <summary>Whether the elements are whole numbers of 8 bits or more.</summary>
    public static bool IsInteger(this ElementType type) => type is ElementType.U8 or ElementType.I8 or ElementType.U16 or ElementType.I16
        or ElementType.U32 or ElementType.I32 or ElementType.U64 or ElementType.I64;

    /// <summary>Whether <see cref="At"/> reads them: not where they are complex, or floats below 16 bits.</summary>
    public static bool HasNumbers(this ElementType type) => type.IsFloating() || type == ElementType.Bool || type.IsInteger();

    /// <summary>The first of such a tensor's elements that is not finite, in words: <c>[3, 17] is NaN</c>; null where all are.</summary>
    public static string? FirstNonFinite(this Tensor tensor)
    {
        ReadOnlySpan<byte> bytes = tensor.Bytes.Span;
        int count = bytes.Length / (tensor.Type.Bits() / 8);
        for (int i = 0; i < count; i++)
        {
            if (At(bytes, tensor.Type, i) is var value && !double.IsFinite(value))
                return string.Create(CultureInfo.InvariantCulture, $"{tensor.Place(i)} is {value}");
        }

        return null;
    }

    /// <summary>Where element <paramref name="index"/>, row-major, stands: <c>[3, 17]</c>.</summary>
    public static string Place(this Tensor tensor, int index)
    {
        long rest = index;
        long[] indices = new long[tensor.Shape.Count];
        for (int axis = indices.Length - 1; axis >= 0; axis--)
            (rest, indices[axis]) = Math.DivRem(rest, tensor.Shape[axis]);
        return $"[{string.Join(", ", indices)}]";
    }

    /// <summary>Element <paramref name="index"/> of such bytes, row-major; 64-bit integers are rounded to the nearest double.</summary>
    public static double At(ReadOnlySpan<byte> bytes, ElementType type, int index)
    {
        int size = type.Bits() / 8;
        ReadOnlySpan<byte> element = bytes.Slice(index * size, size);
        return type switch
        {
            ElementType.Bool or ElementType.U8 => element[0],
            ElementType.I8 => (sbyte)element[0],
            ElementType.U16 => BinaryPrimitives.ReadUInt16LittleEndian(element),
            ElementType.I16 => BinaryPrimitives.ReadInt16LittleEndian(element),
            ElementType.U32 => BinaryPrimitives.ReadUInt32LittleEndian(element),
            ElementType.I32 => BinaryPrimitives.ReadInt32LittleEndian(element),
            ElementType.U64 => BinaryPrimitives.ReadUInt64LittleEndian(element),
            ElementType.I64 => BinaryPrimitives.ReadInt64LittleEndian(element),
            ElementType.F16 => (double)BinaryPrimitives.ReadHalfLittleEndian(element),
            ElementType.BF16 => BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(element) << 16),
            ElementType.F32 => BinaryPrimitives.ReadSingleLittleEndian(element),
            ElementType.F64 => BinaryPrimitives.ReadDoubleLittleEndian(element),
            _ => throw new ArgumentOutOfRangeException(nameof(type), type, "The elements are no real numbers."),
        };
    }
}
