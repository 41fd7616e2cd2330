using System.Buffers.Binary;
using System.Text;

namespace Minima.Tests.Formats.Pickles;

/// <summary>Writes pickles opcode by opcode, as Python 2 wrote them, independently of the library.</summary>
internal sealed class PickleWriter
{
    private readonly List<byte> _bytes = [];

    public PickleWriter(int protocol = 2) => Raw(0x80, (byte)protocol);

    public PickleWriter Raw(params byte[] bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    /// <summary>Opcodes without arguments, a character each.</summary>
    public PickleWriter Op(string codes) => Raw([.. codes.Select(static code => (byte)code)]);

    public PickleWriter Global(string module, string name) => Raw(Encoding.ASCII.GetBytes($"c{module}\n{name}\n"));

    /// <summary>A string of Python 2: SHORT_BINSTRING or BINSTRING.</summary>
    public PickleWriter Str(byte[] content) => content.Length < 256
        ? Raw([(byte)'U', (byte)content.Length, .. content])
        : Raw([(byte)'T', .. Int32(content.Length), .. content]);

    public PickleWriter Str(string text) => Str(Encoding.Latin1.GetBytes(text));

    /// <summary>BINUNICODE.</summary>
    public PickleWriter Text(string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        return Raw([(byte)'X', .. Int32(utf8.Length), .. utf8]);
    }

    /// <summary>LONG1, of 8 bytes.</summary>
    public PickleWriter Long(long number) => Raw([0x8a, 8, .. BitConverter.GetBytes(number)]);

    public PickleWriter Tuple(params Action<PickleWriter>[] items) => Within("(", "t", items);

    public PickleWriter List(params Action<PickleWriter>[] items) => Within("](", "e", items);

    public PickleWriter Dictionary(params (string Name, Action<PickleWriter> Value)[] items) =>
        Within("}(", "u", [.. items.Select(item => (Action<PickleWriter>)(writer => item.Value(writer.Str(item.Name))))]);

    public PickleWriter Lengths(params long[] lengths) => Tuple([.. lengths.Select(length => (Action<PickleWriter>)(writer => writer.Long(length)))]);

    /// <summary>A NumPy array: <paramref name="type"/> as '&lt;f4'.</summary>
    public PickleWriter Array(string type, long[] shape, byte[] content, bool fortran = false, string module = "numpy.core.multiarray") => this
        .Global(module, "_reconstruct").Global("numpy", "ndarray").Raw((byte)'K', 0, 0x85).Str("b").Raw(0x87).Op("R")
        .Op("(").Raw((byte)'K', 1).Lengths(shape)
        .Global("numpy", "dtype").Str(type[1..]).Raw((byte)'K', 0, (byte)'K', 1, 0x87).Op("R")
        .Op("(").Raw((byte)'K', 3).Str(type[..1]).Op("NNN").Raw((byte)'J').Raw(Int32(-1)).Raw((byte)'J').Raw(Int32(-1)).Raw((byte)'K', 0).Op("t").Op("b")
        .Raw(fortran ? (byte)0x88 : (byte)0x89).Str(content).Op("t").Op("b");

    public PickleWriter Floats(long[] shape, params float[] values) =>
        Array("<f4", shape, [.. values.SelectMany(BitConverter.GetBytes)]);

    /// <summary>A shared variable of Theano, with what surrounds it in the published model.</summary>
    public PickleWriter Variable(string name, long[] shape, params float[] values) => this
        .Global("theano.tensor.sharedvar", "TensorSharedVariable").Op(")").Raw(0x81)
        .Dictionary(
            ("tag", w => w.Op("(").Global("theano.gof.utils", "scratchpad").Op("o").Dictionary(("trace", t => t.List())).Op("b")),
            ("container", w => w.Global("theano.gof.link", "Container").Op(")").Raw(0x81)
                .Dictionary(("name", n => n.Str(name)), ("storage", s => s.List(a => a.Floats(shape, values))), ("readonly", r => r.Raw(0x89))).Op("b")),
            ("type", w => w.Global("theano.tensor.type", "TensorType").Op(")").Raw(0x81).Dictionary(("dtype", d => d.Str("float32"))).Op("b")))
        .Op("b");

    public byte[] End()
    {
        Op(".");
        return [.. _bytes];
    }

    public static byte[] Int32(int number)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        return bytes;
    }

    private PickleWriter Within(string before, string after, Action<PickleWriter>[] items)
    {
        Op(before);
        foreach (Action<PickleWriter> item in items)
            item(this);
        return Op(after);
    }
}
