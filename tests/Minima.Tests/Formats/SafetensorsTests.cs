using System.Buffers.Binary;
using System.Text;
using Minima.Formats;
using Minima.Trajectories;

namespace Minima.Tests.Formats;

public sealed class SafetensorsTests
{
    [Fact]
    public void ToBytes_KnownContent_AreTheReferenceWritersBytes()
    {
        // By hand, after the reference's serialize(): the wider type first though its name is later, then by name; header padded with spaces.
        var file = new Safetensors(
            new Dictionary<string, string> { ["z"] = "1", ["format"] = "pt" },
            [Tensor.FromFloats("b", [1, 2], [1f, -2f]), new Tensor("h", ElementType.F16, [1], new byte[] { 0, 0x3C }), Tensor.FromFloats("a", [], [float.NaN])]);
        string json = """
            {"__metadata__":{"format":"pt","z":"1"},"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1,2],"data_offsets":[4,12]},"h":{"dtype":"F16","shape":[1],"data_offsets":[12,14]}}
            """;
        byte[] bytes = file.ToBytes();
        int header = (json.Length + 7) / 8 * 8;
        Assert.Equal((ulong)header, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        Assert.Equal(json.PadRight(header), Encoding.UTF8.GetString(bytes, 8, header));
        Assert.Equal("0000C0FF0000803F000000C0003C", Convert.ToHexString(bytes.AsSpan(8 + header)));
        Assert.Equal(bytes, Parse(bytes).ToBytes());
    }

    [Fact]
    public void Read_EveryElementType_IsRecognised()
    {
        (string Name, int Bits)[] types =
        [
            ("BOOL", 8), ("F4", 4), ("F6_E2M3", 6), ("F6_E3M2", 6), ("U8", 8), ("I8", 8), ("F8_E5M2", 8), ("F8_E4M3", 8), ("F8_E8M0", 8),
            ("F8_E4M3FNUZ", 8), ("F8_E5M2FNUZ", 8), ("I16", 16), ("U16", 16), ("F16", 16), ("BF16", 16), ("I32", 32), ("U32", 32), ("F32", 32),
            ("C64", 64), ("F64", 64), ("I64", 64), ("U64", 64),
        ];
        Assert.Equal(Enum.GetValues<ElementType>().Length, types.Length);
        foreach ((string name, int bits) in types)
        {
            Tensor tensor = Parse(File($$$"""{"a":{"dtype":"{{{name}}}","shape":[2,2],"data_offsets":[0,{{{bits / 2}}}]}}""", bits / 2)).Tensors[0];
            Assert.Equal(bits / 2, tensor.Bytes.Length);
            Assert.Equal(name, tensor.Type.Name());
        }
    }

    [Fact]
    public void ToFloats_EveryReadableType_GivesTheNumbers()
    {
        float[] expected = [1f, -2.5f, float.PositiveInfinity];
        byte[] f64 = [.. expected.SelectMany(value => BitConverter.GetBytes((double)value))];
        byte[] f16 = [.. expected.SelectMany(value => BitConverter.GetBytes((Half)value))];
        byte[] bf16 = [.. expected.SelectMany(value => BitConverter.GetBytes(BitConverter.SingleToInt32Bits(value))[2..])];
        Assert.Equal(expected, new Tensor("a", ElementType.F64, [3], f64).ToFloats());
        Assert.Equal(expected, new Tensor("a", ElementType.F16, [3], f16).ToFloats());
        Assert.Equal(expected, new Tensor("a", ElementType.BF16, [3], bf16).ToFloats());
        Assert.Equal(expected, Tensor.FromFloats("a", [3], expected).ToFloats());
        Assert.Throws<UnusableInputException>(() => new Tensor("a", ElementType.I64, [1], new byte[8]).ToFloats());
    }

    [Fact]
    public void Read_EmptyTensorsAndNoTensors_AreAccepted()
    {
        Safetensors file = Parse(File("""{"a":{"dtype":"F32","shape":[0,7],"data_offsets":[0,0]},"b":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"c":{"dtype":"U8","shape":[0],"data_offsets":[1,1]}}""", 1));
        Assert.Equal(["a", "b", "c"], file.Tensors.Select(tensor => tensor.Name));
        Assert.Empty(Parse(File("{}", 0)).Tensors);
    }

    // One for each of the format's rules, then this reader's own limits.
    public static TheoryData<string, byte[]> Unusable => new()
    {
        { "fewer than the 8", [1, 0, 0, 0, 0, 0, 0] },
        { "at most 4194304", [.. BitConverter.GetBytes(100_000_001UL), .. new byte[10]] },
        { "at most 4194304", [.. BitConverter.GetBytes(ulong.MaxValue), .. new byte[10]] },
        { "but only 2 follow", [.. BitConverter.GetBytes(3UL), .. "{}"u8] },
        { "not valid UTF-8", [.. BitConverter.GetBytes(3UL), (byte)'{', 0xFF, (byte)'}'] },
        { "does not begin with '{'", File(" {}", 0) },
        { "does not begin with '{'", File("", 0) },
        { "does not begin with '{'", File("[]", 0) },
        { "not valid JSON", File("{", 0) },
        { "not valid JSON", File("""{"a":{"dtype":"F32","shape":[[1]],"data_offsets":[0,4]}}""", 4) },
        { "not valid JSON", File("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},}""", 4) },
        { "not valid JSON", File("""{"\ud800":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4) },
        { "other than spaces", File("{}\n", 0) },
        { "other than spaces", File("{}{}", 0) },
        { "not what the format asks for", File("""{"a":1}""", 0) },
        { "not what the format asks for", File("""{"__metadata__":{"a":1}}""", 0) },
        { "not what the format asks for", File("""{"__metadata__":null}""", 0) },
        { "unknown or stands twice", File("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"strides":[1]}}""", 4) },
        { "unknown or stands twice", File("""{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4) },
        { "lacks its dtype", File("""{"a":{"dtype":"F32","shape":[1]}}""", 4) },
        { "lacks its dtype", File("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4]}}""", 4) },
        { "is not known", File("""{"a":{"dtype":"F31","shape":[1],"data_offsets":[0,4]}}""", 4) },
        { "whole number", File("""{"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}""", 4) },
        { "whole number", File("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4) },
        { "whole number", File("""{"a":{"dtype":"F32","shape":[-0],"data_offsets":[0,0]}}""", 0) },
        { "whole number", File("""{"a":{"dtype":"F32","shape":[281474976710656],"data_offsets":[0,4]}}""", 4) },
        { "twice", File("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"\u0061":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8) },
        { "twice", File("""{"__metadata__":{},"__metadata__":{}}""", 0) },
        { "twice", File("""{"__metadata__":{"a":"1","a":"1"}}""", 0) },
        { "holes and overlaps", File("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8) },
        { "holes and overlaps", File("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}""", 6) },
        { "holes and overlaps", File("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""", 12) },
        { "holes and overlaps", File("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", 4) },
        { "larger than any file", File("""{"a":{"dtype":"F32","shape":[281474976710655,281474976710655],"data_offsets":[0,4]}}""", 4) },
        { "whole bytes", File("""{"a":{"dtype":"F4","shape":[1],"data_offsets":[0,1]}}""", 1) },
        { "has 4 bytes, but F32 [2] takes 8", File("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4) },
        { "but 5 follow", File("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 5) },
        { "but 3 follow", File("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 3) },
        { "more than 8 numbers", File("""{"a":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1],"data_offsets":[0,4]}}""", 4) },
        { "more than 512", File($$$"""{"{{{new string('a', 513)}}}":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4) },
        { "more than 16384 tensors", File("{" + string.Join(",", Enumerable.Range(0, 16_385).Select(i => $$$"""  "{{{i}}}":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}""")) + "}", 0) },
    };

    [Theory]
    [MemberData(nameof(Unusable), DisableDiscoveryEnumeration = true)]
    public void Read_BrokenRule_IsRefusedByName(string message, byte[] file)
    {
        var e = Assert.Throws<UnusableInputException>(() => Parse(file));
        Assert.Contains(message, e.Message);
        Assert.StartsWith("'f.safetensors'", e.Message);
    }

    [Fact]
    public void Read_NoFile_FolderOrDevice_SaysSo()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("There is no file", Assert.Throws<UnusableInputException>(() => Safetensors.Read(folder["none"])).Message);
        Assert.Contains("is a folder", Assert.Throws<UnusableInputException>(() => Safetensors.Read(folder.Path)).Message);
        if (System.IO.File.Exists("/dev/zero"))
            Assert.Throws<UnusableInputException>(() => Safetensors.Read("/dev/zero"));
    }

    [Fact]
    public void Message_NameWithControlCharacters_DoesNotReachTheTerminal()
    {
        var e = Assert.Throws<UnusableInputException>(() => Parse(File("""{"\u001b[2J":1}""", 0)));
        Assert.DoesNotContain('\u001b', e.Message);
    }

    internal static byte[] File(string header, int data) =>
        [.. BitConverter.GetBytes((ulong)Encoding.UTF8.GetByteCount(header)), .. Encoding.UTF8.GetBytes(header), .. new byte[data]];

    internal static Safetensors Parse(byte[] file) => Safetensors.Read(new MemoryStream(file), "f.safetensors");
}
