namespace Minima.Formats;

/// <summary>
/// What a tensor is made of. The members stand in the reference's order (by growing alignment), by which
/// its writer sorts: see <c>safetensors/src/tensor.rs</c>.
/// </summary>
public enum ElementType
{
    /// <summary>One byte, 0 or 1.</summary>
    Bool,

    /// <summary>4 bits, floating point.</summary>
    F4,

    /// <summary>6 bits: 2 exponent, 3 mantissa.</summary>
    F6E2M3,

    /// <summary>6 bits: 3 exponent, 2 mantissa.</summary>
    F6E3M2,

    /// <summary>Unsigned byte.</summary>
    U8,

    /// <summary>Signed byte.</summary>
    I8,

    /// <summary>8 bits: 5 exponent, 2 mantissa.</summary>
    F8E5M2,

    /// <summary>8 bits: 4 exponent, 3 mantissa.</summary>
    F8E4M3,

    /// <summary>8 bits: an exponent only.</summary>
    F8E8M0,

    /// <summary>8 bits: 4 exponent, 3 mantissa; no infinities, one zero.</summary>
    F8E4M3Fnuz,

    /// <summary>8 bits: 5 exponent, 2 mantissa; no infinities, one zero.</summary>
    F8E5M2Fnuz,

    /// <summary>Signed 16-bit integer.</summary>
    I16,

    /// <summary>Unsigned 16-bit integer.</summary>
    U16,

    /// <summary>IEEE 754 half precision.</summary>
    F16,

    /// <summary>The upper half of a single: bfloat16.</summary>
    BF16,

    /// <summary>Signed 32-bit integer.</summary>
    I32,

    /// <summary>Unsigned 32-bit integer.</summary>
    U32,

    /// <summary>IEEE 754 single precision.</summary>
    F32,

    /// <summary>Two singles: a complex number.</summary>
    C64,

    /// <summary>IEEE 754 double precision.</summary>
    F64,

    /// <summary>Signed 64-bit integer.</summary>
    I64,

    /// <summary>Unsigned 64-bit integer.</summary>
    U64,
}

/// <summary>Names and sizes of the element types.</summary>
internal static class ElementTypes
{
    // In the order of the enumeration.
    private static readonly (string Name, int Bits)[] Table =
    [
        ("BOOL", 8), ("F4", 4), ("F6_E2M3", 6), ("F6_E3M2", 6), ("U8", 8), ("I8", 8), ("F8_E5M2", 8), ("F8_E4M3", 8), ("F8_E8M0", 8),
        ("F8_E4M3FNUZ", 8), ("F8_E5M2FNUZ", 8), ("I16", 16), ("U16", 16), ("F16", 16), ("BF16", 16), ("I32", 32), ("U32", 32), ("F32", 32),
        ("C64", 64), ("F64", 64), ("I64", 64), ("U64", 64),
    ];

    /// <summary>The type's name in a file's header.</summary>
    public static string Name(this ElementType type) => Table[(int)type].Name;

    /// <summary>Bits that an element takes.</summary>
    public static int Bits(this ElementType type) => Table[(int)type].Bits;

    /// <summary>Whether it is a floating-point number of 16 bits or more.</summary>
    public static bool IsFloating(this ElementType type) => type is ElementType.F32 or ElementType.F64 or ElementType.F16 or ElementType.BF16;

    /// <summary>The type of that name, or null.</summary>
    public static ElementType? Find(string name)
    {
        int index = Array.FindIndex(Table, entry => entry.Name == name);
        return index < 0 ? null : (ElementType)index;
    }
}
