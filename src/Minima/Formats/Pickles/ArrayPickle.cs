namespace Minima.Formats.Pickles;

/// <summary>
/// A pickle of arrays: a dictionary or a list of NumPy arrays, or a list of Theano's shared variables, as the models of the 2016 experiment are.
/// A variable's array is at <c>state['container'].state['storage'][0]</c>.
/// </summary>
internal static class ArrayPickle
{
    // torch.save before 1.6: a pickle of this number comes first (torch/serialization.py, MAGIC_NUMBER).
    private static ReadOnlySpan<byte> OldTorch => [0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e];

    /// <summary>
    /// The arrays. Those of a dictionary have its names; those of a list are <c>arr_0</c>, <c>arr_1</c>, ..., as in a .npz file without names. Of
    /// variables it is known that weights [inputs, outputs] and biases take turns: they are <c>layer1.W</c>, <c>layer1.b</c>, <c>layer2.W</c>, ...
    /// </summary>
    /// <param name="stream">The file, at its beginning.</param>
    /// <param name="path">What errors name.</param>
    /// <exception cref="UnusableInputException">It is no such pickle, damaged, or exceeds a limit.</exception>
    public static IReadOnlyList<Tensor> Read(Stream stream, string path)
    {
        RefuseOldTorch(stream, path);
        UnusableInputException Bad(string what) => Error(path, what);
        return PickleMachine.Read(stream, stream.Length, Bad) switch
        {
            PickleDictionary { Names: { Count: > 0 } names } whole when names.Count <= Safetensors.MaxTensors =>
                [.. names.Select(name => NumpyArray.Read(whole[name], name, Bad))],
            PickleList list => InOrder(list.Items, Bad),
            PickleTuple tuple => InOrder(tuple.Items, Bad),
            _ => throw Bad("it is neither a dictionary nor a list of arrays"),
        };
    }

    /// <summary>The error of a pickle that cannot be read.</summary>
    public static UnusableInputException Error(string path, string what) => new(
        $"'{path}' is not a usable pickle: {what}. Only arrays are read out of pickles, and nothing in them is run: save the numbers alone, "
        + "as NumPy arrays, as a state dictionary of PyTorch, or as safetensors.");

    /// <summary>The error of a pickle of protocol 0 or 1, whose text opcodes are not followed: Python 2 wrote them unless asked for protocol 2.</summary>
    public static UnusableInputException OldProtocol(string path) => new(
        $"'{path}' is a Python pickle of protocol 0 or 1, going by its first bytes; protocols 2 to 5 are read. Pickle its arrays anew with protocol 2, "
        + "in a Python that may run what the file holds, or save them as .npz (numpy.savez).");

    private static Tensor[] InOrder(IReadOnlyList<object?> items, Func<string, UnusableInputException> bad)
    {
        if (items.Count is 0 or > Safetensors.MaxTensors)
            throw bad($"it is a list of {items.Count}, where 1 to {Safetensors.MaxTensors} arrays were expected");
        if (!items.Any(IsVariable))
            return [.. items.Select((item, i) => NumpyArray.Read(item, $"arr_{i}", bad))];
        if (items.Count % 2 != 0)
            throw bad($"it is a list of {items.Count} variables, where an even number was expected: weights and biases in turns");
        return [.. items.Select((item, i) => NumpyArray.Read(ArrayOf(item), $"layer{(i / 2) + 1}.{(i % 2 == 0 ? "W" : "b")}", bad))];
    }

    private static bool IsVariable(object? value) => value is PickleObject record && record.Is("theano.tensor.sharedvar.TensorSharedVariable");

    /// <summary>The array of a variable; null where it is none.</summary>
    private static object? ArrayOf(object? value) =>
        IsVariable(value) && ((PickleObject)value!).Attribute("container") is PickleObject container && container.Is("theano.gof.link.Container")
            && container.Attribute("storage") is PickleList { Items: [var array] }
            ? array
            : null;

    private static void RefuseOldTorch(Stream stream, string path)
    {
        Span<byte> start = stackalloc byte[OldTorch.Length];
        long position = stream.Position;
        int read = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        stream.Position = position;
        if (start[..read].SequenceEqual(OldTorch))
        {
            throw new UnusableInputException(
                $"'{path}' is a file of torch.save in its old form (before PyTorch 1.6), which is not read. Save it anew with a newer PyTorch: "
                + "torch.save(torch.load('old.pt', map_location='cpu'), 'new.pt').");
        }
    }
}
