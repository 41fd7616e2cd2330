using System.Text.Json;
using Minima.Cli;
using Minima.Data;
using Minima.Formats;
using Minima.Networks;
using Minima.Studies;
using Minima.Trajectories;

namespace Minima.Tests.Cli;

public sealed class TestCommandTests : IDisposable
{
    private readonly CommandLine _line = new();

    public TestCommandTests() => _line.Train("zero");

    public void Dispose() => _line.Dispose();

    [Theory]
    [InlineData("~/zero", 4)]
    [InlineData("~/zero@last", 4)]
    [InlineData("~/zero@2", 2)]
    public void Test_OfARunsSnapshot_HasWhatOthersRelyOn(string name, int epoch)
    {
        var run = Run.Open(_line["zero"]);
        foreach ((string word, DataPart part, int examples, int errors) in new[]
        {
            ("test", DataPart.Test, 4, run.Metrics[epoch].TestErrors), ("valid", DataPart.Validation, 2, run.Metrics[epoch].ValidationErrors),
        })
        {
            JsonElement json = _line.Run("test", name, "--set", word, "--json").Json;
            var expected = SnapshotTest.Of("it", run.Read(epoch), IdxFolder.Load(_line.Data), part);
            Assert.Equal(word, json.GetProperty("set").GetString());
            Assert.Equal(examples, json.GetProperty("examples").GetInt32());
            Assert.Equal(errors, json.GetProperty("errors").GetInt32());
            Assert.Equal((double)errors / examples, json.GetProperty("error_rate").GetDouble());
            Assert.Equal(expected.Evaluation.Loss, json.GetProperty("loss").GetDouble());
            Assert.Equal(expected.Interval.High, json.GetProperty("error_rate_high").GetDouble());
            Assert.Equal(epoch, json.GetProperty("epoch").GetInt32());
            Assert.Equal(run.Configuration.DataFingerprint, json.GetProperty("data").GetProperty("fingerprint").GetString());
            Assert.Equal(0, json.GetProperty("assumptions").GetArrayLength());
            Assert.False(json.TryGetProperty("wrong", out _));
        }

        Assert.Equal(10, _line.Run("test", name, "--set", "train", "--json").Json.GetProperty("examples").GetInt32());
    }

    [Fact]
    public void Test_WithListAndConfusion_ShowsEveryWrongPrediction()
    {
        JsonElement json = _line.Run("test", "~/zero@0", "--list", "--confusion", "--json").Json;
        var expected = SnapshotTest.Of("it", Run.Open(_line["zero"]).Read(0), IdxFolder.Load(_line.Data));
        JsonElement[] wrong = [.. json.GetProperty("wrong").EnumerateArray()];
        Assert.NotEmpty(wrong);
        Assert.Equal(
            expected.Wrong.Select(static w => (w.Index, w.Predicted, w.True)),
            wrong.Select(static w => (w.GetProperty("index").GetInt32(), w.GetProperty("predicted").GetInt32(), w.GetProperty("true").GetInt32())));
        double[] probabilities = [.. wrong[0].GetProperty("probabilities").EnumerateArray().Select(static entry => entry.GetProperty("probability").GetDouble())];
        Assert.Equal(3, probabilities.Length);
        Assert.Equal(probabilities.OrderDescending(), probabilities);
        Assert.True(Math.Abs(probabilities.Sum() - 1) <= 1e-6);
        Assert.Equal(expected.Confusion[1, 0], json.GetProperty("confusion")[1][0].GetInt32());

        Outcome outcome = _line.Run("test", "~/zero@0", "--list", "--confusion");
        Assert.Equal(ExitCode.Done, outcome.ExitCode);
        foreach (string words in new[] { "zero@0 on the test set of ", $"{wrong.Length} errors in 4 examples", "95 % interval", "nats", "true \\ read", "index  predicted  true" })
            Assert.Contains(words, outcome.Results);
    }

    [Fact]
    public void Test_OfAllSnapshots_HasARowEach()
    {
        JsonElement json = _line.Run("test", "~/zero", "--all", "--json", "--csv", "~/rows.csv", "--figure", "~/all.svg", "--scale", "linear").Json;
        var run = Run.Open(_line["zero"]);
        JsonElement[] rows = [.. json.GetProperty("rows").EnumerateArray()];
        Assert.Equal([0, 2, 4], rows.Select(static row => row.GetProperty("epoch").GetInt32()));
        Assert.All(rows, row => Assert.Equal(run.Metrics[row.GetProperty("epoch").GetInt32()].TestErrors, row.GetProperty("errors").GetInt32()));
        Assert.Equal(run.Configuration.DataFingerprint, json.GetProperty("data").GetProperty("fingerprint").GetString());
        Assert.Equal(1 + 3, File.ReadAllLines(_line["rows.csv"]).Length);
        Assert.StartsWith("<svg", File.ReadAllText(_line["all.svg"]));
        Assert.Contains("every snapshot on the test set", _line.Run("test", "~/zero", "--all").Results);
    }

    [Fact]
    public void Test_WithFiles_DrawsThePicturesAsTheyAreWide()
    {
        string[] line = ["test", "~/zero@0", "--csv", "~/wrong.csv", "--figure", "~/sub/sheet.svg"];
        Outcome outcome = _line.Run(line);
        Assert.True(outcome.ExitCode == ExitCode.Done, outcome.Messages);
        Assert.Equal("index,predicted,true,p0,p1,p2", File.ReadLines(_line["wrong.csv"]).First());
        Assert.Equal(File.ReadAllText(_line["wrong.csv"]), File.ReadAllText(_line["sub/sheet.csv"]));

        // 3 rows of 2 pixels, in a square of 56.
        Assert.Contains("width=\"38.33\" height=\"57\"", File.ReadAllText(_line["sub/sheet.svg"]));
        Assert.Contains("is there already", _line.Run(line).Messages);
        Assert.Equal(ExitCode.Done, _line.Run([.. line, "--force"]).ExitCode);
    }

    [Fact]
    public void Test_OfAnotherToolsFile_SaysWhatItAssumed()
    {
        Snapshot last = Run.Open(_line["zero"]).ReadLast();
        string[] names = ["fc1.W", "fc1.b", "fc2.W", "fc2.b"];
        var file = new Safetensors(
            new Dictionary<string, string>(),
            [.. last.Network.Layout.Slots.Zip(names).Select(pair => Tensor.FromFloats(pair.Second, pair.First.Shape, last.Parameters[pair.First]))]);
        File.WriteAllBytes(_line["theirs.safetensors"], file.ToBytes());

        string[] line = ["test", "~/theirs.safetensors", "--data", "~/tiny", "--json"];
        Outcome outcome = _line.Run(line);
        Assert.True(outcome.ExitCode == ExitCode.Done, outcome.Messages);
        Assert.Equal(_line.Run("test", "~/zero", "--json").Json.GetProperty("loss").GetDouble(), outcome.Json.GetProperty("loss").GetDouble());
        Assert.Contains("The hidden units are assumed to be tanh", outcome.Messages);
        Assert.Equal(2, outcome.Json.GetProperty("assumptions").GetArrayLength());
        outcome = _line.Run([.. line, "--activation", "relu", "--layers", "fc1,fc2"]);
        Assert.DoesNotContain("assumed", outcome.Messages);
        Assert.Contains("takes 6 numbers an example, but the data 'digits' has 784", _line.Run("test", "~/theirs.safetensors", "--data", "digits").Messages);
    }

    [Fact]
    public void Test_OnOtherData_SaysSo()
    {
        _line.AddDigits("digits", 12, 4);
        Assert.Equal(ExitCode.Unusable, _line.Run("test", "~/zero", "--data", "~/digits").ExitCode);
        _line.Train("pictures", "--data", "~/digits");
        Outcome outcome = _line.Run("test", "~/pictures", "--data", "digits", "--json");
        Assert.Equal(2000, outcome.Json.GetProperty("examples").GetInt32());
        Assert.Contains("warning: The run", outcome.Messages);
        Assert.Contains("was trained on other data", outcome.Messages);
        Assert.DoesNotContain("other data", _line.Run("test", "~/pictures").Messages);
    }

    [Fact]
    public void Test_OfNumbersThatAreNotFinite_NamesTheFirst()
    {
        Snapshot snapshot = Run.Open(_line["zero"]).Read(4);
        snapshot.Parameters["output.W"][4] = float.NaN;
        snapshot.Write(_line["nan.safetensors"]);
        Outcome outcome = _line.Run("test", "~/nan.safetensors", "--data", "~/tiny");
        Assert.Equal(ExitCode.Unusable, outcome.ExitCode);
        Assert.Contains("output.W[1, 1] is NaN", outcome.Messages);

        _line.Train("diverged", "--learning-rate", "1e30");
        outcome = _line.Run("test", "~/diverged", "--all", "--json");
        Assert.Equal(ExitCode.Done, outcome.ExitCode);
        JsonElement last = outcome.Json.GetProperty("rows").EnumerateArray().Last();
        Assert.Equal(JsonValueKind.Null, last.GetProperty("errors").ValueKind);
        Assert.False(last.GetProperty("finite").GetBoolean());
        Assert.Contains("warning: At epoch", outcome.Messages);
    }

    [Theory]
    [InlineData("test", "SNAPSHOT is missing")]
    [InlineData("test ~/nix", "There is no file or run")]
    [InlineData("test ~/zero@7", "has no snapshot of epoch 7; the last is 4")]
    [InlineData("test ~/zero --set training", "one of train, valid, test")]
    [InlineData("test ~/zero --data nowhere", "There is no data set, folder or file 'nowhere'")]
    [InlineData("test ~/zero --scale log", "--scale is for the figure of errors by epoch")]
    [InlineData("test ~/zero --all --list", "--list shows one snapshot's predictions")]
    [InlineData("test ~/zero --all --confusion", "--confusion shows one snapshot's predictions")]
    [InlineData("test ~/zero@2 --all", "is no run's folder")]
    [InlineData("test ~/zero --all --activation relu", "a run's snapshots state their network")]
    [InlineData("test ~/zero --figure ~/f.png", "a file name that ends in .svg is expected")]
    public void Test_ThatHasNoMeaning_IsRefusedWithASentence(string line, string sentence)
    {
        Outcome outcome = _line.Run(line.Split(' '));
        Assert.Equal(ExitCode.Unusable, outcome.ExitCode);
        Assert.Contains(sentence, outcome.Messages);
    }
}
