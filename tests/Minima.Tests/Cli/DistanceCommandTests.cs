using System.Text.Json;
using Minima.Cli;
using Minima.Formats;
using Minima.Geometry;
using Minima.Networks;
using Minima.Trajectories;

namespace Minima.Tests.Cli;

public sealed class DistanceCommandTests : IDisposable
{
    private readonly CommandLine _line = new();

    public DistanceCommandTests()
    {
        _line.Train("zero");
        _line.Train("rand", "--output-init", "random", "--hidden-seed", "3421");
    }

    public void Dispose() => _line.Dispose();

    [Fact]
    public void Distance_OfARun_EndsAtZero()
    {
        JsonElement[] rows = [.. _line.Run("distance", "~/zero", "--json").Json.GetProperty("rows").EnumerateArray()];
        Assert.Equal([0, 2, 4], rows.Select(static row => row.GetProperty("epoch").GetInt32()));
        var run = Run.Open(_line["zero"]);
        var expected = Distances.Between(run.Read(0).Parameters, run.Read(4).Parameters);
        Assert.Equal(expected["hidden.W"].L2, rows[0].GetProperty("hidden.W").GetDouble());
        Assert.Equal(expected.Total.L2, rows[0].GetProperty("total").GetDouble());
        Assert.Equal(expected["hidden.W"].Cosine, rows[0].GetProperty("cosine").GetProperty("hidden.W").GetDouble());
        Assert.Equal(JsonValueKind.Null, rows[0].GetProperty("cosine").GetProperty("hidden.b").ValueKind);
        Assert.Equal(0, rows[2].GetProperty("total").GetDouble());
    }

    [Fact]
    public void Distance_OfARunToAnother_TakesThatSnapshotAsB()
    {
        JsonElement json = _line.Run("distance", "~/zero", "--to", "~/rand@2", "--json").Json;
        Run zero = Run.Open(_line["zero"]), rand = Run.Open(_line["rand"]);
        var expected = Distances.Between(zero.Read(4).Parameters, rand.Read(2).Parameters);
        Assert.Equal(expected.Total.Relative, json.GetProperty("rows")[2].GetProperty("relative").GetProperty("total").GetDouble());
        Assert.Equal(2, json.GetProperty("b").GetProperty("epoch").GetInt32());
    }

    [Fact]
    public void Distance_OfTwoRuns_GoesEpochByEpochOverThoseBothHave()
    {
        _line.Train("other", "--save-at", "3", "--hidden-seed", "9");
        JsonElement json = _line.Run("distance", "~/other", "~/rand", "--json").Json;
        Assert.Equal([0, 2, 4], json.GetProperty("rows").EnumerateArray().Select(static row => row.GetProperty("epoch").GetInt32()));
        Run other = Run.Open(_line["other"]), rand = Run.Open(_line["rand"]);
        var expected = Distances.Between(other.Read(2).Parameters, rand.Read(2).Parameters);
        Assert.Equal(expected["output.b"].L2, json.GetProperty("rows")[1].GetProperty("output.b").GetDouble());
        Assert.Equal(other.Configuration.DataFingerprint, json.GetProperty("data").GetProperty("fingerprint").GetString());
    }

    [Fact]
    public void Distance_OfTwoSnapshots_HasWhatOthersRelyOn()
    {
        JsonElement json = _line.Run("distance", "~/zero@0", "~/rand@last", "--json").Json;
        var expected = Distances.Between(Run.Open(_line["zero"]).Read(0).Parameters, Run.Open(_line["rand"]).Read(4).Parameters);
        foreach (ParameterDistance distance in expected.Parameters)
        {
            JsonElement parameter = json.GetProperty("parameters").GetProperty(distance.Name);
            Assert.Equal(distance.L2, parameter.GetProperty("l2").GetDouble());
            Assert.Equal(distance.Relative, parameter.GetProperty("relative").GetDouble());
        }

        Assert.Equal(expected.Total.L2, json.GetProperty("total").GetProperty("l2").GetDouble());
        Assert.Equal(Run.Open(_line["zero"]).Configuration.DataFingerprint, json.GetProperty("data").GetProperty("fingerprint").GetString());
        string file = Path.Combine(_line["zero"], "snapshots", "epoch-00000.safetensors");
        Assert.Equal(JsonValueKind.Null, _line.Run("distance", file, "~/rand@last", "--json").Json.GetProperty("data").ValueKind);
    }

    [Fact]
    public void Distance_WithNumbersThatAreNotFinite_SaysSoInJson()
    {
        Snapshot snapshot = Run.Open(_line["zero"]).Read(4);
        snapshot.Parameters.Values[0] = float.NaN;
        snapshot.Write(_line["nan.safetensors"]);
        JsonElement json = _line.Run("distance", "~/nan.safetensors", "~/rand@0", "--json").Json;
        JsonElement parameter = json.GetProperty("parameters").GetProperty("hidden.W");
        Assert.Equal(JsonValueKind.Null, parameter.GetProperty("l2").ValueKind);
        Assert.False(parameter.GetProperty("finite").GetBoolean());
        Assert.False(json.GetProperty("parameters").GetProperty("hidden.b").TryGetProperty("finite", out _));
        Assert.False(json.GetProperty("total").GetProperty("finite").GetBoolean());
    }

    [Fact]
    public void Distance_AsText_HasAllMeasures()
    {
        Outcome outcome = _line.Run("distance", "~/zero", "~/rand");
        Assert.Equal(ExitCode.Done, outcome.ExitCode);
        Assert.Empty(outcome.Messages);
        foreach (string word in new[] { "L2 distance", "relative to ||B||", "cosine", "hidden.W", "output.b", "total" })
            Assert.Contains(word, outcome.Results);
        Assert.Contains("norm_a", _line.Run("distance", "~/zero@0", "~/zero@2").Results);
    }

    [Fact]
    public void Distance_WithFiles_WritesThemAndOverwritesOnlyByForce()
    {
        string[] line = ["distance", "~/zero", "~/rand", "--csv", "~/d.csv", "--figure", "~/sub/f.svg", "--scale", "log"];
        Outcome outcome = _line.Run(line);
        Assert.Equal(ExitCode.Done, outcome.ExitCode);
        string[] rows = File.ReadAllLines(_line["d.csv"]);
        Assert.Equal("epoch,parameter,l2,relative,cosine,norm_a,norm_b", rows[0]);
        Assert.Equal(1 + (3 * 5), rows.Length);
        Assert.StartsWith("<svg", File.ReadAllText(_line["sub/f.svg"]));
        Assert.True(File.Exists(_line["sub/f.csv"]));

        outcome = _line.Run(line);
        Assert.Equal(ExitCode.Unusable, outcome.ExitCode);
        Assert.Contains("is there already", outcome.Messages);
        Assert.Equal(ExitCode.Done, _line.Run([.. line, "--force"]).ExitCode);
    }

    [Theory]
    [InlineData("distance ~/zero@0", "is a single snapshot: name a second one")]
    [InlineData("distance ~/zero@7 ~/zero@0", "has no snapshot of epoch 7; the last is 4")]
    [InlineData("distance ~/zero@3 ~/zero@0", "has no snapshot of epoch 3; the nearest are 2 and 4")]
    [InlineData("distance ~/zero@x ~/zero@0", "asks for the epoch 'x'")]
    [InlineData("distance ~/zero ~/rand --to ~/rand@0", "--to measures one run against a snapshot")]
    [InlineData("distance ~/zero --figure ~/f.png", "a file name that ends in .svg is expected")]
    [InlineData("distance ~/zero --figure ~/f.svg --csv ~/f.csv", "--csv names the file")]
    [InlineData("distance ~/zero --csv ~/rand", "is a folder; a file name is expected")]
    [InlineData("distance ~/zero@0 ~/rand@0 --figure ~/f.svg", "--figure draws distances by epoch")]
    [InlineData("distance ~/zero --to ~/nix", "There is no file or run")]
    public void Distance_ThatHasNoMeaning_IsRefusedWithASentence(string line, string sentence)
    {
        Outcome outcome = _line.Run(line.Split(' '));
        Assert.Equal(ExitCode.Unusable, outcome.ExitCode);
        Assert.Contains(sentence, outcome.Messages);
    }

    [Fact]
    public void Distance_OfOtherShapes_NamesTheFirstDifference()
    {
        _line.Train("small", "--hidden", "2");
        Outcome outcome = _line.Run("distance", "~/zero", "~/small");
        Assert.Equal(ExitCode.Unusable, outcome.ExitCode);
        Assert.Contains("parameter 1 is 'hidden.W' [6, 3], 'hidden.W' [6, 2] in the second", outcome.Messages);
    }

    [Fact]
    public void Distance_ToAnotherToolsFile_SaysWhatItAssumed()
    {
        Snapshot last = Run.Open(_line["zero"]).ReadLast();
        ParameterSlot[] slots = [.. last.Network.Layout.Slots];
        string[] names = ["fc1.W", "fc1.b", "fc2.W", "fc2.b"];
        var file = new Safetensors(
            new Dictionary<string, string>(),
            [.. slots.Zip(names).Select(pair => Tensor.FromFloats(pair.Second, pair.First.Shape, last.Parameters[pair.First]))]);
        File.WriteAllBytes(_line["theirs.safetensors"], file.ToBytes());

        Outcome outcome = _line.Run("distance", "~/zero@last", "~/theirs.safetensors", "--json");
        Assert.True(outcome.ExitCode == ExitCode.Done, outcome.Messages);
        Assert.Equal(0, outcome.Json.GetProperty("total").GetProperty("l2").GetDouble());
        Assert.Contains("The hidden units are assumed to be tanh", outcome.Messages);
        Assert.Equal(2, outcome.Json.GetProperty("b").GetProperty("assumptions").GetArrayLength());
        outcome = _line.Run("distance", "~/zero@last", "~/theirs.safetensors", "--activation", "tanh", "--layers", "fc1,fc2");
        Assert.DoesNotContain("assumed", outcome.Messages);
        Assert.Equal(ExitCode.Unusable, _line.Run("distance", "~/zero@last", "~/theirs.safetensors", "--layers", "fc1,fc3").ExitCode);
    }
}
