namespace Minima.Formats.Pickles;

/// <summary>
/// A tensor in a PyTorch archive's pickle: <c>torch._utils._rebuild_tensor_v2(storage, offset, size, stride, ...)</c>, a view of a storage, perhaps
/// wrapped as a parameter. Source: PyTorch, torch/_utils.py.
/// </summary>
/// <param name="storages">The storages.</param>
/// <param name="bad">Makes the error out of what is wrong.</param>
internal sealed class TorchTensor(TorchStorages storages, Func<string, UnusableInputException> bad)
{
    // A parameter wraps a tensor, an object with attributes wraps a parameter.
    private const int MaxWrappers = 4;

    private long _copied;

    /// <summary>Whether a value is a tensor, or a parameter.</summary>
    public static bool Is(object? value) => value is PickleObject { Of.Module: "torch._utils" or "torch._tensor" };

    /// <summary>The tensor in row-major order. It is copied only if the storage holds it otherwise.</summary>
    /// <exception cref="UnusableInputException">It reaches beyond its storage, or is no dense tensor.</exception>
    public Tensor Read(object? value, string name)
    {
        UnusableInputException Bad(string what) => bad($"the tensor {Shown.Quoted(name)} {what}");

        (PickleGlobal function, IReadOnlyList<object?> given) = Unwrap(value, Bad);
        bool typed = function.Name == "_rebuild_tensor_v3";
        if (given.Count < (typed ? 7 : 4) || given[1] is not long offset || offset < 0
            || NumpyArray.Shape(given[2]) is not { } shape || NumpyArray.Shape(given[3]) is not { } strides || shape.Length != strides.Length)
        {
            throw Bad($"is not a storage, an offset, and as many lengths as strides (at most {Safetensors.MaxRank}, none negative)");
        }

        (byte[] storage, ElementType? stored) = storages.Find(given[0]);
        ElementType type = (!typed ? stored : given[6] is PickleGlobal dtype ? TorchTypes.OfName(dtype) : null) ?? throw Bad("does not say what it is made of, or it is not read");
        if (stored is not null && stored != type)
            throw Bad($"is {type.Name()} in a storage of {stored.Value.Name()}");
        int size = type.Bits() / 8, held = storage.Length / size;
        int count = StridedArray.Count(shape) ?? throw Bad("has more elements than any storage");
        if (count == 0)
            return new Tensor(name, type, shape, default);

        // Its last element: sums of products of 63-bit numbers.
        Int128 last = offset;
        for (int i = 0; i < shape.Length; i++)
            last += (Int128)(shape[i] - 1) * strides[i];
        if (last >= held || storage.Length % size != 0)
            throw Bad($"reaches to element {last} of a storage that holds {held}");
        if (count > held)
            throw Bad($"has {count} elements, spread out of the {held} of its storage (expand); save it .clone()d");
        if (StridedArray.IsDense(shape, strides))
            return new Tensor(name, type, shape, storage.AsMemory((int)offset * size, count * size));
        _copied += (long)count * size;
        if (_copied > Safetensors.MaxFileBytes)
            throw Bad($"would be one view too many: at most {Safetensors.MaxFileBytes} bytes of views are copied");
        return new Tensor(name, type, shape, StridedArray.Copy(storage, size, offset, shape, strides, count));
    }

    /// <summary>The function that makes the tensor, and what it is given.</summary>
    private static (PickleGlobal Function, IReadOnlyList<object?> Given) Unwrap(object? value, Func<string, UnusableInputException> bad)
    {
        (PickleGlobal Function, IReadOnlyList<object?> Given)? call = Call(value);
        for (int wrappers = 0; wrappers < MaxWrappers && call is { } outer; wrappers++)
        {
            switch (outer.Function.Name)
            {
                case "_rebuild_tensor" or "_rebuild_tensor_v2" or "_rebuild_tensor_v3":
                    return outer;
                case "_rebuild_parameter" or "_rebuild_parameter_with_state" when outer.Given.Count > 0:
                    // (data, requires_grad, hooks[, state])
                    call = Call(outer.Given[0]);
                    break;
                case "_rebuild_from_type_v2" when outer.Given is [PickleGlobal function, _, PickleTuple inner, _]:
                    call = (function, inner.Items);
                    break;
                default:
                    call = null;
                    break;
            }
        }

        throw bad("is not made as PyTorch makes dense tensors");
    }

    private static (PickleGlobal Function, IReadOnlyList<object?> Given)? Call(object? value) =>
        value is PickleObject record ? (record.Of, record.Arguments.Items) : null;
}
