using System.Text.Json;
using Minima.Cli;
using Minima.Data;
using Minima.Formats;
using Minima.Trajectories;

namespace Minima.Tests.Cli;

/// <summary><c>minima convert</c>, <c>minima inspect</c>, and data in one file.</summary>
public sealed class ArrayCommandTests : IDisposable
{
    private readonly CommandLine _line = new();

    public ArrayCommandTests() => _line.Train("zero");

    public void Dispose() => _line.Dispose();

    [Theory]
    [InlineData("a.npz")]
    [InlineData("a.safetensors", "--layout", "torch")]
    [InlineData("a.npz", "--layout", "torch", "--names", "fc1,fc2")]
    public void Convert_ThereAndBack_GivesTheRunsFileToTheByte(string name, params string[] options)
    {
        Outcome outcome = _line.Run(["convert", "~/zero@4", "~/" + name, .. options]);
        Assert.Equal(ExitCode.Done, outcome.ExitCode);
        Assert.Contains($"wrote {_line[name]}", outcome.Messages);
        Assert.Equal(ExitCode.Done, _line.Run("convert", "~/" + name, "~/back.safetensors").ExitCode);
        Assert.Equal(File.ReadAllBytes(_line["zero/snapshots/epoch-00004.safetensors"]), File.ReadAllBytes(_line["back.safetensors"]));
        Assert.DoesNotContain("warning", outcome.Messages);
    }

    [Fact]
    public void Convert_Json_SaysWhatWasWritten()
    {
        JsonElement json = _line.Run("convert", "~/zero@2", "~/a.npz", "--layout", "torch", "--json").Json;
        Assert.Equal(
            ["0.bias F32 [3]", "0.weight F32 [3,6]", "2.bias F32 [3]", "2.weight F32 [3,3]"],
            json.GetProperty("arrays").EnumerateArray().Select(static array => $"{array.GetProperty("name").GetString()} "
                + $"{array.GetProperty("dtype").GetString()} {string.Concat(array.GetProperty("shape").GetRawText().Where(static c => !char.IsWhiteSpace(c)))}"));
        Assert.Equal(2, json.GetProperty("epoch").GetInt32());
        Assert.Equal(64, json.GetProperty("data").GetProperty("fingerprint").GetString()!.Length);
    }

    [Fact]
    public void Convert_FileThatIsThere_IsKeptUnlessForced()
    {
        File.WriteAllText(_line["a.npz"], "mine");
        Outcome refused = _line.Run("convert", "~/zero@4", "~/a.npz");
        Assert.Equal(ExitCode.Unusable, refused.ExitCode);
        Assert.Contains("--force", refused.Messages);
        Assert.Equal("mine", File.ReadAllText(_line["a.npz"]));
        Assert.Equal(ExitCode.Done, _line.Run("convert", "~/zero@4", "~/a.npz", "--force").ExitCode);
        Assert.Equal(4, Snapshot.Read(_line["a.npz"]).Epoch);
    }

    [Theory]
    [InlineData(".safetensors or .npz", "~/zero@4", "~/a.pt")]
    [InlineData("is a folder", "~/zero@4", "~/folder.npz")]
    [InlineData("3 different names", "~/deep@4", "~/a.npz", "--layout", "torch", "--names", "a,b")]
    [InlineData("--layout torch", "~/zero@4", "~/a.npz", "--names", "a,b")]
    [InlineData("no file or run", "~/none", "~/a.npz")]
    public void Convert_ThatCannotBe_SaysWhy(string message, params string[] arguments)
    {
        Directory.CreateDirectory(_line["folder.npz"]);
        _line.Train("deep", "--hidden", "3,3");
        Outcome outcome = _line.Run(["convert", .. arguments]);
        Assert.Equal(ExitCode.Unusable, outcome.ExitCode);
        Assert.Contains(message, outcome.Messages);
        Assert.False(File.Exists(_line["a.npz"]));
    }

    [Fact]
    public void Inspect_OfASnapshot_ShowsArraysAndNetwork()
    {
        Outcome outcome = _line.Run("inspect", "~/zero@last");
        Assert.Equal(ExitCode.Done, outcome.ExitCode);
        Assert.Contains("safetensors, 4 arrays, 33 elements", outcome.Results);
        Assert.Contains("hidden.W  F32   [6, 3]", outcome.Results);
        Assert.Contains("network 6-3-3 (tanh, softmax), epoch 4, run ", outcome.Results);

        JsonElement json = _line.Run("inspect", "~/zero@last", "--json").Json;
        float[] values = [.. Snapshot.Read(_line["zero/snapshots/epoch-00004.safetensors"]).Parameters["hidden.W"]];
        JsonElement array = json.GetProperty("arrays").EnumerateArray().First(static array => array.GetProperty("name").GetString() == "hidden.W");
        Assert.Equal(Math.Sqrt(values.Sum(static value => (double)value * value)), array.GetProperty("l2").GetDouble());
        Assert.Equal(values.Min(), (float)array.GetProperty("min").GetDouble());
        Assert.Equal(values.Max(), (float)array.GetProperty("max").GetDouble());
        Assert.Equal(values.Sum(static value => (double)value) / values.Length, array.GetProperty("mean").GetDouble());
        Assert.Equal(18, array.GetProperty("count").GetInt32());
        Assert.Equal("tanh", json.GetProperty("network")[0].GetProperty("activation").GetString());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("problem").ValueKind);
        Assert.Equal(64, json.GetProperty("data").GetProperty("fingerprint").GetString()!.Length);
    }

    [Fact]
    public void Inspect_OfWhatIsNoNetwork_ShowsItAllTheSame()
    {
        new Npz(new Dictionary<string, string> { ["who"] = "me" }, [
            Tensor.FromFloats("odd", [2, 3], [float.NaN, -1, 0, -0f, float.PositiveInfinity, 4]),
            Tensor.FromFloats("none", [2], [float.NaN, float.NaN]),
            Tensor.FromFloats("empty", [0], []),
            new Tensor("complex", ElementType.C64, [], new byte[8]),
        ]).Write(_line["f.npz"]);
        Outcome outcome = _line.Run("inspect", "~/f.npz");
        Assert.Equal(ExitCode.Done, outcome.ExitCode);
        Assert.Contains("no network: ", outcome.Results);

        JsonElement json = _line.Run("inspect", "~/f.npz", "--json").Json;
        Assert.Equal("me", json.GetProperty("metadata").GetProperty("who").GetString());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("network").ValueKind);
        JsonElement[] arrays = [.. json.GetProperty("arrays").EnumerateArray()];
        Assert.Equal(["complex", "empty", "none", "odd"], arrays.Select(static array => array.GetProperty("name").GetString()));
        Assert.Equal("null,null,null", Figures(arrays[0], "l2", "zeros", "non_finite"));
        Assert.Equal("null,0,0,0", Figures(arrays[1], "l2", "zeros", "non_finite", "count"));
        Assert.Equal("null,0,2", Figures(arrays[2], "min", "zeros", "non_finite"));
        Assert.Equal("-1,4,0.75,2,2,6", Figures(arrays[3], "min", "max", "mean", "zeros", "non_finite", "count"));

        static string Figures(JsonElement array, params string[] names) =>
            string.Join(',', names.Select(name => array.GetProperty(name).GetRawText()));
    }

    [Fact]
    public void Inspect_OfAnotherToolsFile_SaysWhatIsAssumed()
    {
        new Npz(new Dictionary<string, string>(), [Tensor.FromFloats("W1", [3, 2], new float[6]), Tensor.FromFloats("W2", [2, 2], new float[4])])
            .Write(_line["theirs.npz"]);
        Assert.Contains("assumed to be tanh", _line.Run("inspect", "~/theirs.npz").Messages);
        JsonElement json = _line.Run("inspect", "~/theirs.npz", "--activation", "relu", "--json").Json;
        Assert.Equal("relu", json.GetProperty("network")[0].GetProperty("activation").GetString());
        Assert.NotEqual(0, json.GetProperty("assumptions").GetArrayLength());
    }

    [Fact]
    public void Train_OnAnNpz_TakesTheSameStepsAsOnTheFolder()
    {
        string folder = _line.Data;
        Tensor Read(string name, bool images)
        {
            IdxArray array = images ? IdxReader.ReadImages(Path.Combine(folder, name)) : IdxReader.ReadLabels(Path.Combine(folder, name));
            return new Tensor("", ElementType.U8, [.. array.Dimensions.Select(static length => (long)length)], array.Values);
        }

        new Npz(new Dictionary<string, string>(), [
            Read("train-images-idx3-ubyte", true) with { Name = "x_train" }, Read("train-labels-idx1-ubyte", false) with { Name = "y_train" },
            Read("t10k-images-idx3-ubyte", true) with { Name = "x_test" }, Read("t10k-labels-idx1-ubyte", false) with { Name = "y_test" },
        ]).Write(_line["tiny.npz"]);
        Assert.Equal(ExitCode.Done, _line.Train("again", "--data", "~/tiny.npz").ExitCode);
        Assert.Equal(
            Snapshot.Read(_line["zero/snapshots/epoch-00004.safetensors"]).ToBytes(),
            Snapshot.Read(_line["again/snapshots/epoch-00004.safetensors"]).ToBytes());
    }
}
