namespace Minima.Formats.Pickles;

/// <summary>
/// A NumPy array in a pickle. Up to protocol 4 it is <c>_reconstruct(ndarray, (0,), 'b')</c> with the state (1, shape, dtype, is Fortran-ordered,
/// bytes); in protocol 5 <c>_frombuffer(bytes, dtype, shape, 'C' or 'F')</c>. A dtype is <c>dtype('f4', False, True)</c> with the state
/// (3, '&lt;', None, None, None, -1, -1, 0). Source: NumPy, numpy/core/src/multiarray/methods.c and descriptor.c.
/// </summary>
internal static class NumpyArray
{
    private static readonly Dictionary<string, ElementType> Types = new(StringComparer.Ordinal)
    {
        ["b1"] = ElementType.Bool, ["i1"] = ElementType.I8, ["i2"] = ElementType.I16, ["i4"] = ElementType.I32, ["i8"] = ElementType.I64,
        ["u1"] = ElementType.U8, ["u2"] = ElementType.U16, ["u4"] = ElementType.U32, ["u8"] = ElementType.U64,
        ["f2"] = ElementType.F16, ["f4"] = ElementType.F32, ["f8"] = ElementType.F64,
    };

    /// <summary>Whether a value is an array.</summary>
    public static bool Is(object? value) => value is PickleObject { Of.Name: "_reconstruct" or "_frombuffer" };

    /// <summary>The array in row-major order, little-endian, under the given name. It is copied only if it is stored otherwise.</summary>
    /// <exception cref="UnusableInputException">It is no array of plain numbers, or its shape and its bytes disagree.</exception>
    public static Tensor Read(object? value, string name, Func<string, UnusableInputException> bad)
    {
        UnusableInputException Bad(string what) => bad($"the array {Shown.Quoted(name)} {what}");

        if (!Is(value))
            throw bad($"{Shown.Quoted(name)} is no NumPy array");
        var array = (PickleObject)value!;
        object? shapeOf, dtype, fortran, content;
        if (array.Of.Name == "_frombuffer")
        {
            if (array.Arguments.Items is not [var buffer, var type, var lengths, var order]
                || PickleText.NameOf(order) is not ("C" or "F"))
            {
                throw Bad("is not made of a buffer, a type, a shape and an order");
            }

            (shapeOf, dtype, fortran, content) = (lengths, type, PickleText.NameOf(order) == "F", buffer);
        }
        else
        {
            if ((array.State as PickleTuple)?.Items is not [1L, var lengths, var type, var order, var bytes])
                throw Bad("has not the state (1, shape, dtype, order, bytes)");
            (shapeOf, dtype, fortran, content) = (lengths, type, order, bytes);
        }

        (ElementType element, bool bigEndian) = TypeOf(dtype, Bad);
        long[] shape = Shape(shapeOf) ?? throw Bad($"has not a shape of at most {Safetensors.MaxRank} lengths");
        if (content is not PickleBytes stored)
            throw Bad("holds something else than its bytes: only arrays of plain numbers are read");
        if (fortran is not (bool or 0L or 1L))
            throw Bad("does not say in which order its numbers stand");
        int size = element.Bits() / 8;
        int? count = StridedArray.Count(shape);
        if (count is null || (long)count * size != stored.Content.Length)
            throw Bad($"is [{string.Join(", ", shape)}] of {size} bytes each, but {stored.Content.Length} bytes are there");

        ReadOnlyMemory<byte> ordered = stored.Content;
        long[] strides = StridedArray.Dense(shape, fortran is true or 1L);
        if (!StridedArray.IsDense(shape, strides))
            ordered = StridedArray.Copy(ordered.Span, size, 0, shape, strides, count.Value);
        return new Tensor(name, element, shape, bigEndian && size > 1 ? Reversed(ordered.Span, size) : ordered);
    }

    /// <summary>A tuple of lengths; null where the value is none, or has more than eight.</summary>
    public static long[]? Shape(object? value) =>
        value is PickleTuple { Items: { Count: <= Safetensors.MaxRank } items } && items.All(static length => length is long and >= 0)
            ? [.. items.Select(static length => (long)length!)]
            : null;

    private static (ElementType Type, bool BigEndian) TypeOf(object? value, Func<string, UnusableInputException> bad)
    {
        if (value is not PickleObject { Of: { Module: "numpy", Name: "dtype" } } dtype
            || dtype.Arguments.Items.Count == 0 || PickleText.NameOf(dtype.Arguments.Items[0]) is not { } code)
        {
            throw bad("has no dtype");
        }

        if (!Types.TryGetValue(code, out ElementType type))
            throw bad($"holds {Shown.Quoted(code)}; integers, floats and booleans are read ({string.Join(", ", Types.Keys)})");
        if ((dtype.State as PickleTuple)?.Items is not [3L or 4L, var order, null, null, null, ..])
            throw bad("has a dtype of several fields, or one without a state");

        // '|' stands for one byte, where order has no meaning; '=' (the writer's own) is not written.
        return (PickleText.NameOf(order), type.Bits()) switch
        {
            ("<", _) => (type, false),
            (">", _) => (type, true),
            ("|", 8) => (type, false),
            _ => throw bad("does not say in which order its bytes stand"),
        };
    }

    private static byte[] Reversed(ReadOnlySpan<byte> bytes, int size)
    {
        byte[] reversed = bytes.ToArray();
        for (int i = 0; i < reversed.Length; i += size)
            reversed.AsSpan(i, size).Reverse();
        return reversed;
    }
}
