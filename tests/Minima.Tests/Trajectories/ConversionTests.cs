using Minima.Formats;
using Minima.Networks;
using Minima.Trajectories;

namespace Minima.Tests.Trajectories;

public sealed class ConversionTests
{
    // Layers of one shape, so that nothing but what the file says can tell their order; every kind of number.
    private static readonly Network Network = Network.Perceptron(3, [3, 3], 3, Activation.Sigmoid);

    [Theory]
    [InlineData("a.safetensors", ArrayLayout.Own)]
    [InlineData("a.npz", ArrayLayout.Own)]
    [InlineData("a.safetensors", ArrayLayout.Torch)]
    [InlineData("a.NPZ", ArrayLayout.Torch)]
    [InlineData("a.safetensors", ArrayLayout.Torch, "z", "a.b", "m")]
    public void Write_Read_GivesTheSameSnapshotToTheBit(string name, ArrayLayout layout, params string[] names)
    {
        using var folder = new TemporaryFolder();
        Parameters parameters = Samples.At(3, 1, Network);
        (float[] odd, int at) = ([float.NaN, BitConverter.UInt32BitsToSingle(0x7fa0_0001), float.PositiveInfinity, -0f, float.Epsilon], 5);
        odd.CopyTo(parameters.Values, at);
        var snapshot = new Snapshot(Network, parameters, 12, Samples.Configuration.Identity);

        Conversion.Write(snapshot, folder[name], layout, names.Length == 0 ? null : names);
        var read = Snapshot.Read(folder[name]);
        Assert.Empty(read.Assumptions);
        Assert.Equal(snapshot.ToBytes(), read.ToBytes());
        Assert.Equal(
            parameters.Values.Select(BitConverter.SingleToUInt32Bits), read.Parameters.Values.Select(BitConverter.SingleToUInt32Bits));
    }

    [Fact]
    public void Write_OwnSafetensors_IsTheSnapshotsFile()
    {
        var snapshot = new Snapshot(Network, Samples.At(3, 1, Network));
        Assert.Equal(snapshot.ToBytes(), Conversion.ToBytes(snapshot, "a.safetensors", ArrayLayout.Own, null));
    }

    [Fact]
    public void Write_TorchLayout_HasTorchsNamesAndAxes()
    {
        Network network = Network.Perceptron(2, [3], 2);
        Parameters parameters = new(network.Layout, [1, 2, 3, 4, 5, 6, 7, 8, 9, .. new float[8]]);
        byte[] bytes = Conversion.ToBytes(new Snapshot(network, parameters), "a.safetensors", ArrayLayout.Torch, null);
        var file = Safetensors.Read(new MemoryStream(bytes), "f");
        Assert.Equal("pt", file.Metadata["format"]);
        Assert.Equal(["0.bias", "0.weight", "2.bias", "2.weight"], file.Tensors.Select(static tensor => tensor.Name));
        Assert.Equal([3, 2], file.Tensors[1].Shape);
        Assert.Equal([1, 4, 2, 5, 3, 6], file.Tensors[1].ToFloats());
        Assert.Equal([7, 8, 9], file.Tensors[0].ToFloats());
    }

    [Fact]
    public void Write_WrongNamesOrEnding_IsRefused()
    {
        Assert.Contains("3 different names are expected", Refused("a.npz", ArrayLayout.Torch, "a", "b"));
        Assert.Contains("3 different names are expected", Refused("a.npz", ArrayLayout.Torch, "a", "b", "a"));
        Assert.Contains("cannot be the name", Refused("a.npz", ArrayLayout.Torch, "a", "b", ""));
        Assert.Contains("--layout torch", Refused("a.npz", ArrayLayout.Own, "a", "b", "c"));
        Assert.Contains("'a.pt' does not end in .safetensors or .npz", Refused("a.pt", ArrayLayout.Torch));
    }

    [Fact]
    public void Read_TorchLayoutThatContradictsItsNetwork_IsRefused()
    {
        var snapshot = new Snapshot(Network, Samples.At(3, 1, Network));
        var file = Safetensors.Read(new MemoryStream(Conversion.ToBytes(snapshot, "a.safetensors", ArrayLayout.Torch, null)), "f");
        string Without(Func<Tensor, bool> kept) => Assert.Throws<UnusableInputException>(() => Snapshot.From(
            ArrayFile.Of(file with { Tensors = [.. file.Tensors.Where(kept)] }), "f", null)).Message;
        Assert.Contains("'hidden2.W', but holds no such tensor", Without(static tensor => tensor.Name != "2.weight"));

        var renamed = new Dictionary<string, string>(file.Metadata) { ["layers"] = "0,2,5" };
        Assert.Contains("'output.W'", Assert.Throws<UnusableInputException>(
            () => Snapshot.From(ArrayFile.Of(file with { Metadata = renamed }), "f", null)).Message);
        renamed["layers"] = "0,0,0";
        Assert.Throws<UnusableInputException>(() => Snapshot.From(ArrayFile.Of(file with { Metadata = renamed }), "f", null));
    }

    private static string Refused(string path, ArrayLayout layout, params string[] names) => Assert.Throws<UnusableInputException>(() => Conversion.ToBytes(
        new Snapshot(Network, Samples.At(3, 1, Network)), path, layout, names.Length == 0 ? null : names)).Message;
}
