namespace Minima.Formats;

/// <summary>How NumPy writes types: a letter for the kind and the number of bytes.</summary>
internal static class NpyTypes
{
    private static readonly (string Code, ElementType Type)[] Table =
    [
        ("b1", ElementType.Bool), ("u1", ElementType.U8), ("i1", ElementType.I8), ("u2", ElementType.U16), ("i2", ElementType.I16),
        ("u4", ElementType.U32), ("i4", ElementType.I32), ("u8", ElementType.U64), ("i8", ElementType.I64),
        ("f2", ElementType.F16), ("f4", ElementType.F32), ("f8", ElementType.F64), ("c8", ElementType.C64),
    ];

    /// <summary>The description of a type, little-endian; null where NumPy has none.</summary>
    public static string? Format(ElementType type)
    {
        int index = Array.FindIndex(Table, entry => entry.Type == type);
        return index < 0 ? null : (type.Bits() == 8 ? "|" : "<") + Table[index].Code;
    }

    /// <summary>The type of a description, and whether its bytes stand in big-endian order.</summary>
    public static (ElementType Type, bool IsBigEndian) Parse(string descr, Func<string, UnusableInputException> bad)
    {
        string code = descr.Length > 0 && descr[0] is '<' or '>' or '|' ? descr[1..] : "";
        int index = Array.FindIndex(Table, entry => entry.Code == code);
        if (index < 0)
        {
            throw bad(descr is "|O" or "O"
                ? "it holds Python objects, which is to say a pickle; arrays of numbers are read"
                : $"it holds elements of the type {Shown.Quoted(descr)}; booleans, integers, f2, f4, f8 and c8 are read");
        }

        ElementType type = Table[index].Type;
        bool single = type.Bits() == 8;
        return single == (descr[0] == '|')
            ? (type, descr[0] == '>')
            : throw bad($"{Shown.Quoted(descr)} states an order of bytes where there is none, or none where there is one");
    }
}
