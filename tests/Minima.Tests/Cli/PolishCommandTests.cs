using System.Text.Json;
using Minima.Cli;
using Minima.Formats;
using Minima.Trajectories;

namespace Minima.Tests.Cli;

public sealed class PolishCommandTests : IDisposable
{
    private readonly CommandLine _line = new();

    public PolishCommandTests() => _line.Train("zero", "--l2", "0.01");

    public void Dispose() => _line.Dispose();

    [Fact]
    public void Polish_OfARun_ReachesAPointThatStaysOne()
    {
        Outcome outcome = _line.Run("polish", "~/zero", "--out", "~/polished.safetensors", "--export", "~/polished.npz", "--json");
        Assert.True(outcome.ExitCode == ExitCode.Done, outcome.Messages);
        JsonElement json = outcome.Json;
        Assert.Equal("reached", json.GetProperty("outcome").GetString());
        Assert.Equal("cost", json.GetProperty("of").GetString());
        Assert.True(json.GetProperty("gradient_norm").GetDouble() <= 1e-9);
        Assert.True(json.GetProperty("cost").GetDouble() <= json.GetProperty("cost_before").GetDouble());
        Assert.Equal("tiny", Path.GetFileName(json.GetProperty("data").GetProperty("name").GetString()));
        Assert.Equal(JsonValueKind.Object, json.GetProperty("smallest").ValueKind);
        double moved = _line.Run("distance", "~/zero", "~/polished.safetensors", "--json").Json.GetProperty("total").GetProperty("l2").GetDouble();
        Assert.True(Math.Abs(moved - json.GetProperty("moved").GetDouble()) <= 1e-6);

        // Rounded to single precision the gradient is small still; and the doubles are all there.
        JsonElement curvature = _line.Run("curvature", "~/polished.safetensors", "--data", "~/tiny", "--l2", "0.01", "--json").Json;
        Assert.True(curvature.GetProperty("gradient_norm").GetDouble() <= 1e-6);
        var file = Npz.Read(_line["polished.npz"]);
        Assert.Equal(["hidden.W", "hidden.b", "output.W", "output.b"], file.Tensors.Select(static tensor => tensor.Name).Order());
        Assert.All(file.Tensors, static tensor => Assert.Equal(ElementType.F64, tensor.Type));
        Assert.Equal(Snapshot.Read(_line["polished.safetensors"]).Parameters.Values, Snapshot.Read(_line["polished.npz"]).Parameters.Values);
    }

    [Fact]
    public void Polish_Printed_SaysWhatItCameTo()
    {
        Outcome outcome = _line.Run("polish", "~/zero");
        Assert.Contains("polished on the cost over 10 training examples", outcome.Results);
        Assert.Contains("A critical point: the gradient's norm is", outcome.Results);
        Assert.Contains("steps of Newton's method", outcome.Results);
        Assert.Contains("Newton: step ", outcome.Messages);
        Outcome stopped = _line.Run("polish", "~/zero", "--max-products", "1", "--eigen-steps", "0", "--tolerance", "1e-12");
        Assert.Equal(ExitCode.Failed, stopped.ExitCode);
        Assert.Contains("Not a critical point yet", stopped.Results);
        Assert.Contains("allow more products", stopped.Messages);

        // What was stopped goes on, and what is done leaves nothing behind.
        Assert.Equal(ExitCode.Failed, _line.Run("polish", "~/zero", "--max-products", "1", "--eigen-steps", "0", "--export", "~/z.npz").ExitCode);
        Assert.True(File.Exists(_line["z.npz.partial"]));
        File.Delete(_line["z.npz"]);
        Outcome rest = _line.Run("polish", "~/zero", "--export", "~/z.npz");
        Assert.True(rest.ExitCode == ExitCode.Done, rest.Messages);
        Assert.Contains("going on from", rest.Messages);
        Assert.False(File.Exists(_line["z.npz.partial"]));
    }

    [Fact]
    public void Polish_ThatHasNoMeaning_IsRefusedWithASentence()
    {
        _line.Train("l1", "--l1", "0.001");
        AssertRefused("has an l1 penalty", "polish", "~/l1");
        AssertRefused("ends in .safetensors", "polish", "~/zero", "--out", "~/a.npz");
        AssertRefused("ends in .npz", "polish", "~/zero", "--export", "~/a.safetensors");
        AssertRefused("a positive number", "polish", "~/zero", "--tolerance", "0");
        File.WriteAllText(_line["there.safetensors"], "");
        AssertRefused("is there already", "polish", "~/zero", "--out", "~/there.safetensors");
        Snapshot last = Run.Open(_line["zero"]).ReadLast();
        last.Parameters["hidden.W"][4] = float.NaN;
        last.Write(_line["bad.safetensors"]);
        AssertRefused("hidden.W[1, 1] is NaN", "polish", "~/bad.safetensors", "--data", "~/tiny");
    }

    private void AssertRefused(string sentence, params string[] line)
    {
        Outcome outcome = _line.Run(line);
        Assert.Equal(ExitCode.Unusable, outcome.ExitCode);
        Assert.Contains(sentence, outcome.Messages);
    }
}
