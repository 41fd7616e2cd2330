using System.Text.Json;
using Minima.Cli;

namespace Minima.Tests.Cli;

public sealed class StudyCommandTests : IDisposable
{
    private static readonly string[] Small =
        ["--out", "~/study", "--data", "~/tiny", "--hidden", "3", "--batch-size", "2", "--epochs", "3", "--learning-rate", "0.1", "--replicates", "2", "--points", "3"];

    private readonly CommandLine _line = new();

    public void Dispose() => _line.Dispose();

    [Fact]
    public void Init_SmallOne_HasCellsEffectsAndFiles()
    {
        Outcome outcome = _line.Run(["study", "init", "--json", .. Small]);
        Assert.True(outcome.ExitCode == ExitCode.Done, outcome.Messages);
        JsonElement json = outcome.Json;
        Assert.Equal((16, 28), (json.GetProperty("cells").GetArrayLength(), json.GetProperty("runs").GetInt32()));
        JsonElement cell = json.GetProperty("cells")[5];
        double[] barriers = [.. cell.GetProperty("pairs").EnumerateArray().Select(static pair => pair.GetProperty("raw_barrier").GetDouble())];
        Assert.Equal(barriers.Average(), cell.GetProperty("quantities").GetProperty("raw_barrier").GetProperty("mean").GetDouble(), 12);
        Assert.Equal(4, json.GetProperty("effects").GetArrayLength());
        Assert.Equal(["hidden_seed", "output_layers", "data_order", "interactions"], json.GetProperty("effects")[0].GetProperty("shares").EnumerateObject().Select(static share => share.Name));
        AssertFiles(json);
        Assert.Equal(1 + (16 * 9), File.ReadAllLines(_line["study/cells.csv"]).Length);
        string text = _line.Run(["study", "init", .. Small]).Results;
        foreach (string words in new[] { "zero and random", "meet raw", "of single factors", "2 replicates are few" })
            Assert.Contains(words, text);
    }

    [Fact]
    public void Fork_SmallOne_HasPointsAndAnAnswer()
    {
        JsonElement json = _line.Run(["study", "fork", "--at", "0,2", "--json", .. Small]).Json;
        Assert.Equal([0.0, 2.0], json.GetProperty("points").EnumerateArray().Select(static point => point.GetProperty("epoch").GetDouble()));
        Assert.Equal(6, json.GetProperty("runs").GetInt32());
        bool[] meets = [.. json.GetProperty("points").EnumerateArray().Select(static point => point.GetProperty("meets").GetBoolean())];
        double? expected = meets switch { [true, true] => 0, [_, true] => 2, _ => null };
        Assert.Equal(expected, json.GetProperty("meet_from").ValueKind == JsonValueKind.Null ? null : json.GetProperty("meet_from").GetDouble());
        AssertFiles(json);
        Assert.Contains("points of error", _line.Run(["study", "fork", "--at", "0,2", .. Small]).Results);
    }

    [Fact]
    public void Perturb_SmallOne_HasSizesAndAnAnswer()
    {
        JsonElement json = _line.Run(["study", "perturb", "--sizes", "0.001,1", "--relative-to", "parameter", "--json", .. Small]).Json;
        Assert.Equal([0.001, 1.0], json.GetProperty("points").EnumerateArray().Select(static point => point.GetProperty("size").GetDouble()));
        Assert.True(Math.Abs(json.GetProperty("points")[1].GetProperty("relative_start").GetProperty("mean").GetDouble() - 1) <= 1e-5);
        Assert.True(json.TryGetProperty("part_from", out _));
        AssertFiles(json);
        Assert.Contains("relative size", _line.Run(["study", "perturb", "--sizes", "0.001,1", "--relative-to", "parameter", .. Small]).Results);
    }

    [Theory]
    [InlineData("A command is missing after 'minima study': init, fork, perturb", "study")]
    [InlineData("each must be from 0 to 2", "study", "fork", "--at", "0,3")]
    [InlineData("numbers from 1E-30 to 1000000", "study", "perturb", "--sizes", "0")]
    [InlineData("one of total, parameter", "study", "perturb", "--relative-to", "all")]
    public void Study_ThatHasNoMeaning_IsRefusedWithASentence(string sentence, params string[] line)
    {
        Outcome outcome = _line.Run(line.Length == 1 ? line : [.. line, .. Small]);
        Assert.Equal(ExitCode.Unusable, outcome.ExitCode);
        Assert.Contains(sentence, outcome.Messages);
    }

    [Fact]
    public void Study_InAFolderOfOtherRuns_NamesTheDifference()
    {
        _line.Run(["study", "fork", "--at", "0", .. Small]);
        Outcome outcome = _line.Run(["study", "fork", "--at", "0", "--l2", "0.5", .. Small]);
        Assert.Equal(ExitCode.Unusable, outcome.ExitCode);
        Assert.Contains("l2 is 0.0001 in the folder but 0.5 was asked for", outcome.Messages);
    }

    [Theory]
    [InlineData("study", "init")]
    [InlineData("study", "perturb")]
    [InlineData("fleet", "~/study", "--vary", "hidden-seed=1,2")]
    public void Command_ThatIsStopped_SaysThatItCanBeContinued(params string[] line)
    {
        using var interruption = new Interruption();
        interruption.Raise(ExitCode.Interrupted);
        Outcome outcome = _line.Run(interruption, null, [.. line, .. line[0] == "study" ? Small : Small[2..^4]]);
        Assert.Equal(ExitCode.Interrupted, outcome.ExitCode);
        Assert.Contains("the same command continues it", outcome.Messages);
        Assert.Empty(outcome.Results);
    }

    private static void AssertFiles(JsonElement json)
    {
        Assert.Equal("tiny", Path.GetFileName(json.GetProperty("data").GetProperty("name").GetString()));
        foreach (JsonElement file in json.GetProperty("files").EnumerateArray())
            Assert.True(File.Exists(file.GetString()), file.GetString());
    }
}
