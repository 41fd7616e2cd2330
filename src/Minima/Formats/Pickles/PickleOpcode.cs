namespace Minima.Formats.Pickles;

/// <summary>The opcodes that are followed, by their codes in a file. Source: CPython, Lib/pickletools.py.</summary>
internal enum PickleOpcode : byte
{
    Mark = (byte)'(',
    EmptyTuple = (byte)')',
    Stop = (byte)'.',
    BinBytes = (byte)'B',
    ShortBinBytes = (byte)'C',
    BinFloat = (byte)'G',
    BinInt = (byte)'J',
    BinInt1 = (byte)'K',
    BinInt2 = (byte)'M',
    None = (byte)'N',
    BinPersId = (byte)'Q',
    Reduce = (byte)'R',
    BinString = (byte)'T',
    ShortBinString = (byte)'U',
    BinUnicode = (byte)'X',
    EmptyList = (byte)']',
    Append = (byte)'a',
    Build = (byte)'b',
    Global = (byte)'c',
    Appends = (byte)'e',
    BinGet = (byte)'h',
    LongBinGet = (byte)'j',
    Obj = (byte)'o',
    BinPut = (byte)'q',
    LongBinPut = (byte)'r',
    SetItem = (byte)'s',
    Tuple = (byte)'t',
    SetItems = (byte)'u',
    EmptyDict = (byte)'}',
    Proto = 0x80,
    NewObj = 0x81,
    Tuple1 = 0x85,
    Tuple2 = 0x86,
    Tuple3 = 0x87,
    NewTrue = 0x88,
    NewFalse = 0x89,
    Long1 = 0x8a,
    ShortBinUnicode = 0x8c,
    BinUnicode8 = 0x8d,
    BinBytes8 = 0x8e,
    EmptySet = 0x8f,
    AddItems = 0x90,
    StackGlobal = 0x93,
    Memoize = 0x94,
    Frame = 0x95,
    ByteArray8 = 0x96,
}

/// <summary>How opcodes are called.</summary>
internal static class PickleOpcodes
{
    // Those that are not followed; the text opcodes are protocol 0's.
    private static readonly (byte Code, string Name)[] Others =
    [
        ((byte)'0', "POP"), ((byte)'1', "POP_MARK"), ((byte)'2', "DUP"), ((byte)'F', "FLOAT"), ((byte)'I', "INT"), ((byte)'L', "LONG"),
        ((byte)'P', "PERSID"), ((byte)'S', "STRING"), ((byte)'V', "UNICODE"), ((byte)'d', "DICT"), ((byte)'g', "GET"), ((byte)'i', "INST"),
        ((byte)'l', "LIST"), ((byte)'p', "PUT"), (0x82, "EXT1"), (0x83, "EXT2"), (0x84, "EXT4"), (0x8b, "LONG4"), (0x91, "FROZENSET"),
        (0x92, "NEWOBJ_EX"), (0x97, "NEXT_BUFFER"), (0x98, "READONLY_BUFFER"),
    ];

    private static readonly HashSet<string> OfProtocol0 = new(StringComparer.Ordinal)
    {
        "FLOAT", "INT", "LONG", "PERSID", "STRING", "UNICODE", "DICT", "GET", "INST", "LIST", "PUT",
    };

    /// <summary>The opcode's name as Python's documentation has it.</summary>
    public static string Name(this PickleOpcode opcode) => opcode switch
    {
        PickleOpcode.EmptyTuple => "EMPTY_TUPLE",
        PickleOpcode.EmptyList => "EMPTY_LIST",
        PickleOpcode.EmptyDict => "EMPTY_DICT",
        PickleOpcode.EmptySet => "EMPTY_SET",
        PickleOpcode.ShortBinBytes => "SHORT_BINBYTES",
        PickleOpcode.ShortBinString => "SHORT_BINSTRING",
        PickleOpcode.ShortBinUnicode => "SHORT_BINUNICODE",
        PickleOpcode.LongBinGet => "LONG_BINGET",
        PickleOpcode.LongBinPut => "LONG_BINPUT",
        PickleOpcode.StackGlobal => "STACK_GLOBAL",
        _ when Enum.IsDefined(opcode) => opcode.ToString().ToUpperInvariant(),
        _ => Array.Find(Others, other => other.Code == (byte)opcode).Name is { } name
            ? name + (OfProtocol0.Contains(name) ? " (of protocol 0; protocols 2 to 5 are read)" : "")
            : $"{(byte)opcode:x2}, which is none of a pickle",
    };
}
