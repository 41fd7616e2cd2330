using System.Text.Json;
using Minima.Cli;
using Minima.Kernels;
using Minima.Trajectories;

namespace Minima.Tests.Cli;

public sealed class TrainCommandTests : IDisposable
{
    private readonly CommandLine _line = new();

    public void Dispose() => _line.Dispose();

    [Fact]
    public void Train_OnAFolder_MakesARunAndSaysWhatItCameTo()
    {
        Outcome outcome = _line.Train("run");
        Assert.Equal(ExitCode.Done, outcome.ExitCode);
        Assert.StartsWith("data: a data set", outcome.Messages);
        Assert.Contains("epoch 4 of 4, errors ", outcome.Messages);
        Assert.Contains("validation", outcome.Results);
        Assert.Contains("is complete (4 epochs)", outcome.Results);
        var run = Run.Open(_line["run"]);
        Assert.Equal([0, 2, 4], run.SnapshotEpochs);
        Assert.True(run.IsComplete);
    }

    [Fact]
    public void Train_AsJson_PrintsOneDocument()
    {
        Outcome outcome = _line.Train("run", "--json");
        JsonElement json = outcome.Json;
        var run = Run.Open(_line["run"]);
        Assert.Equal(_line["run"], json.GetProperty("run").GetString());
        Assert.Equal(4, json.GetProperty("epoch").GetInt32());
        Assert.Equal(run.Metrics[4].ValidationErrors, json.GetProperty("valid_errors").GetInt32());
        Assert.Equal(run.Metrics[4].TestErrors, json.GetProperty("test_errors").GetInt32());
        Assert.Equal(run.Metrics.Sum(static row => row.Seconds), json.GetProperty("seconds").GetDouble());
        Assert.Equal("completed", json.GetProperty("outcome").GetString());
        Assert.Equal(run.Configuration.DataFingerprint, json.GetProperty("data").GetProperty("fingerprint").GetString());
        Assert.Equal(_line.Data, json.GetProperty("data").GetProperty("name").GetString());
        Assert.StartsWith("a data set", json.GetProperty("data").GetProperty("description").GetString());
        Assert.Equal("already-complete", _line.Train("run", "--json").Json.GetProperty("outcome").GetString());
    }

    [Fact]
    public void Train_Quietly_SaysNothingBesideTheResult()
    {
        Outcome outcome = _line.Train("run", "--quiet");
        Assert.Empty(outcome.Messages);
        Assert.Contains("test", outcome.Results);
    }

    [Fact]
    public void Train_WithMoreEpochs_GoesOn()
    {
        _line.Train("run");
        Outcome outcome = _line.Train("run", "--epochs", "6");
        Assert.Contains("The run goes on after epoch 4.", outcome.Messages);
        Assert.Equal(6, Run.Open(_line["run"]).Metrics[^1].Epoch);
    }

    [Fact]
    public void Train_OfAnotherConfiguration_NamesEveryDifferenceAndChangesNothing()
    {
        _line.Train("run");
        Outcome outcome = _line.Train("run", "--batch-size", "5", "--l2", "0.1");
        Assert.Equal(ExitCode.Unusable, outcome.ExitCode);
        Assert.Contains("batch_size is 2 in the folder but 5 was asked for", outcome.Messages);
        Assert.Contains("l2 is 0.0001 in the folder but 0.1 was asked for", outcome.Messages);
        Assert.Contains("--force", outcome.Messages);
        Assert.Equal([0, 2, 4], Run.Open(_line["run"]).SnapshotEpochs);

        outcome = _line.Train("run", "--batch-size", "5", "--epochs", "1", "--force");
        Assert.Equal(ExitCode.Done, outcome.ExitCode);
        Assert.Equal([0, 1], Run.Open(_line["run"]).SnapshotEpochs);
    }

    [Fact]
    public void Train_WithDataAuto_GoesOnWithTheDataOfTheRun()
    {
        _line.Train("run");
        Outcome outcome = _line.Train("run", "--data", "auto");
        Assert.Equal(ExitCode.Done, outcome.ExitCode);
        Assert.Contains("was complete already", outcome.Results);
    }

    [Fact]
    public void Train_ThatDropsExamples_SaysSo() => Assert.Contains(
        "An epoch uses 8 of the 10 training examples: the last 2",
        _line.Train("run", "--batch-size", "4").Messages);

    [Fact]
    public void Train_Verbosely_NamesDataKernelsAndThreads()
    {
        string messages = _line.Train("run", "--verbose").Messages;
        Assert.Contains($"data fingerprint: {Run.Open(_line["run"]).Configuration.DataFingerprint}\n", messages);
        Assert.Contains($"kernels: {KernelChoice.Current.Name}\n", messages);
        Assert.Contains("threads: 1\n", messages);
    }

    [Fact]
    public void Train_Quietly_StillWarns()
    {
        Assert.StartsWith("warning: An epoch uses 8 of the 10", _line.Train("run", "--batch-size", "4", "--quiet").Messages);
        File.Delete(Path.Combine(_line["run"], "snapshots", "epoch-00002.safetensors"));
        Assert.Contains("warning: The run goes back from epoch 4 to 0", _line.Train("run", "--batch-size", "4", "--quiet").Messages);
    }

    [Fact]
    public void Train_ThatDiverges_KeepsTheRunAndFails()
    {
        Outcome outcome = _line.Train("run", "--learning-rate", "1e30", "--json");
        Assert.Equal(ExitCode.Failed, outcome.ExitCode);
        Assert.Contains("diverged: the cost of epoch", outcome.Messages);
        Assert.Equal("diverged", outcome.Json.GetProperty("outcome").GetString());
        Assert.True(Run.Open(_line["run"]).HasDiverged);
        Assert.Equal(ExitCode.Failed, _line.Train("run", "--learning-rate", "1e30").ExitCode);
    }

    [Fact]
    public void Train_OfSeveralLayers_NamesThem()
    {
        Outcome outcome = _line.Train(
            "run", "--hidden", "4,3", "--activation", "relu", "--epochs", "3", "--save-every", "0", "--save-at", "1,2",
            "--order", "shuffled", "--order-seed", "5", "--output-init", "random");
        Assert.Equal(ExitCode.Done, outcome.ExitCode);
        var run = Run.Open(_line["run"]);
        Assert.Equal([0, 1, 2, 3], run.SnapshotEpochs);
        Assert.Equal(["hidden1", "hidden2", "output"], run.Configuration.Network.Layers.Select(static layer => layer.Name));
    }

    [Fact]
    public void Train_WithATruncatedSnapshot_SaysWhichAndWhatToDo()
    {
        _line.Train("run");
        string last = Path.Combine(_line["run"], "snapshots", "epoch-00004.safetensors");
        File.WriteAllBytes(last, File.ReadAllBytes(last)[..50]);
        Outcome outcome = _line.Train("run");
        Assert.Equal(ExitCode.Unusable, outcome.ExitCode);
        Assert.Contains("epoch-00004.safetensors", outcome.Messages);
        Assert.Contains("delete it, and it is computed again", outcome.Messages);
        File.Delete(last);
        outcome = _line.Train("run");
        Assert.Equal(ExitCode.Done, outcome.ExitCode);
        Assert.Contains("The run goes on after epoch 2.", outcome.Messages);
    }

    [Fact]
    public void Train_WhereNobodyMayWrite_SaysSo()
    {
        // Nobody may make folders in /proc, not even root.
        Assert.SkipUnless(OperatingSystem.IsLinux(), "There is /proc on Linux only.");
        Outcome outcome = _line.Run("train", "--data", "~/tiny", "--batch-size", "2", "--epochs", "1", "--out", "/proc/minima/run");
        Assert.InRange(outcome.ExitCode, ExitCode.Failed, ExitCode.Unusable);
        Assert.Contains("/proc/minima", outcome.Messages);
        Assert.DoesNotContain("defect", outcome.Messages);
    }
}
