namespace Minima.Formats.Pickles;

/// <summary>What PyTorch calls its types: each has a class of storages, and a name of its own.</summary>
internal static class TorchTypes
{
    private static readonly (string Storage, string Name, ElementType Type)[] Table =
    [
        ("FloatStorage", "float32", ElementType.F32), ("DoubleStorage", "float64", ElementType.F64), ("HalfStorage", "float16", ElementType.F16),
        ("BFloat16Storage", "bfloat16", ElementType.BF16), ("ByteStorage", "uint8", ElementType.U8), ("CharStorage", "int8", ElementType.I8),
        ("ShortStorage", "int16", ElementType.I16), ("IntStorage", "int32", ElementType.I32), ("LongStorage", "int64", ElementType.I64),
        ("BoolStorage", "bool", ElementType.Bool), ("ComplexFloatStorage", "complex64", ElementType.C64),
    ];

    /// <summary>What a class of storages holds; null where it is none of these.</summary>
    public static ElementType? OfStorage(PickleGlobal storage) => Find(storage, static row => row.Storage);

    /// <summary>The type of that name; null where it is none of these.</summary>
    public static ElementType? OfName(PickleGlobal name) => Find(name, static row => row.Name);

    private static ElementType? Find(PickleGlobal global, Func<(string Storage, string Name, ElementType Type), string> column)
    {
        int index = global.Module == "torch" ? Array.FindIndex(Table, row => column(row) == global.Name) : -1;
        return index < 0 ? null : Table[index].Type;
    }
}
