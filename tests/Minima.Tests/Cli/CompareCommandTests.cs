using System.Text.Json;
using Minima.Cli;
using Minima.Geometry;
using Minima.Numerics;
using Minima.Trajectories;

namespace Minima.Tests.Cli;

public sealed class CompareCommandTests : IDisposable
{
    private readonly CommandLine _line = new();

    public CompareCommandTests()
    {
        _line.Train("zero", "--epochs", "40", "--save-every", "20", "--learning-rate", "0.3");
        _line.Train("rand", "--epochs", "40", "--save-every", "20", "--learning-rate", "0.3", "--hidden-seed", "3421", "--output-init", "random");
    }

    public void Dispose() => _line.Dispose();

    [Fact]
    public void Compare_OfTwoSnapshots_HasTheContractsJson()
    {
        JsonElement json = Json("~/zero@40", "~/rand@40", "--untrained", "2");
        Assert.Equal(["a", "b", "verdict", "sentence", "evidence", "data"], json.EnumerateObject().Select(static member => member.Name));
        Assert.NotEmpty(json.GetProperty("sentence").GetString()!);
        JsonElement evidence = json.GetProperty("evidence");
        JsonElement[] rules = [.. evidence.GetProperty("rules").EnumerateArray()];
        Assert.Equal(
            ["untrained", "not-comparable", "identical", "same-function", "same-function", "same-function", "same-basin", "same-basin", "connected", "connected", "different"],
            rules.Select(static rule => rule.GetProperty("rule").GetString()));
        Assert.Equal(2, rules[0].GetProperty("threshold").GetDouble());
        Assert.Equal(0.01, rules[6].GetProperty("threshold").GetDouble());
        Assert.Equal(0.02, rules[8].GetProperty("threshold").GetDouble());
        Assert.Equal(JsonValueKind.Null, rules[10].GetProperty("met").ValueKind);

        // The same figures as those of `align` and `path`.
        JsonElement path = _line.Run("path", "~/zero@40", "~/rand@40", "--json").Json, align = _line.Run("align", "~/zero@40", "~/rand@40", "--json").Json;
        foreach ((string line, string there) in new[] { ("raw", "raw"), ("permuted", "permuted"), ("weights", "aligned") })
            Assert.True(JsonElement.DeepEquals(path.GetProperty(there).GetProperty("barrier"), evidence.GetProperty("lines").GetProperty(line).GetProperty("barrier")), line);
        JsonElement aligned = evidence.GetProperty("alignment");
        Assert.True(JsonElement.DeepEquals(align.GetProperty("distance"), aligned.GetProperty("distance")));
        Assert.True(JsonElement.DeepEquals(align.GetProperty("null"), aligned.GetProperty("null")));
        Assert.Equal(align.GetProperty("differ").GetInt32(), evidence.GetProperty("functions").GetProperty("differ").GetInt32());
        Assert.Equal("tiny", Path.GetFileName(json.GetProperty("data").GetProperty("name").GetString()));
    }

    [Fact]
    public void Compare_NotTold_TriesEveryAlignment()
    {
        string[] three = ["raw", "permuted", "weights"];
        Assert.Equal([.. three, "activations", "contribution", "loss"], Tried());
        Assert.Equal(three, Tried("--by", "weights"));
        Assert.Equal([.. three, "contribution"], Tried("--by", "contribution"));

        string[] Tried(params string[] by) => [.. Json(["~/zero@40", "~/rand@40", "--untrained", "2", .. by])
            .GetProperty("evidence").GetProperty("lines").EnumerateObject().Select(static line => line.Name)];
    }

    [Fact]
    public void Compare_WhereTheRawLineIsTheLowest_SaysItsUncertaintyOnce()
    {
        Outcome outcome = _line.Run("compare", "~/zero@40", "~/zero@40");
        Assert.True(outcome.ExitCode == ExitCode.Done, outcome.Messages);
        Assert.Single(outcome.Results.Split('\n'), static line => line.StartsWith("test, raw", StringComparison.Ordinal));
    }

    [Fact]
    public void Compare_Polished_SaysWhetherTheCriticalPointsAreOne()
    {
        JsonElement json = Json("~/zero@40", "~/rand@40", "--untrained", "2", "--l2", "0.01", "--polish-out", "~/critical");
        JsonElement polish = json.GetProperty("evidence").GetProperty("polish");
        Assert.Equal(["A", "B", "the midpoint"], polish.GetProperty("points").EnumerateArray().Select(static point => point.GetProperty("name").GetString()));
        Assert.All(polish.GetProperty("points").EnumerateArray(), static point => Assert.True(point.GetProperty("gradient_norm").GetDouble() <= 1e-9));
        Assert.Equal(3, polish.GetProperty("meetings").GetArrayLength());
        Assert.Contains(polish.GetProperty("verdict").GetString(), new[] { "same", "different", "open" });
        Assert.Contains("Taken on to critical points: A and B ", json.GetProperty("sentence").GetString());
        JsonElement rule = json.GetProperty("evidence").GetProperty("rules").EnumerateArray().Last();
        Assert.Equal(polish.GetProperty("verdict").GetString() == "different", rule.GetProperty("met").GetBoolean());
        Assert.Equal(["a.npz", "b.npz", "middle.npz"], Directory.GetFiles(_line["critical"]).Select(Path.GetFileName).Order());

        Outcome printed = _line.Run("compare", "~/zero@40", "~/rand@40", "--untrained", "2", "--l2", "0.01", "--polish");
        Assert.Contains("one point up to symmetry", printed.Results);
        Outcome there = _line.Run("compare", "~/zero@40", "~/rand@40", "--polish-out", "~/critical");
        Assert.Equal(ExitCode.Unusable, there.ExitCode);
        Assert.Contains("is there already", there.Messages);
    }

    [Fact]
    public void Compare_OfACopy_IsTheSameFunctionAndPassesStrict()
    {
        Snapshot last = Run.Open(_line["zero"]).ReadLast();
        new Snapshot(last.Network, Aligner.Random(last.Network, new RandomState(3)).Apply(last.Parameters)).Write(_line["copy.safetensors"]);
        Outcome outcome = _line.Run("compare", "~/zero@40", "~/copy.safetensors", "--strict", "--untrained", "2", "--csv", "~/rules.csv");
        Assert.True(outcome.ExitCode == ExitCode.Done, outcome.Messages);
        Assert.Contains("verdict: same-function", outcome.Results);
        Assert.Contains("B is A in another guise", outcome.Results);
        Assert.StartsWith("verdict,figure,raw,aligned,threshold,met\n", File.ReadAllText(_line["rules.csv"]));
        Assert.Equal(ExitCode.Failed, _line.Run("compare", "~/zero@40", "~/copy.safetensors", "--strict", "--untrained", "0.0001").ExitCode);
    }

    [Fact]
    public void Compare_OfOtherShapes_ComparesWhatTheyDoAndEndsWell()
    {
        _line.Train("wide", "--hidden", "4", "--epochs", "40", "--save-every", "20", "--learning-rate", "0.3");
        Outcome outcome = _line.Run("compare", "~/zero", "~/wide", "--untrained", "2");
        Assert.Equal(ExitCode.Done, outcome.ExitCode);
        Assert.Contains("verdict: not-comparable", outcome.Results);
        Assert.Contains("A is 6-3-3 (tanh), B is 6-4-3 (tanh)", outcome.Results);
        Assert.Contains("McNemar's exact p", outcome.Results);
        JsonElement json = Json("~/zero", "~/wide", "--untrained", "2");
        Assert.Equal(JsonValueKind.Null, json.GetProperty("evidence").GetProperty("alignment").ValueKind);
        Assert.True(json.GetProperty("evidence").GetProperty("cka").TryGetProperty("hidden", out _));
    }

    [Fact]
    public void Compare_OfTwoRuns_GoesEpochByEpoch()
    {
        Outcome outcome = _line.Run("compare", "~/zero", "~/rand", "--untrained", "2", "--csv", "~/rows.csv", "--figure", "~/course.svg");
        Assert.True(outcome.ExitCode == ExitCode.Done, outcome.Messages);
        Assert.Contains("A = ", outcome.Results);
        Assert.Contains("The last common epoch", outcome.Results);
        string[] rows = File.ReadAllLines(_line["rows.csv"]);
        Assert.StartsWith("epoch,verdict,distance_raw,distance_aligned,", rows[0]);
        Assert.Equal(["0", "20", "40"], rows[1..].Select(static row => row.Split(',')[0]));
        Assert.Contains("<svg", File.ReadAllText(_line["course.svg"]));
        JsonElement json = Json("~/zero", "~/rand", "--untrained", "2");
        Assert.Equal([0, 20, 40], json.GetProperty("rows").EnumerateArray().Select(static row => row.GetProperty("epoch").GetInt32()));
        double distance = _line.Run("distance", "~/zero", "~/rand", "--json").Json.GetProperty("rows")[1].GetProperty("total").GetDouble();
        Assert.Equal(distance, json.GetProperty("rows")[1].GetProperty("raw").GetProperty("distance").GetDouble());
        Assert.NotEmpty(json.GetProperty("parted").GetProperty("sentence").GetString()!);
    }

    [Fact]
    public void Compare_OfARunAndItself_NeverParts()
    {
        JsonElement json = Json("~/zero", "~/zero", "--untrained", "2");
        Assert.Equal("identical", json.GetProperty("verdict").GetString());
        Assert.Equal(40, json.GetProperty("parted").GetProperty("last_same_basin").GetInt32());
        Assert.Contains("They are the same bytes at epoch 0.", json.GetProperty("parted").GetProperty("sentence").GetString());
        Assert.All(json.GetProperty("rows").EnumerateArray(), static row => Assert.Equal("identical", row.GetProperty("verdict").GetString()));
    }

    [Fact]
    public void Compare_ThatHasNoMeaning_IsRefusedWithASentence()
    {
        AssertRefused("There is no file or run", "~/zero", "~/nix");
        AssertRefused("--figure draws two runs of one shape by epoch", "~/zero@40", "~/rand@40", "--figure", "~/a.svg");
        AssertRefused("a positive number", "~/zero", "~/rand", "--connected", "0");
        AssertRefused("a whole number from 1", "~/zero", "~/rand", "--draws", "0");
        _line.Train("odd", "--epochs", "3", "--save-every", "3");
        File.Delete(_line["odd/snapshots/epoch-00000.safetensors"]);
        AssertRefused("no epoch in common", "~/zero", "~/odd");
    }

    private JsonElement Json(params string[] line)
    {
        Outcome outcome = _line.Run(["compare", .. line, "--json"]);
        Assert.True(outcome.ExitCode == ExitCode.Done, outcome.Messages);
        return outcome.Json;
    }

    private void AssertRefused(string sentence, params string[] line)
    {
        Outcome outcome = _line.Run(["compare", .. line]);
        Assert.Equal(ExitCode.Unusable, outcome.ExitCode);
        Assert.Contains(sentence, outcome.Messages);
    }
}
