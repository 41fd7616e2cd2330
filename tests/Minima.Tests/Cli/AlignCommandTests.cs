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

    [Theory]
    [InlineData("activations")]
    [InlineData("contribution")]
    [InlineData("loss")]
    public void Align_ByWhatUnitsDo_SaysBothDistancesAndMiddles(string by)
    {
        string a = Write("a.safetensors", [8], 1), b = Write("b.safetensors", [8], 2);
        string[] usual = ["align", a, b, "--data", "digits", "--null", "1", "--by", by, "--examples", "300", "--steps", "10"];
        JsonElement json = _line.Run([.. usual, "--json"]).Json, middle = json.GetProperty("midpoint_loss");
        Assert.Equal(by, json.GetProperty("by").GetString());
        Assert.True(json.GetProperty("distance").GetProperty("aligned").GetDouble() >= json.GetProperty("closest").GetProperty("distance").GetDouble() - 1e-6);
        Assert.Equal(0, json.GetProperty("disagreements").GetInt32());
        Assert.True(json.GetProperty("certificate").GetProperty("gap").GetDouble() >= 0);
        foreach (string of in new[] { "a", "b", "raw", "closest", "aligned" })
            Assert.True(middle.GetProperty(of).GetDouble() > 0);
        string text = _line.Run(usual).Results;
        Assert.Contains($"matched by     {by}: the copy lies at", text);
        Assert.Contains("to this one", text);
    }

    [Fact]
    public void Align_WithAnAlignment_MovesBAsItSays()
    {
        string a = Write("a.safetensors", [8], 1), b = Write("b.safetensors", [8], 2);
        JsonElement ours = _line.Run("align", a, b, "--data", "digits", "--null", "1", "--export", At("x.npz"), "--json").Json;
        JsonElement given = _line.Run("align", a, b, "--data", "digits", "--null", "1", "--alignment", At("x.npz"), "--out", At("copy.safetensors"), "--json").Json;
        Assert.Equal("given", given.GetProperty("by").GetString());
        Assert.Equal(ours.GetProperty("permutation").GetRawText(), given.GetProperty("permutation").GetRawText());

        // The file's shift is applied, which the search leaves alone.
        Assert.True(Math.Abs(ours.GetProperty("distance").GetProperty("shift_removed").GetDouble() - given.GetProperty("distance").GetProperty("aligned").GetDouble()) <= 1e-5);
        Assert.True(given.GetProperty("max_logprob_difference").GetDouble() <= 1e-4);
        Refused("--by loss searches", "align", a, b, "--alignment", At("x.npz"), "--by", "loss");
        Refused("--self-test looks for", "align", a, b, "--alignment", At("x.npz"), "--self-test", "3");
        Refused("another network", "align", Write("c.safetensors", [9], 1), Write("d.safetensors", [9], 2), "--data", "digits", "--alignment", At("x.npz"));
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
