using System.Text.Json;
using Minima.Cli;

namespace Minima.Tests.Cli;

public sealed class ReproduceCommandTests : IDisposable
{
    private readonly CommandLine _line = new();

    public ReproduceCommandTests() => _line.AddDigits("few", 480, 200);

    public void Dispose() => _line.Dispose();

    [Fact]
    public void Reproduce_OnTheBuiltInDigits_SaysWhatItCameTo()
    {
        Outcome outcome = _line.Run("reproduce", "--data", "digits", "--epochs", "2", "--out", "~/runs");
        Assert.Equal(ExitCode.Done, outcome.ExitCode);
        Assert.StartsWith("data: built-in digits", outcome.Messages);
        Assert.Contains("series zero: epoch 2 of 2, errors ", outcome.Messages);
        Assert.Contains("series random: epoch 2 of 2, errors ", outcome.Messages);
        Assert.StartsWith("after epoch 2\n\nseries  test errors  error rate\n", outcome.Results);
        Assert.All("abcdef", id => Assert.Contains($"\n({id}) ", outcome.Results));
        Assert.Contains("Not decided. The published counts are for 500 epochs of the default network on MNIST, which", outcome.Results);
        Assert.Contains("figures, each with its data as CSV beside it:", outcome.Results);
        Assert.All(outcome.Results.Split('\n').Where(row => !row.Contains(_line["runs"])), static row => Assert.True(row.Length <= 100, row));
        Assert.All(new[] { "zero", "rand", "figures/distance-between.svg" }, name => Assert.True(Path.Exists(_line["runs/" + name])));
    }

    [Fact]
    public void Reproduce_AsJson_PrintsOneDocument()
    {
        Outcome outcome = Reproduce("--json", "--epochs", "2");
        Assert.Equal(ExitCode.Done, outcome.ExitCode);
        JsonElement json = outcome.Json;
        JsonElement[] claims = [.. json.GetProperty("claims").EnumerateArray()];
        Assert.Equal(["a", "b", "c", "d", "e", "f"], claims.Select(static claim => claim.GetProperty("id").GetString()));
        foreach (JsonElement claim in claims)
        {
            Assert.Equal(["id", "statement", "published", "measured", "holds", "reason"], claim.EnumerateObject().Select(static member => member.Name));
            Assert.NotEmpty(claim.GetProperty("statement").GetString()!);
            Assert.NotEmpty(claim.GetProperty("reason").GetString()!);
            Assert.Equal(JsonValueKind.Object, claim.GetProperty("published").ValueKind);
            Assert.Equal(JsonValueKind.Object, claim.GetProperty("measured").ValueKind);
            Assert.Contains(claim.GetProperty("holds").ValueKind, new[] { JsonValueKind.True, JsonValueKind.False, JsonValueKind.Null });
        }

        Assert.Equal(174, claims[0].GetProperty("published").GetProperty("zero_test_errors").GetInt32());
        Assert.Equal(JsonValueKind.Null, claims[0].GetProperty("holds").ValueKind);
        Assert.Equal(2, claims[1].GetProperty("measured").GetProperty("rows")[0].GetProperty("epoch").GetInt32());
        Assert.Equal(8, claims[2].GetProperty("measured").GetProperty("courses").GetArrayLength());
        Assert.Equal("hidden.W", claims[3].GetProperty("measured").GetProperty("courses")[0].GetProperty("parameter").GetString());
        Assert.Equal(JsonValueKind.Null, claims[3].GetProperty("measured").GetProperty("courses")[1].GetProperty("rows")[0].GetProperty("cosine").ValueKind);

        JsonElement data = json.GetProperty("data");
        Assert.Equal(_line["few"], data.GetProperty("name").GetString());
        Assert.Equal(64, data.GetProperty("fingerprint").GetString()!.Length);
        Assert.Equal(3, json.GetProperty("figures").GetArrayLength());
        Assert.Equal(2, json.GetProperty("runs").GetArrayLength());
    }

    [Fact]
    public void Reproduce_Strictly_FailsWhereAClaimDoesNotHold()
    {
        JsonElement json = Reproduce("--json", "--epochs", "20").Json;
        Assert.Contains(json.GetProperty("claims").EnumerateArray(), static claim => claim.GetProperty("holds").ValueKind == JsonValueKind.False);
        Outcome strict = Reproduce("--strict", "--epochs", "20");
        Assert.Equal(ExitCode.Failed, strict.ExitCode);
        Assert.Contains("Does not hold.", strict.Results);
        Assert.DoesNotContain("error: ", strict.Messages);
        Assert.Equal(ExitCode.Done, Reproduce("--epochs", "20").ExitCode);
    }

    [Theory]
    [InlineData("series zero: epoch 0 of 2", "warning: Stopped after epoch 1 of 2", "series zero: goes on after epoch 1.")]
    [InlineData("series random: epoch 2 of 2", "warning: Stopped; what was trained is saved", "")]
    public void Reproduce_Interrupted_SaysHowToGoOnAndDoes(string when, string warning, string note)
    {
        string[] args = ["reproduce", "--data", "~/few", "--epochs", "2", "--out", "~/runs"];
        using var interruption = new Interruption();
        using var results = new StringWriter();
        using var messages = new Watching(line =>
        {
            if (line.StartsWith(when, StringComparison.Ordinal))
                interruption.Raise(ExitCode.Interrupted);
        });
        Outcome stopped = _line.Run(interruption, null, results, messages, args);
        Assert.Equal(ExitCode.Interrupted, stopped.ExitCode);
        Assert.Contains(warning, stopped.Messages);
        Assert.Contains("the same command continues it", stopped.Messages);
        Assert.Empty(stopped.Results);

        Outcome continued = _line.Run(args);
        Assert.Equal(ExitCode.Done, continued.ExitCode);
        Assert.Contains(note, continued.Messages);
        Assert.Equal(Reproduce("--epochs", "2").Results.Split("figures,")[0], continued.Results.Split("figures,")[0]);
    }

    [Fact]
    public void Reproduce_WithDataAuto_GoesOnWithTheDataOfTheRuns()
    {
        Reproduce("--epochs", "1");
        Outcome outcome = _line.Run("reproduce", "--epochs", "1", "--out", "~/few-runs", "--json");
        Assert.Equal(ExitCode.Done, outcome.ExitCode);
        Assert.Equal(_line["few"], outcome.Json.GetProperty("data").GetProperty("name").GetString());
    }

    [Fact]
    public void Reproduce_Quietly_SaysNothingBesideTheResult() => Assert.Empty(Reproduce("--quiet", "--epochs", "1").Messages);

    [Fact]
    public void Reproduce_InAFolderOfLongerRuns_IsRefused()
    {
        Reproduce("--epochs", "2");
        Outcome outcome = Reproduce("--epochs", "1");
        Assert.Equal(ExitCode.Unusable, outcome.ExitCode);
        Assert.Empty(outcome.Results);
        outcome = Reproduce("--epochs", "1", "--force");
        Assert.Equal(ExitCode.Done, outcome.ExitCode);
        Assert.StartsWith("after epoch 1\n", outcome.Results);
    }

    private Outcome Reproduce(params string[] more) => _line.Run(["reproduce", "--data", "~/few", "--out", "~/few-runs", .. more]);

    /// <summary>Takes messages and tells of each line.</summary>
    private sealed class Watching(Action<string> then) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            then(value ?? "");
        }
    }
}
