namespace Minima.Formats.Pickles;

/// <summary>
/// A NumPy array in a pickle. Up to protocol 4 it is <c>_reconstruct(ndarray, (0,), 'b')</c> with the state (1, shape, dtype, is Fortran-ordered,
/// bytes); in protocol 5 <c>_frombuffer(bytes, dtype, shape, 'C' or 'F')</c>. A dtype is <c>dtype('f4', False, True)</c> with the state
/// (3, '&lt;', None, None, None, -1, -1, 0). Source: NumPy, numpy/core/src/multiarray/methods.c and descriptor.c.
/// </summary>
internal static class NumpyArray
{
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
            if (array.Arguments.Items is not [var buffer, var described, var lengths, var order]
                || PickleText.NameOf(order) is not ("C" or "F"))
            {
                throw Bad("is not made of a buffer, a type, a shape and an order");
            }

            (shapeOf, dtype, fortran, content) = (lengths, described, PickleText.NameOf(order) == "F", buffer);
        }
        else
        {
            if ((array.State as PickleTuple)?.Items is not [1L, var lengths, var described, var order, var bytes])
                throw Bad("has not the state (1, shape, dtype, order, bytes)");
            (shapeOf, dtype, fortran, content) = (lengths, described, order, bytes);
        }

        long[] shape = Shape(shapeOf) ?? throw Bad($"has not a shape of at most {Safetensors.MaxRank} lengths");
        if (content is not PickleBytes stored)
            throw Bad("holds something else than its bytes: only arrays of plain numbers are read");
        if (fortran is not (bool or 0L or 1L))
            throw Bad("does not say in which order its numbers stand");
        (ElementType type, bool bigEndian) = NpyTypes.Parse(DescriptionOf(dtype, Bad), what => bad($"of the array {Shown.Quoted(name)}, {what}"));
        var header = new NpyHeader(type, bigEndian, fortran is true or 1L, shape);
        if (header.ByteCount(bad) != stored.Content.Length)
            throw Bad($"is {type.Name()} [{string.Join(", ", shape)}], {header.ByteCount(bad)} bytes, but {stored.Content.Length} are there");
        return new Tensor(name, type, shape, ElementOrder.Normalise(stored.Content, header));
    }

    /// <summary>A tuple of lengths; null where the value is none, or has more than eight.</summary>
    public static long[]? Shape(object? value) =>
        value is PickleTuple { Items: { Count: <= Safetensors.MaxRank } items } && items.All(static length => length is long and >= 0)
            ? [.. items.Select(static length => (long)length!)]
            : null;

    /// <summary>The type as a .npy file has it, such as '&lt;f4'.</summary>
    private static string DescriptionOf(object? value, Func<string, UnusableInputException> bad)
    {
        if (value is not PickleObject { Of: { Module: "numpy", Name: "dtype" } } dtype
            || dtype.Arguments.Items.Count == 0 || PickleText.NameOf(dtype.Arguments.Items[0]) is not { } code)
        {
            throw bad("has no dtype");
        }

        // Subarrays, names of fields and fields are all absent in a type of plain numbers.
        return (dtype.State as PickleTuple)?.Items is [3L or 4L, var order, null, null, null, ..] && PickleText.NameOf(order) is { } sign
            ? sign + code
            : throw bad("has a dtype of several fields, or one without a state");
    }
}
