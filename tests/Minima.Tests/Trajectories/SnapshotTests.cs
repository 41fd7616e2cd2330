using Minima.Formats;
using Minima.Networks;
using Minima.Tests.Formats;
using Minima.Trajectories;

namespace Minima.Tests.Trajectories;

public sealed class SnapshotTests
{
    [Fact]
    public void Write_Read_GivesTheSame()
    {
        using var folder = new TemporaryFolder();
        Network network = Network.Perceptron(5, [4, 4, 3], 2, Activation.Sigmoid);
        Parameters parameters = Samples.At(3, 1, network);
        parameters.Values[7] = float.NaN;
        parameters.Values[8] = float.NegativeInfinity;
        new Snapshot(network, parameters, 500, Samples.Configuration.Identity).Write(folder["a"]);
        var read = Snapshot.Read(folder["a"]);
        Assert.Equal(parameters.Values, read.Parameters.Values);
        Assert.Equal(network.Layers, read.Network.Layers);
        Assert.Equal(500, read.Epoch);
        Assert.Equal(Samples.Configuration.Identity, read.Run);
        Assert.Equal(folder["a"], read.Source);
        Assert.Empty(read.Assumptions);
        Assert.Equal(File.ReadAllBytes(folder["a"]), read.ToBytes());
    }

    [Fact]
    public void Metadata_HoldsTheContractAndNothingElse()
    {
        Safetensors file = SafetensorsTests.Parse(new Snapshot(Samples.Network, Samples.At(0, 0), 7, Samples.Configuration.Identity).ToBytes());
        Assert.Equal(["epoch", "format", "network", "run"], file.Metadata.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("7", file.Metadata["epoch"]);
        Assert.Equal(
            """[{"name":"hidden","kind":"dense","inputs":3,"outputs":2,"activation":"tanh"},{"name":"output","kind":"dense","inputs":2,"outputs":2,"activation":"softmax"}]""",
            file.Metadata["network"]);
        Assert.Equal(["hidden.W", "hidden.b", "output.W", "output.b"], file.Tensors.Select(tensor => tensor.Name));
        Assert.Equal([3, 2], file.Tensors[0].Shape);
    }

    [Fact]
    public void Read_FileThatContradictsItsNetwork_IsRefused()
    {
        Safetensors good = SafetensorsTests.Parse(new Snapshot(Samples.Network, Samples.At(0, 0), 7).ToBytes());
        Safetensors With(string name, string value) => good with { Metadata = new Dictionary<string, string>(good.Metadata) { [name] = value } };
        Assert.Contains("minima-snapshot-2", Refused(With("format", "minima-snapshot-2")));
        Assert.Contains("unfinished run", Refused(With("format", "minima-state-1")));
        Assert.Contains("epoch '-1'", Refused(With("epoch", "-1")));
        Assert.Contains("run 'abc'", Refused(With("run", "abc")));
        Assert.Contains("not valid JSON", Refused(With("network", "[{]")));
        Assert.Contains("at least one layer", Refused(With("network", "[]")));
        Assert.Contains("needs F32 [3, 9]", Refused(With("network", good.Metadata["network"].Replace("\"outputs\":2,\"activation\":\"tanh\"", "\"outputs\":9,\"activation\":\"tanh\"").Replace("\"inputs\":2", "\"inputs\":9"))));
        Assert.Contains("holds no such tensor", Refused(good with { Tensors = [.. good.Tensors.Skip(1)] }));
        Assert.Contains("which its network does not have", Refused(good with { Tensors = [.. good.Tensors, Tensor.FromFloats("extra", [1], [1f])] }));
    }

    [Fact]
    public void Snapshot_OtherLayout_IsRefused() => Assert.Throws<UnusableInputException>(
        () => new Snapshot(Samples.Network, new Parameters(Network.Perceptron(3, [5], 2).Layout)));

    private static string Refused(Safetensors file) => Assert.Throws<UnusableInputException>(() => Snapshot.From(ArrayFile.Of(file), "f", null)).Message;
}
