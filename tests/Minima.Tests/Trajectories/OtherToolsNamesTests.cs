using Minima.Formats;
using Minima.Networks;
using Minima.Trajectories;

namespace Minima.Tests.Trajectories;

/// <summary>Arrays are understood by the names that other tools give them, and without names where the shapes leave no doubt.</summary>
public sealed class OtherToolsNamesTests
{
    [Theory]
    [InlineData("hidden.W", "hidden", "InputsFirst")]
    [InlineData("0.weight", "0", "OutputsFirst")]
    [InlineData("net.fc1.bias", "net.fc1", "Bias")]
    [InlineData("W", "", "InputsFirst")]
    [InlineData("W1", "1", "InputsFirst")]
    [InlineData("w_12", "12", "InputsFirst")]
    [InlineData("b2", "2", "Bias")]
    [InlineData("bias_2", "2", "Bias")]
    [InlineData("hidden_b", "hidden", "Bias")]
    [InlineData("dense_1/kernel:0", "dense_1", "InputsFirst")]
    [InlineData("params/Dense_0/bias", "params/Dense_0", "Bias")]
    [InlineData("fc1", null, null)]
    [InlineData("running_mean", null, null)]
    [InlineData("num_batches_tracked", null, null)]
    [InlineData("web", null, null)]
    [InlineData("1", null, null)]
    [InlineData("", null, null)]
    public void Parse_Name_TakesItApart(string name, string? layer, string? role)
    {
        ForeignName? parsed = ForeignName.Parse(name);
        Assert.Equal((layer, role), (parsed?.Layer, parsed?.Role.ToString()));
    }

    [Fact]
    public void Unnamed_ByShapes_AreLayersInTheirOrder()
    {
        // Written out of order, as a zip file may have them; the tenth comes after the ninth.
        Snapshot read = Read(("arr_3", [2]), ("arr_0", [3, 4]), ("arr_1", [4]), ("arr_2", [4, 2]));
        Assert.Equal([(3, 4), (4, 2)], Widths(read));
        Assert.Equal(0f, read.Parameters["hidden.W"][0]);
        Assert.Equal(1f, read.Parameters["hidden.W"][1]);
        Assert.Contains("[inputs, outputs]", read.Assumptions[0]);

        Snapshot turned = Read(("arr_0", [4, 3]), ("arr_1", [4]), ("arr_2", [2, 4]));
        Assert.Equal([(3, 4), (4, 2)], Widths(turned));
        Assert.Equal(3f, turned.Parameters["hidden.W"][1]);
        Assert.Contains("[outputs, inputs]", turned.Assumptions[0]);
        Assert.Contains(turned.Assumptions, static sentence => sentence.Contains("no biases for '1'", StringComparison.Ordinal));
    }

    [Fact]
    public void Unnamed_SquareLayer_IsDecidedByTheOthers()
    {
        Assert.Equal([(4, 4), (4, 2)], Widths(Read(("arr_0", [4, 4]), ("arr_1", [4, 2]), ("arr_2", [2]))));
        Assert.Equal([(4, 4), (4, 2)], Widths(Read(("arr_0", [4, 4]), ("arr_1", [2, 4]), ("arr_2", [2]))));
    }

    [Fact]
    public void Unnamed_InDoubt_AreRefused()
    {
        Assert.Contains("not to be told", Refused(("arr_0", [3, 3]), ("arr_1", [3])));
        Assert.Contains("not to be told", Refused(("arr_0", [3, 2])));
        Assert.Contains("do not follow one another", Refused(("arr_0", [3, 4]), ("arr_1", [5, 6])));
        Assert.Contains("do not follow one another", Refused(("arr_0", [3, 4]), ("arr_1", [5])));
        Assert.Contains("each followed by its biases", Refused(("arr_0", [3])));
        Assert.Contains("each followed by its biases", Refused(("arr_0", [3, 4]), ("arr_1", [4]), ("arr_2", [4])));
        Assert.Contains("each followed by its biases", Refused(("arr_0", [3, 4, 5])));
        Assert.Contains("no part of a layer", Refused(("arr_1", [3, 4])));
    }

    [Fact]
    public void Snapshot_OfAnArrayAlone_IsANetworkOfOneLayer()
    {
        using var folder = new TemporaryFolder();
        byte[] file = Npy.ToBytes(Tensor.FromFloats("", [3, 2], [1, 2, 3, 4, 5, 6]));
        var read = Snapshot.Read(folder.Add("W.npy", file));
        Assert.Equal([1, 2, 3, 4, 5, 6, 0, 0], read.Parameters.Values);
    }

    [Fact]
    public void Read_FileOfNoKnownKind_SaysWhichAreRead()
    {
        using var folder = new TemporaryFolder();
        foreach (byte[] content in (byte[][])[[], [1], "PNG............"u8.ToArray()])
            Assert.Contains(".npz", Assert.Throws<UnusableInputException>(() => Snapshot.Read(folder.Add("f", content))).Message);
        Assert.Contains("safetensors file", Assert.Throws<UnusableInputException>(() => Snapshot.Read(folder.Add("f.safetensors", [1]))).Message);
    }

    private static IEnumerable<(int, int)> Widths(Snapshot snapshot) =>
        snapshot.Network.Layers.Select(static layer => (layer.Inputs, layer.Outputs));

    private static Snapshot Read(params (string Name, int[] Shape)[] arrays)
    {
        IEnumerable<Tensor> tensors = arrays.Select(static array =>
        {
            int count = array.Shape.Aggregate(1, static (product, length) => product * length);
            return Tensor.FromFloats(array.Name, array.Shape, [.. Enumerable.Range(0, count).Select(static i => (float)i)]);
        });
        byte[] file = new Npz(new Dictionary<string, string>(), [.. tensors]).ToBytes();
        return Snapshot.From(ArrayFile.Read(new MemoryStream(file), "f"), "f", null);
    }

    private static string Refused(params (string Name, int[] Shape)[] arrays) =>
        Assert.Throws<UnusableInputException>(() => Read(arrays)).Message;
}
