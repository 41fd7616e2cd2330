using Minima.Formats;
using Minima.Formats.Pickles;
using Minima.Networks;
using Minima.Tests.Data;
using Minima.Trajectories;

namespace Minima.Tests.Formats.Pickles;

/// <summary>Arrays in pickles: types, orders, and the author's models.</summary>
public sealed class ArrayPickleTests
{
    [Fact]
    public void Read_DictionaryOfArrays_HasNamesTypesAndShapes()
    {
        IReadOnlyList<Tensor> tensors = Read(new PickleWriter().Dictionary(
            ("a", w => w.Array("<f4", [2, 1], [1, 2, 3, 4, 5, 6, 7, 8])),
            ("b", w => w.Array("|u1", [3], [1, 2, 3], module: "numpy._core.multiarray")),
            ("c", w => w.Array("<i8", [], [1, 2, 3, 4, 5, 6, 7, 8])),
            ("d", w => w.Array("<f8", [0, 2], []))));
        Assert.Equal(["a", "b", "c", "d"], tensors.Select(tensor => tensor.Name));
        Assert.Equal([ElementType.F32, ElementType.U8, ElementType.I64, ElementType.F64], tensors.Select(tensor => tensor.Type));
        Assert.Equal(["2,1", "3", "", "0,2"], tensors.Select(tensor => string.Join(',', tensor.Shape)));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], tensors[0].Bytes.ToArray());
    }

    [Fact]
    public void Read_FortranAndBigEndian_AreTurnedRound()
    {
        IReadOnlyList<Tensor> tensors = Read(new PickleWriter().List(
            w => w.Array("|i1", [2, 3], [1, 2, 3, 4, 5, 6], fortran: true),
            w => w.Array(">i2", [2, 2], [0, 1, 0, 2, 0, 3, 0, 4], fortran: true)));
        Assert.Equal([1, 3, 5, 2, 4, 6], tensors[0].Bytes.ToArray());
        Assert.Equal([1, 0, 3, 0, 2, 0, 4, 0], tensors[1].Bytes.ToArray());
        Assert.Equal(["arr_0", "arr_1"], tensors.Select(tensor => tensor.Name));
    }

    public static TheoryData<string, PickleWriterBox> Unusable => new()
    {
        { "neither a dictionary nor a list", new(w => w.Op("N")) },
        { "neither a dictionary nor a list", new(w => w.Op("}")) },
        { "a list of 0", new(w => w.Op("]")) },
        { "'arr_0' is no NumPy array", new(w => w.List(i => i.Op("N"))) },
        { "'a' is F32 [2, 2], 16 bytes, but 8 are there", new(w => w.Dictionary(("a", a => a.Array("<f4", [2, 2], new byte[8])))) },
        { "larger than any file", new(w => w.Dictionary(("a", a => a.Array("<f4", [long.MaxValue, 4], new byte[8])))) },
        { "a shape of at most 8 lengths", new(w => w.Dictionary(("a", a => a.Array("<f4", [-1, -1], new byte[4])))) },
        { "a shape of at most 8 lengths", new(w => w.Dictionary(("a", a => a.Array("<f4", [1, 1, 1, 1, 1, 1, 1, 1, 1], new byte[4])))) },
        { "'|O8'", new(w => w.Dictionary(("a", a => a.Array("|O8", [1], new byte[8])))) },
        { "'<U2'", new(w => w.Dictionary(("a", a => a.Array("<U2", [1], new byte[8])))) },
        { "states an order of bytes where there is none", new(w => w.Dictionary(("a", a => a.Array("|f4", [1], new byte[4])))) },
        { "has not the state", new(w => w.List(a => a.Global("numpy.core.multiarray", "_reconstruct").Op(")R"))) },
        { "a list of 3 variables", new(w => w.List(a => a.Variable("W", [1, 1], 1), a => a.Variable("b", [1], 1), a => a.Variable("W", [1, 1], 1))) },
        { "'layer1.b' is no NumPy array", new(w => w.List(a => a.Variable("W", [1, 1], 1), a => a.Global("theano.tensor.sharedvar", "TensorSharedVariable").Op(")").Raw(0x81))) },
        { "(at byte 2)", new(w => w.Global("__main__", "MLP").Op(")").Raw(0x81)) },
    };

    [Theory]
    [MemberData(nameof(Unusable), DisableDiscoveryEnumeration = true)]
    public void Read_WhatIsNoArrays_IsRefused(string message, PickleWriterBox pickle)
    {
        var writer = new PickleWriter();
        pickle.Write(writer);
        IdxBytes.Refused(() => Read(writer), "'f.pkl' is not a usable pickle", message, "nothing in them is run");
    }

    [Fact]
    public void Read_OldFormOfTorchSave_SaysHowToSaveAnew()
    {
        byte[] start = [0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e, 0x80, 0x02];
        IdxBytes.Refused(() => ArrayPickle.Read(new MemoryStream(start), "old.pt"), "'old.pt'", "before PyTorch 1.6", "torch.save(torch.load(");
    }

    [Fact]
    public void Snapshot_AuthorsModel_HasItsLayersInOrderAndItsEpoch()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Add("best_model_mlp_40_zero.pkl", Model());
        Snapshot snapshot = Snapshot.Read(path);
        Assert.Equal(40, snapshot.Epoch);
        Assert.Equal(["hidden1", "hidden2", "output"], snapshot.Network.Layers.Select(layer => layer.Name));
        Assert.Equal([1, 2, 3, 4, 5, 6], snapshot.Parameters["hidden1.W"].ToArray());
        Assert.Equal([7, 8], snapshot.Parameters["hidden1.b"].ToArray());
        Assert.Equal([1, 0, 0, 1], snapshot.Parameters["hidden2.W"].ToArray());
        Assert.Equal([13, 14], snapshot.Parameters["output.b"].ToArray());
        Assert.Contains("The file does not state its epoch; by its name it is 40.", snapshot.Assumptions);
        Assert.Contains(snapshot.Assumptions, sentence => sentence.Contains("'layer1' as hidden1, 'layer2' as hidden2, 'layer3' as output"));
    }

    [Fact]
    public void Snapshot_ConvolutionalModelOutputFirst_IsRead()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Add("lenet_pars.pkl", new PickleWriter().List(
            w => w.Variable("W", [4, 2], new float[8]), w => w.Variable("b", [2], new float[2]),
            w => w.Variable("W", [4, 1, 2, 2], new float[16]), w => w.Variable("b", [4], new float[4])).End());
        var snapshot = Snapshot.Read(path);
        Assert.Equal("9-4@2x2-2", snapshot.Network.Sizes);
        Assert.Contains(snapshot.Assumptions, static sentence => sentence.EndsWith("kernels are those of true convolutions, as Theano's are.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("best_model_mlp_500_zero.pkl", 500)]
    [InlineData("best_model_mlp_10_blur_test.pkl", 10)]
    [InlineData("best_model_mlp_1_zero_blur_test.pkl", 1)]
    [InlineData("best_model_mlp_110_pars__zero.pkl", 110)]
    [InlineData("best_model_convolutional_mlp_110_pars__zero_angles_10_5_-5_-10_.pkl", 110)]
    [InlineData("best_model_sda_15_10.pkl", 10)]
    [InlineData("other7pars.pkl", 7)]
    [InlineData("model_20.pkl", null)]
    [InlineData("pars.pkl", null)]
    [InlineData("best_model_mlp.pkl", null)]
    [InlineData("best_model_mlp_99999999999_zero.pkl", null)]
    public void EpochInName_AuthorsCustoms_AreKnown(string name, int? epoch) => Assert.Equal(epoch, EpochInName.Of("a/best_model_x_3/" + name));

    internal static byte[] Model() => new PickleWriter().List(
        w => w.Variable("W", [3, 2], 1, 2, 3, 4, 5, 6), w => w.Variable("b", [2], 7, 8),
        w => w.Variable("W", [2, 2], 1, 0, 0, 1), w => w.Variable("b", [2], 9, 10),
        w => w.Variable("W", [2, 2], 1, 2, 3, 4), w => w.Variable("b", [2], 13, 14)).End();

    private static IReadOnlyList<Tensor> Read(PickleWriter writer) => ArrayPickle.Read(new MemoryStream(writer.End()), "f.pkl");

    /// <summary>What a pickle holds, to be handed to a theory.</summary>
    public sealed class PickleWriterBox
    {
        internal PickleWriterBox(Action<PickleWriter> write) => Write = write;

        internal Action<PickleWriter> Write { get; }
    }
}
