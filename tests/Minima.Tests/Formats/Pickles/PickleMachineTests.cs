using System.Text;
using Minima.Formats.Pickles;

namespace Minima.Tests.Formats.Pickles;

/// <summary>What the machine builds, what it refuses, and that attacks cost little.</summary>
public sealed class PickleMachineTests
{
    [Fact]
    public void Numbers_OfEachOpcode_AreThemselves()
    {
        byte[] pickle = new PickleWriter().Tuple(
            w => w.Raw((byte)'K', 200), w => w.Raw((byte)'M', 0x34, 0x12), w => w.Raw((byte)'J', 0xFE, 0xFF, 0xFF, 0xFF), w => w.Raw(0x8a, 0), w => w.Raw(0x8a, 1, 0xFF),
            w => w.Raw(0x8a, 2, 0xFF, 0), w => w.Long(long.MinValue), w => w.Raw((byte)'G', 0x3F, 0xF8, 0, 0, 0, 0, 0, 0), w => w.Raw(0x88), w => w.Raw(0x89), w => w.Op("N"))
            .End();
        Assert.Equal([200L, 0x1234L, -2L, 0L, -1L, 255L, long.MinValue, 1.5, true, false, null], Items(Read(pickle)));
    }

    [Fact]
    public void Strings_OfEachOpcode_AreNames()
    {
        byte[] pickle = new PickleWriter(4).Tuple(
            w => w.Str("a"), w => w.Raw([(byte)'T', .. PickleWriter.Int32(1), (byte)'b']), w => w.Raw((byte)'C', 1, (byte)'c'), w => w.Raw([(byte)'B', .. PickleWriter.Int32(1), (byte)'d']),
            w => w.Raw([0x8e, .. BitConverter.GetBytes(1L), (byte)'e']), w => w.Raw([0x96, .. BitConverter.GetBytes(1L), (byte)'f']), w => w.Text("g"), w => w.Raw(0x8c, 2, 0xC3, 0xA9),
            w => w.Raw([0x8d, .. BitConverter.GetBytes(1L), (byte)'i'])).End();
        Assert.Equal(["a", "b", "c", "d", "e", "f", "g", "é", "i"], Items(Read(pickle)).Select(PickleText.NameOf));
    }

    [Fact]
    public void Memo_AllOpcodes_GiveTheSameValue()
    {
        // An empty list is stored as 7, as 2^31, and by MEMOIZE, as 2; each is fetched again.
        byte[] pickle = new PickleWriter(4).Op("(").Op("]").Raw((byte)'q', 7).Raw([(byte)'r', 0, 0, 0, 0x80]).Raw(0x94)
            .Raw((byte)'h', 7).Raw([(byte)'j', 0, 0, 0, 0x80]).Raw((byte)'h', 2).Op("t").End();
        IReadOnlyList<object?> items = Items(Read(pickle));
        Assert.Equal(4, items.Count);
        Assert.All(items, item => Assert.Same(items[0], item));
    }

    [Fact]
    public void Dictionary_OrderedCountedOrPlain_IsOne()
    {
        var plain = Assert.IsType<PickleDictionary>(Read(new PickleWriter().Dictionary(("a", w => w.Long(1)), ("b", w => w.Long(2)), ("a", w => w.Long(3))).End()));
        Assert.Equal(["a", "b"], plain.Names);
        Assert.Equal(3L, plain["a"]);
        Assert.Null(plain["c"]);
        var ordered = Assert.IsType<PickleDictionary>(Read(
            new PickleWriter().Global("collections", "OrderedDict").Op(")R").Str("a").Long(5).Op("s").Dictionary(("_metadata", w => w.Op("N"))).Op("b").End()));
        Assert.Equal(["a"], ordered.Names);
        Assert.Equal(5L, ordered["a"]);
        var paired = Assert.IsType<PickleDictionary>(Read(new PickleWriter().Global("collections", "OrderedDict")
            .Tuple(w => w.List(p => p.List(i => i.Str("a"), i => i.Long(6)), p => p.Tuple(i => i.Str("b"), i => i.Long(7)))).Op("R").End()));
        Assert.Equal((6L, 7L), (paired["a"], paired["b"]));
    }

    [Fact]
    public void Encode_Latin1_IsTheBytes()
    {
        byte[] all = [.. Enumerable.Range(0, 256).Select(static i => (byte)i)];
        var bytes = Assert.IsType<PickleBytes>(Read(Encoded(Encoding.Latin1.GetString(all))));
        Assert.Equal(all, bytes.Content.ToArray());
        Assert.Contains("beyond 255", Refused(Encoded("Ā")));
        Assert.Contains("beyond 255", Refused(Encoded("😀")));

        static byte[] Encoded(string text) =>
            new PickleWriter().Global("_codecs", "encode").Tuple(w => w.Text(text), w => w.Text("latin1")).Op("R").End();
    }

    // What is refused, and where: the position is that of the opcode.
    public static TheoryData<string, byte[]> Unusable => new()
    {
        { "protocol 9, and only those to 5 are known (at byte 0)", [0x80, 9, (byte)'.'] },
        { "names 'os.system', which is none of the classes and functions that hold arrays (at byte 2)", new PickleWriter().Global("os", "system").Str("true").Raw(0x85).Op("R").End() },
        { "'posix.system'", new PickleWriter(4).Text("posix").Text("system").Raw(0x93).End() },
        { "'builtins.eval'", new PickleWriter().Global("builtins", "eval").End() },
        { "'torch.storage._load_from_bytes'", new PickleWriter().Global("torch.storage", "_load_from_bytes").End() },
        { "'numpy.core.multiarray.fromfile'", new PickleWriter().Global("numpy.core.multiarray", "fromfile").End() },
        { "'numpy.core multiarray._reconstruct'", new PickleWriter().Global("numpy.core multiarray", "_reconstruct").End() },
        { "'numpy.core.multiarray._reconstruct', which", new PickleWriter().Global("numpy", "core.multiarray._reconstruct").End() },
        { "more than 256 bytes", new PickleWriter().Global(new string('m', 300), "x").End() },
        { "by something that is no name", new PickleWriter().Raw(0x88, 0x88, 0x93).End() },
        { "wants to call 'numpy.ndarray', which is not allowed (at byte 18)", new PickleWriter().Global("numpy", "ndarray").Op(")R").End() },
        { "wants to call 'theano.gof.link.Container'", new PickleWriter().Global("theano.gof.link", "Container").Op(")R").End() },
        { "wants to make an instance of 'collections.OrderedDict'", new PickleWriter().Global("collections", "OrderedDict").Op(")").Raw(0x81).End() },
        { "wants to call something that is no name", new PickleWriter().Str("os.system").Op(")R").End() },
        { "is no tuple", new PickleWriter().Global("collections", "OrderedDict").Op("]R").End() },
        { "neither empty nor pairs", new PickleWriter().Global("collections", "OrderedDict").Raw(0x88, 0x85).Op("R").End() },
        { "something that is no pair", new PickleWriter().Global("collections", "OrderedDict").Tuple(w => w.List(i => i.Op("N"))).Op("R").End() },
        { "a text and 'latin1'", new PickleWriter().Global("_codecs", "encode").Tuple(w => w.Text("a"), w => w.Text("rot13")).Op("R").End() },
        { "sets the state of something that has none", new PickleWriter().Op("N}b").End() },
        { "sets the state of 'torch.Size'", new PickleWriter().Global("torch", "Size").Op(")R}b").End() },
        { "state of a 'theano.gof.link.Container' twice", new PickleWriter().Global("theano.gof.link", "Container").Op(")").Raw(0x81).Op("}b}b").End() },
        { "opcode INST (of protocol 0", [(byte)'i', (byte)'.'] },
        { "opcode EXT1,", [0x82, 1, (byte)'.'] },
        { "opcode LONG4,", [0x8b, 0xFF, 0xFF, 0xFF, 0x7F, (byte)'.'] },
        { "opcode NEWOBJ_EX,", [0x92, (byte)'.'] },
        { "opcode NEXT_BUFFER,", [0x97, (byte)'.'] },
        { "opcode DUP,", [(byte)'2', (byte)'.'] },
        { "opcode PERSID (of protocol 0; protocols 2 to 5 are read)", [(byte)'P', (byte)'\n', (byte)'.'] },
        { "opcode STRING (of protocol 0", [(byte)'S', (byte)'\n', (byte)'.'] },
        { "opcode ff, which is none of a pickle", [0xFF, (byte)'.'] },
        { "a number of 255 bytes, and at most 8 are read (at byte 0)", [0x8a, 255, .. new byte[255], (byte)'.'] },
        { "states 2147483648 bytes at byte 5, where 1 are left", [(byte)'T', 0, 0, 0, 0x80, (byte)'.'] },
        { "states 18446744073709551615 bytes", [0x8e, .. BitConverter.GetBytes(-1L), (byte)'.'] },
        { "not UTF-8", [0x8c, 1, 0xFF, (byte)'.'] },
        { "value 0 of its memo", [(byte)'h', 0, (byte)'.'] },
        { "value 2147483648 of its memo", [(byte)'j', 0, 0, 0, 0x80, (byte)'.'] },
        { "from its stack where there is none", [(byte)'.'] },
        { "from its stack where there is none", [(byte)'q', 0, (byte)'.'] },
        { "from its stack where there is none", [(byte)'t', (byte)'.'] },
        { "from its stack where there is none", [(byte)'o', (byte)'.'] },
        { "from its stack where there is none", [(byte)'N', (byte)'(', (byte)'.'] },
        { "from its stack where there is none", [(byte)']', (byte)'(', (byte)'N', (byte)'a', (byte)'.'] },
        { "make an instance of something that is no name", [(byte)'(', (byte)'o', (byte)'.'] },
        { "APPEND adds to something that is no list", [(byte)')', (byte)'N', (byte)'a', (byte)'.'] },
        { "SETITEMS adds to something that is no dictionary", [(byte)']', (byte)'(', (byte)'N', (byte)'N', (byte)'u', (byte)'.'] },
        { "has no value", [(byte)'}', (byte)'(', (byte)'N', (byte)'u', (byte)'.'] },
        { "a name of more than 512 bytes", new PickleWriter().Op("}").Str(new string('a', 513)).Op("Ns").End() },
        { "more than one value", [(byte)'N', (byte)'N', (byte)'.'] },
        { "more than one value", [(byte)'N', (byte)'(', (byte)'N', (byte)'t', (byte)'.'] },
        { "something follows its end", [(byte)'N', (byte)'.', 0] },
        { "ends within a value, after 1 bytes", [(byte)'N'] },
        { "ends within a value, after 0 bytes", [] },
    };

    [Theory]
    [MemberData(nameof(Unusable), DisableDiscoveryEnumeration = true)]
    public void Read_WhatIsNotOnTheLists_IsRefusedByName(string message, byte[] pickle) => Assert.Contains(message, Refused(pickle));

    [Fact]
    public void Read_OtherLength_IsRefused()
    {
        byte[] pickle = [(byte)'N', (byte)'.'];
        Assert.Contains("should have 3", Refused(() => PickleMachine.Read(new MemoryStream(pickle), 3, Error)));
        Assert.Contains("more than the 1 bytes", Refused(() => PickleMachine.Read(new MemoryStream(pickle), 1, Error)));
        Assert.Contains("at most 536870912", Refused(() => PickleMachine.Read(new MemoryStream(pickle), PickleMachine.MaxBytes + 1, Error)));
    }

    /// <summary>A million marks, tuples within tuples, or lists: nothing recurses, and there is an end to opcodes.</summary>
    [Fact]
    public void Read_DeepNesting_NeedsNoStack()
    {
        int depth = PickleMachine.MaxOpcodes - 3;
        object? value = Read([0x80, 2, (byte)'N', .. Enumerable.Repeat((byte)0x85, depth), (byte)'.']);
        for (int i = 0; i < depth; i++)
            value = Assert.Single(((PickleTuple)value!).Items);
        Assert.Null(value);
        Assert.Contains("none", Refused([.. Enumerable.Repeat((byte)'(', depth), (byte)'.']));
        Assert.Contains("more than 1000000 opcodes", Refused([.. Enumerable.Repeat((byte)']', 1_000_001), (byte)'.']));
    }

    /// <summary>A list that holds itself, and a tuple through a list: legal, and no reader walks it.</summary>
    [Fact]
    public void Read_ValuesThatHoldThemselves_AreInert()
    {
        var list = Assert.IsType<PickleList>(Read([(byte)']', (byte)'q', 0, (byte)'h', 0, (byte)'a', (byte)'.']));
        Assert.Same(list, Assert.Single(list.Items));
        Assert.Throws<UnusableInputException>(() => ArrayPickle.Read(new MemoryStream([0x80, 2, (byte)']', (byte)'q', 0, (byte)'h', 0, (byte)'a', (byte)'.']), "f"));
    }

    /// <summary>2^100 leaves in a hundred tuples that share their halves: each is there once.</summary>
    [Fact]
    public void Read_MemoBomb_IsOneTupleEach()
    {
        PickleWriter writer = new PickleWriter().Op("N");
        for (int i = 0; i < 100; i++)
            writer.Raw((byte)'q', (byte)i).Raw((byte)'h', (byte)i).Raw(0x86);
        byte[] pickle = writer.End();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.IsType<PickleTuple>(Read(pickle));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    /// <summary>Small files that ask for large work again and again.</summary>
    [Fact]
    public void Read_RepeatedCalls_AreLimitedInAll()
    {
        PickleWriter encode = new PickleWriter().Global("_codecs", "encode").Raw((byte)'q', 0)
            .Tuple(w => w.Text(new string('a', 100_000)), w => w.Text("latin1")).Raw((byte)'q', 1).Op("R");
        PickleWriter pairs = new PickleWriter().Global("collections", "OrderedDict").Raw((byte)'q', 0)
            .Tuple(w => w.List([.. Enumerable.Repeat<Action<PickleWriter>>(p => p.List(k => k.Str("k"), v => v.Op("N")), 1_000)])).Raw((byte)'q', 1).Op("R");
        foreach (PickleWriter writer in new[] { encode, pairs })
        {
            for (int i = 0; i < 10_000; i++)
                writer.Raw((byte)'h', 0, (byte)'h', 1).Op("R");
            byte[] pickle = writer.End();
            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Contains("again and again", Refused(pickle));
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 << 20);
        }
    }

    [Fact]
    public void Names_OfAllCodes_AreThoseOfPython()
    {
        Assert.Equal("SHORT_BINSTRING", PickleOpcode.ShortBinString.Name());
        Assert.Equal("LONG_BINPUT", PickleOpcode.LongBinPut.Name());
        Assert.Equal("BINPERSID", PickleOpcode.BinPersId.Name());
        Assert.Equal("LONG1", PickleOpcode.Long1.Name());
        Assert.Equal("EMPTY_TUPLE", PickleOpcode.EmptyTuple.Name());
    }

    private static UnusableInputException Error(string what) => new(what);

    private static object? Read(byte[] pickle) => PickleMachine.Read(new MemoryStream(pickle), pickle.Length, Error);

    private static string Refused(byte[] pickle) => Refused(() => Read(pickle));

    private static string Refused(Func<object?> read) => Assert.Throws<UnusableInputException>(read).Message;

    private static IReadOnlyList<object?> Items(object? tuple) => Assert.IsType<PickleTuple>(tuple).Items;
}
