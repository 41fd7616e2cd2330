using Minima.Formats;
using Minima.Formats.Pickles;
using Minima.Tests.Data;
using Minima.Trajectories;

namespace Minima.Tests.Formats.Pickles;

/// <summary>State dictionaries of PyTorch: views of storages, checkpoints, and what reaches beyond.</summary>
public sealed class TorchArchiveTests
{
    private static readonly byte[] Six = TorchBytes.Bytes(1, 2, 3, 4, 5, 6);

    [Fact]
    public void Snapshot_StateDictionary_IsTheNetwork()
    {
        using var folder = new TemporaryFolder();
        Snapshot snapshot = Snapshot.Read(folder.Add("m.pt", TorchBytes.Small()));
        Assert.Equal((3, 2), (snapshot.Network.Inputs, snapshot.Network.Classes));
        Assert.Equal([1, 4, 2, 5, 3, 6], snapshot.Parameters["hidden.W"].ToArray());
        Assert.Equal([7, 8], snapshot.Parameters["hidden.b"].ToArray());

        // The second is a transposed view, so that its storage is what this library wants.
        Assert.Equal([1, 2, 3, 4], snapshot.Parameters["output.W"].ToArray());
        Assert.Equal([7, 8], snapshot.Parameters["output.b"].ToArray());
    }

    [Fact]
    public void Read_Views_AreTheirElements()
    {
        TorchArchive file = Read(w => w.State(
            ("whole", t => t.Tensor("0", 6, [2, 3], [3, 1])),
            ("transposed", t => t.Tensor("0", 6, [3, 2], [1, 3])),
            ("column", t => t.Tensor("0", 6, [2], [3], offset: 2)),
            ("last", t => t.Tensor("0", 6, [], [], offset: 5)),
            ("one", t => t.Tensor("0", 6, [1, 2], [long.MaxValue, 1], offset: 4)),
            ("none", t => t.Tensor("0", 6, [0, long.MaxValue], [9, 9], offset: 99)),
            ("twice", t => t.Tensor("0", 6, [2, 2], [0, 1]))), ("data/0", Six));
        Assert.Equal([1, 2, 3, 4, 5, 6], Floats("whole"));
        Assert.Equal([1, 4, 2, 5, 3, 6], Floats("transposed"));
        Assert.Equal([3, 6], Floats("column"));
        Assert.Equal([6], Floats("last"));
        Assert.Equal([5, 6], Floats("one"));
        Assert.Empty(Floats("none"));
        Assert.Equal([1, 2, 1, 2], Floats("twice"));

        float[] Floats(string name) => file.Tensors.Single(tensor => tensor.Name == name).ToFloats();
    }

    [Theory]
    [InlineData("DoubleStorage", ElementType.F64, 8)]
    [InlineData("HalfStorage", ElementType.F16, 2)]
    [InlineData("BFloat16Storage", ElementType.BF16, 2)]
    [InlineData("LongStorage", ElementType.I64, 8)]
    [InlineData("BoolStorage", ElementType.Bool, 1)]
    public void Read_OtherTypes_AreNamed(string storage, ElementType type, int size)
    {
        byte[] content = [.. Enumerable.Range(0, 2 * size).Select(static i => (byte)i)];
        Tensor tensor = Assert.Single(Read(w => w.State(("a", t => t.Tensor("0", 2, [2], [1], type: storage))), ("data/0", content)).Tensors);
        Assert.Equal(type, tensor.Type);
        Assert.Equal(content, tensor.Bytes.ToArray());
    }

    [Fact]
    public void Read_ParametersAndUntypedStorages_AreTensors()
    {
        TorchArchive file = Read(
            w => w.State(
                ("p", t => t.Global("torch._utils", "_rebuild_parameter").Tuple(p => p.Tensor("0", 6, [6], [1]), p => p.Raw(0x88), p => p.Op("}")).Op("R")),
                ("q", t => t.Global("torch._tensor", "_rebuild_from_type_v2").Tuple(
                    p => p.Global("torch._utils", "_rebuild_parameter"), p => p.Global("torch.nn.parameter", "Parameter"),
                    p => p.Tuple(i => i.Tensor("0", 6, [2, 3], [3, 1]), i => i.Raw(0x88), i => i.Op("}")), p => p.Op("}")).Op("R")),
                ("r", t => t.Global("torch._utils", "_rebuild_tensor_v3").Tuple(
                    p => p.Storage("0", 24, "UntypedStorage"), p => p.Long(2), p => p.Lengths(2), p => p.Lengths(2), p => p.Raw(0x89), p => p.Op("}"),
                    p => p.Global("torch", "float32")).Op("R"))),
            ("data/0", Six));
        Assert.Equal([1, 2, 3, 4, 5, 6], file.Tensors[0].ToFloats());
        Assert.Equal([2L, 3L], file.Tensors[1].Shape);
        Assert.Equal([3, 5], file.Tensors[2].ToFloats());
    }

    [Theory]
    [InlineData("state_dict")]
    [InlineData("model_state_dict")]
    [InlineData("model")]
    public void Read_Checkpoint_GivesItsStateDictionaryAndSaysSo(string key)
    {
        TorchArchive file = Read(
            w => w.Dictionary(("epoch", e => e.Long(3)), (key, s => s.State(("a.bias", t => t.Tensor("0", 6, [6], [1])), ("extra", t => t.Op("N")))), ("best", t => t.Tensor("0", 6, [6], [1]))),
            ("data/0", Six));
        Assert.Equal("a.bias", Assert.Single(file.Tensors).Name);
        Assert.Equal([$"The file is a checkpoint; its '{key}' was read, 'epoch', 'best' left out.", "What is no tensor was left out: 'extra'."], file.Notes);
    }

    // Each breaks one rule; the storage has six floats.
    public static TheoryData<string, ArrayPickleTests.PickleWriterBox> Unusable => new()
    {
        { "reaches to element 6 of a storage that holds 6", One(t => t.Tensor("0", 6, [2, 3], [3, 1], offset: 1)) },
        { "reaches to element", One(t => t.Tensor("0", 6, [3, 2], [long.MaxValue, long.MaxValue])) },
        { "has more elements than any storage", One(t => t.Tensor("0", 6, [1L << 40, 1L << 40], [0, 0])) },
        { "has 1000000000 elements, spread out of the 6", One(t => t.Tensor("0", 6, [1000000000], [0])) },
        { "none negative", One(t => t.Tensor("0", 6, [2], [1], offset: -1)) },
        { "none negative", One(t => t.Tensor("0", 6, [2], [-1], offset: 5)) },
        { "none negative", One(t => t.Tensor("0", 6, [2, 3], [1])) },
        { "'7' is not in the archive", One(t => t.Tensor("7", 6, [6], [1])) },
        { "'../version' is not in the archive", One(t => t.Tensor("../version", 6, [6], [1])) },
        { "has 24 bytes, but 7 elements of 4 bytes", One(t => t.Tensor("0", 7, [6], [1])) },
        { "has 24 bytes, but 6 elements of 8 bytes", One(t => t.Tensor("0", 6, [6], [1], type: "DoubleStorage")) },
        { "'torch.ComplexDoubleStorage', which is not read", One(t => t.Tensor("0", 6, [6], [1], type: "ComplexDoubleStorage")) },
        { "names 'torch.QInt8Storage'", One(t => t.Tensor("0", 6, [6], [1], type: "QInt8Storage")) },
        { "names '__main__.Net'", new(w => w.Global("__main__", "Net").Op(")").Raw(0x81)) },
        { "not given as ('storage', type, key, device, count)", One(t => t.Global("torch._utils", "_rebuild_tensor_v2").Tuple(
            p => p.Op("N"), p => p.Long(0), p => p.Lengths(1), p => p.Lengths(1)).Op("R")) },
        { "not made as PyTorch makes dense tensors", One(t => t.Global("torch._utils", "_rebuild_parameter").Tuple(p => p.Op("N")).Op("R")) },
        { "a dictionary of tensors", new(w => w.List(i => i.Tensor("0", 6, [6], [1]))) },
        { "no tensor by name, nor a state dictionary", new(w => w.Dictionary(("epoch", e => e.Long(3)))) },
    };

    [Theory]
    [MemberData(nameof(Unusable), DisableDiscoveryEnumeration = true)]
    public void Read_BrokenRule_IsRefused(string message, ArrayPickleTests.PickleWriterBox pickle) =>
        IdxBytes.Refused(() => Read(pickle.Write, ("data/0", Six)), "'m.pt' is not a usable file of PyTorch", message, "model.state_dict()");

    [Fact]
    public void Read_OtherOrderOfBytesOrStrayFiles_IsRefused()
    {
        static void Tensor(PickleWriter w) => w.State(("a", t => t.Tensor("0", 6, [6], [1])));
        Assert.Single(Read(Tensor, ("data/0", Six), ("byteorder", "little"u8.ToArray())).Tensors);
        IdxBytes.Refused(() => Read(Tensor, ("data/0", Six), ("byteorder", "big"u8.ToArray())), "not little-endian");
        var writer = new PickleWriter();
        Tensor(writer);
        byte[] zip = ZipWriter.Store([("m/data.pkl", writer.End()), ("m/data/0", Six), ("n/data/0", Six)]);
        IdxBytes.Refused(() => TorchArchive.Read(ZipEntries.Open(new MemoryStream(zip), "m.pt"), "m.pt"), "'n/data/0' lies outside");
    }

    private static ArrayPickleTests.PickleWriterBox One(Action<PickleWriter> value) => new(w => w.State(("a", value)));

    private static TorchArchive Read(Action<PickleWriter> pickle, params (string Name, byte[] Content)[] others) =>
        TorchArchive.Read(ZipEntries.Open(new MemoryStream(TorchBytes.Archive(pickle, others)), "m.pt"), "m.pt");
}
