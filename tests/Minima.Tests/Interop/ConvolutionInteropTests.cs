using System.Globalization;
using Minima.Data;
using Minima.Networks;
using Minima.Tests.Networks;
using Minima.Trajectories;

namespace Minima.Tests.Interop;

/// <summary>A LeNet goes to PyTorch and comes from it, and from arrays as the author of 2016 had them, and computes the same.</summary>
public sealed class ConvolutionInteropTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Network _network = Network.LeNet(28, 28, 10);
    private readonly Snapshot _snapshot;
    private readonly Examples _examples = SmallData.Draw(5, 4, 784, 10, 0.3);

    public ConvolutionInteropTests() => _snapshot = new Snapshot(_network, SmallData.Point(_network, 4), 7, null);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Torch_OfOurs_ComputesTheSameInASequential()
    {
        Conversion.Write(_snapshot, _folder["model.npz"], ArrayLayout.Torch);
        File.WriteAllBytes(_folder["x"], Inputs());
        string printed = Python.Run(_folder.Path, """
            import numpy as np, torch
            from torch import nn
            net = nn.Sequential(nn.Conv2d(1, 20, 5), nn.MaxPool2d(2), nn.Tanh(), nn.Conv2d(20, 50, 5), nn.MaxPool2d(2), nn.Tanh(),
                                nn.Flatten(), nn.Linear(800, 500), nn.Tanh(), nn.Linear(500, 10))
            f = np.load("model.npz")
            net.load_state_dict({name: torch.from_numpy(f[name]) for name in f if name != "__metadata__"})
            x = torch.from_numpy(np.fromfile("x", "<f4").reshape(4, 1, 28, 28))
            for value in torch.log_softmax(net.double()(x.double()), 1).flatten().tolist():
                print(repr(value))
            """);
        double[] theirs = [.. printed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => double.Parse(line, CultureInfo.InvariantCulture))];
        AssertSame(theirs, _snapshot.Parameters);
        Assert.Equal(_snapshot.Parameters.Values, Snapshot.Read(_folder["model.npz"]).Parameters.Values);
    }

    [Fact]
    public void Torch_OfTheirs_ComputesTheSameHere()
    {
        File.WriteAllBytes(_folder["x"], Inputs());
        string printed = Python.Run(_folder.Path, """
            import numpy as np, torch
            from torch import nn
            torch.manual_seed(3)
            net = nn.Sequential(nn.Conv2d(1, 20, 5), nn.MaxPool2d(2), nn.Tanh(), nn.Conv2d(20, 50, 5), nn.MaxPool2d(2), nn.Tanh(),
                                nn.Flatten(), nn.Linear(800, 500), nn.Tanh(), nn.Linear(500, 10))
            torch.save(net.state_dict(), "theirs.pt")
            x = torch.from_numpy(np.fromfile("x", "<f4").reshape(4, 1, 28, 28))
            for value in torch.log_softmax(net.double()(x.double()), 1).flatten().tolist():
                print(repr(value))
            """);
        Snapshot read = Snapshot.Read(_folder["theirs.pt"]);
        Assert.Equal(_network.Layers, read.Network.Layers);
        Assert.Contains(read.Assumptions, static sentence => sentence.Contains("pooled 2 x 2, so that the images are 28 x 28", StringComparison.Ordinal));
        AssertSame([.. printed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => double.Parse(line, CultureInfo.InvariantCulture))], read.Parameters);
    }

    /// <summary>The order of the author's pickles: W3 b3 W2 b2 W1 b1 W0 b0, kernels of true convolutions.</summary>
    [Fact]
    public void Variables_OutputFirst_AreRead()
    {
        var writer = new Formats.Pickles.PickleWriter();
        Layer[] layers = [.. _network.Layers.Reverse()];
        writer.List([.. layers.SelectMany(layer => new Action<Formats.Pickles.PickleWriter>[]
        {
            to => to.Variable("W", [.. layer.WeightShape], [.. _snapshot.Parameters[layer.Weights]]),
            to => to.Variable("b", [layer.Units], [.. _snapshot.Parameters[layer.Biases]]),
        })]);
        File.WriteAllBytes(_folder["best_model_convolutional_mlp_110_pars__zero.pkl"], writer.End());
        Snapshot read = Snapshot.Read(_folder["best_model_convolutional_mlp_110_pars__zero.pkl"]);
        Assert.Equal(_network.Layers, read.Network.Layers);
        Assert.Equal(_snapshot.Parameters.Values, read.Parameters.Values);
        Assert.Equal(110, read.Epoch);
    }

    private byte[] Inputs()
    {
        byte[] bytes = new byte[_examples.Values.Length * sizeof(float)];
        Buffer.BlockCopy(_examples.Values.ToArray(), 0, bytes, 0, bytes.Length);
        return bytes;
    }

    private void AssertSame(double[] expected, Parameters parameters)
    {
        using var functional = new Functional(_network, _examples, threads: 1);
        float[] ours = functional.LogProbabilities(parameters);
        Assert.Equal(expected.Length, ours.Length);
        Assert.All(expected.Zip(ours), static pair => Assert.True(Math.Abs(pair.First - pair.Second) <= 1e-5, $"{pair.First} against {pair.Second}"));
    }
}
