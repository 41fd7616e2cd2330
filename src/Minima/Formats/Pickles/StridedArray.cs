namespace Minima.Formats.Pickles;

/// <summary>Numbers that lie in a buffer at distances of their own, such as a transposed view of a storage.</summary>
internal static class StridedArray
{
    /// <summary>The product of the lengths; null where it is more than an int counts. A length is not negative.</summary>
    public static int? Count(ReadOnlySpan<long> shape)
    {
        if (shape.Contains(0))
            return 0;
        long count = 1;
        foreach (long length in shape)
        {
            if (length > int.MaxValue / count)
                return null;
            count *= length;
        }

        return (int)count;
    }

    /// <summary>
    /// Whether elements at these distances lie in row-major order without gaps, so that nothing needs to be copied. The distance along
    /// an axis of length 1 has no effect.
    /// </summary>
    public static bool IsDense(ReadOnlySpan<long> shape, ReadOnlySpan<long> strides)
    {
        long expected = 1;
        for (int axis = shape.Length - 1; axis >= 0; axis--)
        {
            if (shape[axis] != 1 && strides[axis] != expected)
                return false;
            expected *= Math.Max(1, shape[axis]);
        }

        return true;
    }

    /// <summary>Copies the elements into row-major order.</summary>
    /// <param name="source">The buffer; whoever calls has checked that all elements lie in it.</param>
    /// <param name="size">Bytes of an element.</param>
    /// <param name="offset">The first element, in elements.</param>
    /// <param name="shape">The lengths, of which <see cref="Count"/> gives the product.</param>
    /// <param name="strides">The distance to the next element along each axis, in elements.</param>
    /// <param name="count">The product of the lengths.</param>
    public static byte[] Copy(ReadOnlySpan<byte> source, int size, long offset, ReadOnlySpan<long> shape, ReadOnlySpan<long> strides, int count)
    {
        byte[] copy = new byte[checked(count * size)];
        Span<long> index = stackalloc long[shape.Length];
        index.Clear();
        long at = offset;
        for (int i = 0; i < count; i++)
        {
            source.Slice(checked((int)(at * size)), size).CopyTo(copy.AsSpan(i * size, size));

            // The next index, counting up from the last axis.
            for (int axis = shape.Length - 1; axis >= 0; axis--)
            {
                at += strides[axis];
                if (++index[axis] < shape[axis])
                    break;
                at -= strides[axis] * shape[axis];
                index[axis] = 0;
            }
        }

        return copy;
    }
}
