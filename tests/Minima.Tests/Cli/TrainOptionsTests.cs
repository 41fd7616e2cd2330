using System.Text.Json;
using Minima.Cli;
using Minima.Formats;
using Minima.Minimisation;
using Minima.Networks;
using Minima.Trajectories;

namespace Minima.Tests.Cli;

/// <summary>Given starts, augmentation and early stopping from the command line.</summary>
public sealed class TrainOptionsTests : IDisposable
{
    private readonly CommandLine _line = new();

    public void Dispose() => _line.Dispose();

    [Fact]
    public void Train_FromARunsSnapshot_GoesOnAtItsEpochAsARunOfItsOwn()
    {
        _line.Train("a", "--epochs", "6");
        Outcome outcome = From("~/a@2", "--epochs", "6", "--json");
        Assert.Equal(ExitCode.Done, outcome.ExitCode);
        Run a = Run.Open(_line["a"]), b = Run.Open(_line["b"]);
        Assert.Equal([2, 4, 6], b.SnapshotEpochs);
        Assert.Equal(a.Read(6).Parameters.Values, b.Read(6).Parameters.Values);
        Assert.Equal(2, outcome.Json.GetProperty("start").GetProperty("epoch").GetInt32());
        Assert.Equal(b.Configuration.Given!.Parameters, outcome.Json.GetProperty("start").GetProperty("parameters").GetString());

        // No path is part of it: the same start by another name is the same run, which is over.
        Assert.DoesNotContain("a@2", File.ReadAllText(Path.Combine(_line["b"], "run.json")));
        Assert.Equal("already-complete", From("~/a/snapshots/epoch-00002.safetensors", "--epochs", "6", "--json").Json.GetProperty("outcome").GetString());
        outcome = From("~/a@4", "--epochs", "6");
        Assert.Equal(ExitCode.Unusable, outcome.ExitCode);
        Assert.Contains("start is epoch 2 (parameters ", outcome.Messages);
    }

    [Fact]
    public void Train_FromAnotherToolsFile_SaysWhatItAssumes()
    {
        var file = new Safetensors(new Dictionary<string, string>(), [
            Tensor.FromFloats("in.weight", [2, 6], [.. Enumerable.Range(0, 12).Select(static i => i / 20f)]),
            Tensor.FromFloats("out.weight", [3, 2], new float[6]),
        ]);
        AtomicFile.Write(_line["theirs.safetensors"], file.ToBytes());
        Outcome outcome = From("~/theirs.safetensors", "--epochs", "1", "--activation", "relu");
        Assert.Equal(ExitCode.Done, outcome.ExitCode);
        Assert.Contains("does not state its network", outcome.Messages);
        var run = Run.Open(_line["b"]);
        Assert.Equal((0, Activation.Relu), (run.Configuration.FirstEpoch, run.Configuration.Network.Layers[0].Activation));
        Assert.Equal(1 / 20f, run.Read(0).Parameters["hidden.W"][2]);
    }

    [Theory]
    [InlineData("--hidden asks for 4, but the network of", "--hidden", "4")]
    [InlineData("--activation asks for relu, but", "--activation", "relu")]
    [InlineData("--output-init says how a start is drawn", "--output-init", "zero")]
    [InlineData("--hidden-seed says how a start is drawn", "--hidden-seed", "1234")]
    [InlineData("--output-seed says how a start is drawn", "--output-seed", "7")]
    [InlineData("Ask for more than 4 epochs", "--epochs", "3")]
    [InlineData("takes 6 numbers an example", "--data", "digits")]
    public void Train_FromASnapshotButOtherwise_IsAClearError(string words, string option, string value)
    {
        _line.Train("a");
        Outcome outcome = From("~/a", option, value);
        Assert.Equal(ExitCode.Unusable, outcome.ExitCode);
        Assert.Contains(words, outcome.Messages);
        Assert.False(Directory.Exists(_line["b"]));
    }

    [Fact]
    public void Train_FromASnapshot_TakesOptionsThatAgreeAndNeedsAFolder()
    {
        _line.Train("a");
        Assert.Equal(ExitCode.Done, From("~/a", "--hidden", "3", "--activation", "tanh", "--epochs", "5").ExitCode);
        Assert.Contains("name it (--out DIR)", _line.Run("train", "--from", "~/a").Messages);
        Assert.Contains("--from", _line.Run("train", "--layers", "a,b").Messages);
        Assert.Contains("There is no file or run", From("~/nothing").Messages);
    }

    [Fact]
    public void Train_WithAMinimiser_RecordsItAndContinuesIt()
    {
        string[] adam = ["--minimiser", "adam", "--beta1", "0.8", "--decay", "decoupled", "--warm-up", "2"];
        Assert.Equal(ExitCode.Done, _line.Train("run", adam).ExitCode);
        Assert.Equal(new Adam(0.8, DecoupledDecay: true), Run.Open(_line["run"]).Configuration.Descent.Minimiser);
        Assert.Equal(new RateSchedule(2, null), Run.Open(_line["run"]).Configuration.Descent.Schedule);
        Assert.Contains("The run goes on after epoch 4", _line.Train("run", [.. adam, "--epochs", "5"]).Messages);
        Assert.Contains("minimiser is adam with betas 0.8", _line.Train("run").Messages);
    }

    [Fact]
    public void Train_OnAugmentedData_RecordsItAndContinuesIt()
    {
        Outcome outcome = _line.Train("run", "--blur", "1", "--rotate", "-10,10,2.5", "--augment-seed", "9", "--json");
        JsonElement augmentation = outcome.Json.GetProperty("data").GetProperty("augmentation");
        Assert.Equal("""{"blur":1,"rotate":[-10,10,2.5],"seed":9}""", string.Concat(augmentation.GetRawText().Where(static c => !char.IsWhiteSpace(c))));
        Assert.Contains("augmented (blur 1, rotate -10,10,2.5, seed 9) to 80 training examples", outcome.Messages);
        Assert.Equal("blur 1, rotate -10,10,2.5, seed 9", Run.Open(_line["run"]).Configuration.Augmentation!.ToString());

        outcome = _line.Train("run", "--blur", "1", "--rotate", "-10,10,2.5", "--augment-seed", "9", "--data", "auto", "--epochs", "5");
        Assert.Contains("The run goes on after epoch 4", outcome.Messages);
        Assert.Contains("augmentation is blur 1, rotate -10,10,2.5, seed 9 in the folder but none was asked for", _line.Train("run").Messages);
    }

    [Theory]
    [InlineData("--blur is '0'; expected is a number above 0 and up to 100", "--blur", "0")]
    [InlineData("--blur is 'NaN'", "--blur", "NaN")]
    [InlineData("--rotate is '5,x'; expected is numbers from -360 to 360, separated by commas", "--rotate", "5,x")]
    [InlineData("--rotate is '361'", "--rotate", "361")]
    [InlineData("ask for --blur or --rotate too", "--augment-seed", "1")]
    [InlineData("--nesterov is an option of --minimiser momentum", "--nesterov", "--quiet")]
    [InlineData("--beta1 is an option of --minimiser adam", "--beta1", "0.8")]
    [InlineData("--decay is an option of --minimiser momentum or adam", "--decay", "decoupled")]
    [InlineData("the cosine schedule ends with epoch 4", "--schedule=cosine", "--warm-up=5")]
    [InlineData("The momentum is 1; it must be from 0 to below 1", "--minimiser=momentum", "--momentum=1")]
    [InlineData("--patience is '0'; expected is a whole number from 1 to", "--patience", "0")]
    public void Train_WithValuesThatCannotBe_IsAClearError(string words, string option, string value)
    {
        Outcome outcome = _line.Train("run", option, value);
        Assert.Equal(ExitCode.Unusable, outcome.ExitCode);
        Assert.Contains(words, outcome.Messages);
        Assert.False(Directory.Exists(_line["run"]));
    }

    [Fact]
    public void Train_WithPatience_TellsTheBestEpochAndThatItStopped()
    {
        Outcome outcome = _line.Train("run", "--patience", "10", "--epochs", "400", "--json");
        Assert.Equal(ExitCode.Done, outcome.ExitCode);
        Assert.Equal("stopped-early", outcome.Json.GetProperty("outcome").GetString());
        JsonElement best = outcome.Json.GetProperty("best");
        var run = Run.Open(_line["run"]);
        Assert.Equal(
            (run.Best!.Epoch, run.Best.ValidationErrors, run.Best.TestErrors),
            (best.GetProperty("epoch").GetInt32(), best.GetProperty("valid_errors").GetInt32(), best.GetProperty("test_errors").GetInt32()));
        Assert.Equal(run.Best.Epoch, SnapshotName.Read(_line["run"] + "@best").Epoch);
        outcome = _line.Train("run", "--patience", "10", "--epochs", "400");
        Assert.Equal(ExitCode.Done, outcome.ExitCode);
        Assert.Contains($"first after epoch {run.Best.Epoch}; test errors there: {run.Best.TestErrors}", outcome.Results);
        Assert.Contains("stopped early", outcome.Results);
    }

    [Fact]
    public void Train_WithPatienceButNoNumber_TakesTheTutorials()
    {
        Assert.Equal(ExitCode.Done, _line.Run(
            "train", "--out", "~/run", "--data", "~/tiny", "--hidden", "3", "--batch-size", "2", "--epochs", "3", "--patience", "--threads", "1").ExitCode);
        Assert.Equal(10_000, Run.Open(_line["run"]).Stopping!.Patience);
        Assert.Null(Run.Open(_line["run"]).Metrics[0].TrainCost);
    }

    /// <summary>Trains into <c>~/b</c> from a snapshot.</summary>
    private Outcome From(string snapshot, params string[] more)
    {
        string[] usual = ["--data", "~/tiny", "--batch-size", "2", "--epochs", "4", "--save-every", "2", "--threads", "1"];
        IEnumerable<string> kept = usual.Chunk(2).Where(option => !more.Contains(option[0])).SelectMany(static option => option);
        return _line.Run(["train", "--out", "~/b", "--from", snapshot, .. kept, .. more]);
    }
}
