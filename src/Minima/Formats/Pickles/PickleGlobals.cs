namespace Minima.Formats.Pickles;

/// <summary>In what ways a pickle may use a name.</summary>
[Flags]
internal enum PickleUses
{
    /// <summary>It may stand there.</summary>
    Named = 0,

    /// <summary>REDUCE: as if it were called.</summary>
    Called = 1,

    /// <summary>NEWOBJ and OBJ: as if it were a class of which an instance is made.</summary>
    Instantiated = 2,

    /// <summary>BUILD: what came of it may get a state.</summary>
    Built = 4,
}

/// <summary>
/// The classes and functions that a pickle may name. Nothing is ever imported or called: a name says how the values beside it are
/// meant. The list is that of PyTorch's weights-only reader (torch/_weights_only_unpickler.py) as far as tensors need it, NumPy's arrays, and
/// what Theano's shared variables are made of.
/// </summary>
internal static class PickleGlobals
{
    private const PickleUses CalledAndBuilt = PickleUses.Called | PickleUses.Built;
    private const PickleUses Class = PickleUses.Instantiated | PickleUses.Built;

    private static readonly Dictionary<string, PickleGlobal> Known = new (string Module, PickleUses Uses, string Names)[]
    {
        ("collections", CalledAndBuilt, "OrderedDict"),
        ("collections", PickleUses.Called, "Counter"),
        ("_codecs", PickleUses.Called, "encode"),
        ("builtins", PickleUses.Called, "set bytearray bytes complex"),
        ("__builtin__", PickleUses.Called, "set bytearray bytes complex"),
        ("numpy", PickleUses.Named, "ndarray"),
        ("numpy", CalledAndBuilt, "dtype"),
        ("numpy.core.multiarray", CalledAndBuilt, "_reconstruct"),
        ("numpy._core.multiarray", CalledAndBuilt, "_reconstruct"),
        ("numpy.core.multiarray", PickleUses.Called, "scalar"),
        ("numpy._core.multiarray", PickleUses.Called, "scalar"),
        ("numpy.core.numeric", PickleUses.Called, "_frombuffer"),
        ("numpy._core.numeric", PickleUses.Called, "_frombuffer"),
        ("theano.tensor.sharedvar", Class, "TensorSharedVariable"),
        ("theano.gof.utils", Class, "scratchpad"),
        ("theano.gof.link", Class, "Container"),
        ("theano.tensor.type", Class, "TensorType"),
        ("torch", PickleUses.Called, "Size device"),
        ("torch", PickleUses.Named, "Tensor"),
        ("torch", PickleUses.Named, "float32 float64 float16 bfloat16 uint8 int8 int16 int32 int64 bool complex64 complex128"),
        ("torch", PickleUses.Named, "FloatStorage DoubleStorage HalfStorage BFloat16Storage ByteStorage CharStorage ShortStorage IntStorage "
            + "LongStorage BoolStorage ComplexFloatStorage ComplexDoubleStorage"),
        ("torch.storage", PickleUses.Named, "UntypedStorage TypedStorage"),
        ("torch._utils", PickleUses.Called, "_rebuild_tensor _rebuild_tensor_v2 _rebuild_tensor_v3 _rebuild_parameter _rebuild_parameter_with_state"),
        ("torch._tensor", PickleUses.Called, "_rebuild_from_type_v2"),
        ("torch.nn.parameter", PickleUses.Named, "Parameter"),
        ("torch.serialization", PickleUses.Called, "_get_layout"),
    }
    .SelectMany(static row => row.Names.Split(' ').Select(name => new PickleGlobal(row.Module, name, row.Uses)))
    .ToDictionary(static global => global.ToString(), StringComparer.Ordinal);

    /// <summary>The known class or function of that name; null where it is not on the list.</summary>
    public static PickleGlobal? Find(string module, string name) =>
        Known.GetValueOrDefault($"{module}.{name}") is { } global && global.Module == module ? global : null;
}
