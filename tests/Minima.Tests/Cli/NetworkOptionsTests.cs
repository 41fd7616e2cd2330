using Minima.Cli.Commands;
using Minima.Data;
using Minima.Networks;

namespace Minima.Tests.Cli;

/// <summary>What <c>minima train --network</c> asks for.</summary>
public sealed class NetworkOptionsTests
{
    [Fact]
    public void LeNet_WithoutOptions_IsTheTutorials()
    {
        TrainRequest request = TrainOptions.Parse(["--network", "lenet"]);
        Assert.Equal(Path.Combine("runs", "lenet"), request.Folder);
        Assert.Equal((200, 500, 0.1, 0.0, 23455u), (request.Epochs, request.Descent.BatchSize, request.Descent.LearningRate, request.Descent.L2, request.Start.HiddenSeed));
        Network network = request.Job(BuiltInDigits.Draw(5, 500, 10, 10)).Configuration.Network;
        Assert.Equal(Network.LeNet(28, 28, 10).Layers, network.Layers);
    }

    [Fact]
    public void LeNet_WithOptions_TakesThem()
    {
        TrainRequest request = TrainOptions.Parse(["--network", "lenet", "--epochs", "3", "--batch-size", "20", "--activation", "relu", "--hidden-seed", "7", "--out", "x"]);
        Assert.Equal(("x", 3, 20, 7u, Activation.Relu), (request.Folder, request.Epochs, request.Descent.BatchSize, request.Start.HiddenSeed, request.Activation));
    }

    [Fact]
    public void File_OfLayers_MakesTheNetwork()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Add("net.json", """[{"kind": "convolution", "maps": 3, "kernel": 5}, {"kind": "pooling", "size": 2}]"""u8.ToArray());
        TrainRequest request = TrainOptions.Parse(["--network", path]);
        Assert.Equal((Path.Combine("runs", "net"), 500, 20), (request.Folder, request.Epochs, request.Descent.BatchSize));
        Assert.Equal("784-3@5x5-10", request.Job(BuiltInDigits.Draw(5, 500, 10, 10)).Configuration.Network.Sizes);
    }

    [Theory]
    [InlineData("--network nothing", "--network is 'nothing'; expected is mlp, lenet, sda, da, or a file of layers")]
    [InlineData("--network lenet --hidden 30", "--network lenet has its own")]
    public void Contradictions_AreRefused(string line, string expected)
    {
        var error = Assert.Throws<UnusableInputException>(() => TrainOptions.Parse(line.Split(' ')));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void File_ThatIsNotThere_IsNamed()
    {
        TrainRequest request = TrainOptions.Parse(["--network", "no-such-net.json"]);
        var error = Assert.Throws<UnusableInputException>(() => request.Job(BuiltInDigits.Draw(5, 500, 10, 10)));
        Assert.Contains("There is no file 'no-such-net.json'.", error.Message, StringComparison.Ordinal);
    }
}
