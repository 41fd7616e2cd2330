using System.Text.Json;
using Minima.Cli;
using Minima.Geometry;
using Minima.Networks;
using Minima.Numerics;
using Minima.Trajectories;

namespace Minima.Tests.Cli;

public sealed class AlignCommandTests : IDisposable
{
    private readonly CommandLine _line = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _folder.Dispose();
        _line.Dispose();
    }

    [Fact]
    public void Align_PlantedCopy_WritesItBackAndSaysSo()
    {
        string a = Write("a.safetensors", [12], 1), b = At("b.safetensors"), copy = At("copy.safetensors");
        Snapshot first = Snapshot.Read(a);
        new Snapshot(first.Network, Aligner.Random(first.Network, new RandomState(3)).Apply(first.Parameters)).Write(b);
        byte[] before = File.ReadAllBytes(a);
        Outcome outcome = _line.Run("align", a, b, "--data", "digits", "--null", "2", "--out", copy, "--export", At("x.npz"), "--self-test", "3", "--json");
        Assert.Equal(ExitCode.Done, outcome.ExitCode);
        Assert.Equal(before, File.ReadAllBytes(a));
        Assert.Equal(first.Parameters.Values, Snapshot.Read(copy).Parameters.Values);
        Assert.True(File.Exists(At("x.npz")));
        using var document = JsonDocument.Parse(outcome.Results);
        JsonElement root = document.RootElement;
        Assert.Equal(0, root.GetProperty("distance").GetProperty("aligned").GetDouble());
        Assert.Equal(0, root.GetProperty("distance").GetProperty("shift_removed").GetDouble());
        Assert.True(root.GetProperty("distance").GetProperty("raw").GetDouble() >= root.GetProperty("distance").GetProperty("permuted").GetDouble());
        Assert.True(Math.Abs(root.GetProperty("overlap").GetDouble() - 1) <= 1e-12);
        Assert.True(root.GetProperty("null").GetProperty("mean").GetDouble() <= 0.9);
        Assert.True(root.GetProperty("null").GetProperty("sd").GetDouble() >= 0);
        Assert.Equal(12, root.GetProperty("recognised").GetInt32());
        Assert.Equal(12, root.GetProperty("permutation").GetProperty("hidden").GetArrayLength());
        Assert.Equal(
            root.GetProperty("flipped").GetInt32(),
            root.GetProperty("signs").GetProperty("hidden").EnumerateArray().Count(static sign => sign.GetInt32() == -1));
        Assert.True(root.GetProperty("max_logprob_difference").GetDouble() <= 1e-4);
        Assert.Equal(0, root.GetProperty("disagreements").GetInt32());
        Assert.Equal(0, root.GetProperty("differ").GetInt32());
        Assert.Equal(3, root.GetProperty("self_test").GetProperty("recovered").GetInt32());
        Assert.Equal("digits", root.GetProperty("data").GetProperty("name").GetString());
    }

    [Fact]
    public void Align_NoSymmetry_LeavesTheDistanceAsItIs()
    {
        Outcome outcome = _line.Run(
            "align", Write("a.safetensors", [8], 1), Write("b.safetensors", [8], 2), "--data", "digits", "--null", "1", "--symmetry", "none", "--json");
        using var document = JsonDocument.Parse(outcome.Results);
        JsonElement distance = document.RootElement.GetProperty("distance");
        Assert.Equal(distance.GetProperty("raw").GetDouble(), distance.GetProperty("aligned").GetDouble());
        Assert.Equal(0, document.RootElement.GetProperty("flipped").GetInt32());
    }

    [Fact]
    public void Align_TwoLayers_SaysItInWords()
    {
        Outcome outcome = _line.Run(
            "align", Write("a.safetensors", [8, 6], 1), Write("b.safetensors", [8, 6], 2), "--data", "digits", "--null", "2", "--self-test", "2");
        Assert.Equal(ExitCode.Done, outcome.ExitCode);
        foreach (string words in new[] { "permuted only", "shift removed", "6 starts ended at", "of 8 units of 'hidden1'", "0 predictions changed", "2 of 2 planted" })
            Assert.Contains(words, outcome.Results);
    }

    [Fact]
    public void Align_OtherShapesOrUse_IsRefused()
    {
        string a = Write("a.safetensors", [8], 1), b = Write("b.safetensors", [9], 2);
        Refused("784-9-10", "align", a, b, "--data", "digits");
        Refused("there already", "align", a, a, "--data", "digits", "--out", b);
        Refused("ends in .npz", "align", a, a, "--export", At("x.npy"));
        Refused("--symmetry none", "align", a, a, "--symmetry", "none", "--self-test", "2");
        Refused("There is no file or run", "align", a, At("nothing"));
    }

    private void Refused(string words, params string[] args)
    {
        Outcome outcome = _line.Run(args);
        Assert.Equal(ExitCode.Unusable, outcome.ExitCode);
        Assert.Contains(words, outcome.Messages);
    }

    private string Write(string name, int[] hidden, uint seed)
    {
        Network network = Network.Perceptron(784, hidden, 10);
        var parameters = new Parameters(network.Layout);
        new RandomState(seed).Uniform(-0.1, 0.1, parameters.Values);
        new Snapshot(network, parameters).Write(At(name));
        return At(name);
    }

    private string At(string name) => Path.Combine(_folder.Path, name);
}
