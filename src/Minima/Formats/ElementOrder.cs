namespace Minima.Formats;

/// <summary>Brings elements into the order of <see cref="Tensor.Bytes"/>: little-endian, row-major.</summary>
internal static class ElementOrder
{
    /// <summary>
    /// The elements of a <c>.npy</c> file in that order: themselves where they stand so, otherwise a copy. Their number must fit the header.
    /// </summary>
    public static ReadOnlyMemory<byte> Normalise(ReadOnlyMemory<byte> elements, NpyHeader header)
    {
        if (header.IsBigEndian)
        {
            // A complex number is two: the order of bytes is that of each.
            int number = header.Type.Bits() / 8 / (header.Type == ElementType.C64 ? 2 : 1);
            byte[] swapped = elements.ToArray();
            for (int i = 0; i < swapped.Length; i += number)
                swapped.AsSpan(i, number).Reverse();
            elements = swapped;
        }

        // With no more than one length above 1 there is but one order; with a length of 0 there is nothing to order.
        return header.IsFortran && header.Shape.Count(static length => length != 1) > 1 && !elements.IsEmpty
            ? FromColumnMajor(elements.Span, header.Shape, header.Type.Bits() / 8)
            : elements;
    }

    /// <summary>A matrix with its axes exchanged, of a type of whole bytes.</summary>
    public static Tensor Transpose(Tensor matrix)
    {
        // The rows of a matrix are the columns of its transpose.
        long[] shape = [matrix.Shape[1], matrix.Shape[0]];
        return matrix with { Shape = shape, Bytes = FromColumnMajor(matrix.Bytes.Span, shape, matrix.Type.Bits() / 8) };
    }

    /// <summary>Kernels turned by half a turn: [.., k, k] with the numbers of each kernel from the last to the first. Of a type of whole bytes.</summary>
    public static Tensor TurnKernels(Tensor kernels)
    {
        int size = kernels.Type.Bits() / 8, numbers = (int)(kernels.Shape[^1] * kernels.Shape[^2]);
        ReadOnlySpan<byte> source = kernels.Bytes.Span;
        byte[] target = new byte[source.Length];
        for (int from = 0; from < source.Length; from += size)
        {
            (int kernel, int within) = Math.DivRem(from / size, numbers);
            source.Slice(from, size).CopyTo(target.AsSpan(((kernel * numbers) + numbers - 1 - within) * size));
        }

        return kernels with { Bytes = target };
    }

    /// <summary>From column-major to row-major: the last index becomes the one that changes fastest.</summary>
    private static byte[] FromColumnMajor(ReadOnlySpan<byte> source, IReadOnlyList<long> shape, int size)
    {
        byte[] target = new byte[source.Length];
        Span<int> index = stackalloc int[shape.Count], stride = stackalloc int[shape.Count];
        int from = 0;
        for (int axis = 0, step = size; axis < shape.Count; axis++)
        {
            stride[axis] = step;
            step *= (int)shape[axis];
        }

        for (int to = 0; to < target.Length; to += size)
        {
            source.Slice(from, size).CopyTo(target.AsSpan(to));

            // Count the indices up, the last one first, and keep the source's place beside them.
            for (int axis = shape.Count - 1; axis >= 0; axis--)
            {
                from += stride[axis];
                if (++index[axis] < shape[axis])
                    break;
                from -= stride[axis] * index[axis];
                index[axis] = 0;
            }
        }

        return target;
    }
}
