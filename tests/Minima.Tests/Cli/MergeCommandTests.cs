using System.Text.Json;
using Minima.Cli;
using Minima.Trajectories;

namespace Minima.Tests.Cli;

public sealed class MergeCommandTests : IDisposable
{
    private readonly CommandLine _line = new();

    public void Dispose() => _line.Dispose();

    [Fact]
    public void Merge_TwoRuns_WritesWhatItSays()
    {
        _line.Train("one");
        _line.Train("two", "--hidden-seed", "9");
        Outcome outcome = _line.Run("merge", "~/one", "~/two", "--out", "~/merged.safetensors", "--json");
        Assert.True(outcome.ExitCode == ExitCode.Done, outcome.Messages);
        JsonElement json = outcome.Json;
        Assert.Equal(2, json.GetProperty("members").GetArrayLength());
        Assert.Equal(0.5, json.GetProperty("members")[1].GetProperty("weight").GetDouble());
        Assert.True(json.GetProperty("members")[1].GetProperty("distance").GetProperty("aligned").GetDouble() <= json.GetProperty("members")[1].GetProperty("distance").GetProperty("raw").GetDouble());
        Assert.Contains("The aligned mean makes", json.GetProperty("sentence").GetString());
        Assert.Equal(_line.Data, json.GetProperty("data").GetProperty("name").GetString());

        // What was written does what was said.
        JsonElement tested = _line.Run("test", "~/merged.safetensors", "--data", "~/tiny", "--json").Json, merged = json.GetProperty("merged").GetProperty("test");
        Assert.Equal(merged.GetProperty("errors").GetInt32(), tested.GetProperty("errors").GetInt32());
        Assert.Equal(merged.GetProperty("loss").GetDouble(), tested.GetProperty("loss").GetDouble());
        Assert.Null(Snapshot.Read(_line["merged.safetensors"]).Epoch);

        Outcome again = _line.Run("merge", "~/one", "~/two", "--out", "~/merged.safetensors");
        Assert.Equal(ExitCode.Unusable, again.ExitCode);
        Assert.Contains("there already", again.Messages);
        Assert.Equal(ExitCode.Done, _line.Run("merge", "~/one", "~/two", "--out", "~/merged.safetensors", "--force").ExitCode);
    }

    [Fact]
    public void Merge_ThreeWithWeightsInWords_NamesEach()
    {
        _line.Train("one");
        _line.Train("two", "--hidden-seed", "9");
        Outcome outcome = _line.Run("merge", "~/one", "~/two", "~/one@2", "--weights", "2,1,1");
        Assert.True(outcome.ExitCode == ExitCode.Done, outcome.Messages);
        foreach (string words in new[] { "mean weights, aligned", "mean weights, as they are", "mean predictions", "one@2", "0.2500", "distance to the first" })
            Assert.Contains(words, outcome.Results);
        Assert.Equal(JsonValueKind.Null, _line.Run("merge", "~/one", "~/two", "--data", "none", "--json").Json.GetProperty("merged").ValueKind);
    }

    [Theory]
    [InlineData("merge ~/one", "B... is missing")]
    [InlineData("merge ~/nix ~/nix", "There is no file or run")]
    [InlineData("merge a b --weights 1,x", "--weights is '1,x'")]
    [InlineData("merge a b --out ~/tiny", "is a folder")]
    public void Merge_Misused_IsRefusedWithASentence(string line, string sentence)
    {
        Outcome outcome = _line.Run(line.Split(' '));
        Assert.Equal(ExitCode.Unusable, outcome.ExitCode);
        Assert.Contains(sentence, outcome.Messages);
    }
}
