using System.Text.Json;
using Minima.Cli;
using Minima.Cli.Commands;

namespace Minima.Tests.Cli;

public sealed class FleetCommandTests : IDisposable
{
    private static readonly string[] Small = ["--data", "~/tiny", "--hidden", "3", "--batch-size", "2", "--epochs", "2", "--learning-rate", "0.1"];

    private readonly CommandLine _line = new();

    public void Dispose() => _line.Dispose();

    [Fact]
    public void Fleet_OfSeeds_IsWhatTrainMakesAndPathMeasures()
    {
        Outcome outcome = _line.Run(["fleet", "~/fleet", "--vary", "hidden-seed=1..3", "--json", .. Small]);
        Assert.True(outcome.ExitCode == ExitCode.Done, outcome.Messages);
        JsonElement json = outcome.Json;
        Assert.Equal(["hidden-seed-1", "hidden-seed-2", "hidden-seed-3"], json.GetProperty("members").EnumerateArray().Select(static member => member.GetProperty("name").GetString()));
        Assert.Equal(3, json.GetProperty("pairs").GetArrayLength());
        _line.Run(["train", "--out", "~/alone", "--hidden-seed", "2", .. Small]);
        Assert.Equal(File.ReadAllBytes(_line["alone/snapshots/epoch-00002.safetensors"]), File.ReadAllBytes(_line["fleet/hidden-seed-2/snapshots/epoch-00002.safetensors"]));
        JsonElement pair = json.GetProperty("pairs")[2], path = _line.Run("path", "~/fleet/hidden-seed-2", "~/fleet/hidden-seed-3", "--json").Json;
        Assert.Equal(path.GetProperty("raw").GetProperty("barrier").GetProperty("train").GetProperty("loss").GetDouble(), pair.GetProperty("raw_barrier").GetDouble());
        JsonElement align = _line.Run("align", "~/fleet/hidden-seed-2", "~/fleet/hidden-seed-3", "--json").Json;
        foreach ((string name, string theirs) in new[] { ("raw_distance", "raw"), ("aligned_distance", "aligned") })
            Assert.Equal(align.GetProperty("distance").GetProperty(theirs).GetDouble(), pair.GetProperty(name).GetDouble());
        Assert.Equal(align.GetProperty("overlap").GetDouble(), pair.GetProperty("overlap").GetDouble());
        Assert.Equal(align.GetProperty("differ").GetInt32(), pair.GetProperty("differ").GetInt32());
        Assert.Equal(1, json.GetProperty("cycle_error").GetProperty("triples").GetInt32());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("cycle_error").GetProperty("low").ValueKind);
        Assert.Equal("tiny", Path.GetFileName(json.GetProperty("data").GetProperty("name").GetString()));
        foreach (JsonElement file in json.GetProperty("files").EnumerateArray())
            Assert.True(File.Exists(file.GetString()), file.GetString());
    }

    [Fact]
    public void Fleet_AgainWithMoreValues_TrainsOnlyTheNewOnes()
    {
        _line.Run(["fleet", "~/fleet", "--vary", "learning-rate=0.1,0.2", .. Small[..^2]]);
        JsonElement json = _line.Run(["fleet", "~/fleet", "--vary", "learning-rate=0.1,0.2,0.3", "--reference", "0.2", "--json", .. Small[..^2]]).Json;
        Assert.Equal(["already-complete", "already-complete", "completed"], json.GetProperty("members").EnumerateArray().Select(static member => member.GetProperty("outcome").GetString()));
        Assert.Equal("learning-rate-0.2", json.GetProperty("reference").GetString());
        string text = _line.Run(["fleet", "~/fleet", "--vary", "learning-rate=0.1,0.2,0.3", .. Small[..^2]]).Results;
        foreach (string words in new[] { "mean network", "cycle error", "distance, aligned", "3 members are few", "barrier.svg" })
            Assert.Contains(words, text);
    }

    [Fact]
    public void Fleet_OfLists_NamesMembersByTheirValues()
    {
        JsonElement json = _line.Run(["fleet", "~/fleet", "--vary", "hidden=3;4,2", "--json", .. Small[..2], .. Small[4..]]).Json;
        Assert.Equal(["hidden-3", "hidden-4,2"], json.GetProperty("members").EnumerateArray().Select(static member => member.GetProperty("name").GetString()));
        Assert.Equal(JsonValueKind.Null, json.GetProperty("pairs")[0].GetProperty("raw_distance").ValueKind);
        Assert.InRange(json.GetProperty("pairs")[0].GetProperty("differ").GetInt32(), 0, 4);
    }

    [Theory]
    [InlineData("--vary is missing")]
    [InlineData("an option of `minima train` and its values", "--vary", "seeds")]
    [InlineData("did you mean '--hidden-seed'?", "--vary", "hiden-seed=1,2")]
    [InlineData("--hidden-seed is 'x'", "--vary", "hidden-seed=1,x")]
    [InlineData("compared on the same data", "--vary", "data=mnist,digits")]
    [InlineData("it makes no other run", "--vary", "threads=1,2")]
    [InlineData("make the same run", "--vary", "output-seed=1,2")]
    [InlineData("would be called 'hidden-seed-1'", "--vary", "hidden-seed=1,1")]
    [InlineData("2 to 1000 members", "--vary", "hidden-seed=1")]
    [InlineData("no range", "--vary", "hidden-seed=3..1")]
    [InlineData("one of its values is empty", "--vary", "hidden-seed=1,,2")]
    [InlineData("and varied too", "--vary", "learning-rate=1,2")]
    [InlineData("There is no member 'x'", "--vary", "hidden-seed=1,2", "--reference", "x")]
    public void Fleet_ThatHasNoMeaning_IsRefusedWithASentence(string sentence, params string[] more)
    {
        Outcome outcome = _line.Run(["fleet", "~/fleet", .. Small, .. more]);
        Assert.Equal(ExitCode.Unusable, outcome.ExitCode);
        Assert.Contains(sentence, outcome.Messages);
    }

    [Fact]
    public void Fleet_WithADivergedMember_TellsTheRestAndEndsWithOne()
    {
        Outcome outcome = _line.Run(["fleet", "~/fleet", "--vary", "learning-rate=0.1,1e30,0.2", "--json", .. Small[..^2]]);
        Assert.Equal(ExitCode.Failed, outcome.ExitCode);
        Assert.Contains("diverged", outcome.Messages);
        Assert.Equal("diverged", outcome.Json.GetProperty("members")[1].GetProperty("outcome").GetString());
        Assert.Equal(1, outcome.Json.GetProperty("pairs").GetArrayLength());
    }

    [Fact]
    public void Parse_ValuesAndRanges_AreWrittenOut()
    {
        Assert.Equal(["1", "2", "3", "9"], FleetValues.Parse("hidden-seed=1..3, 9").Values);
        Assert.Equal(["300,100", "500"], FleetValues.Parse("--hidden=300,100;500").Values);
        Assert.Equal("from-runs_a@5".Replace('@', '_'), FleetValues.Parse("from=x,y").Member("runs/a@5"));
    }
}
