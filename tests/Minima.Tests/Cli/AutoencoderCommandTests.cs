using System.Text.Json;
using Minima.Cli;
using Minima.Networks;
using Minima.Trajectories;

namespace Minima.Tests.Cli;

/// <summary>What the commands do with autoencoders, and what they say where a figure rests on classes.</summary>
public sealed class AutoencoderCommandTests : IDisposable
{
    private readonly CommandLine _line = new();

    public AutoencoderCommandTests()
    {
        Assert.Equal(ExitCode.Done, Train("a").ExitCode);
        Assert.Equal(ExitCode.Done, Train("b", "--hidden-seed", "7", "--corruption", "0.3").ExitCode);
    }

    public void Dispose() => _line.Dispose();

    [Fact]
    public void Train_OfAnAutoencoder_HasCostsAndNoErrors()
    {
        var run = Run.Open(_line["b"]);
        Assert.Equal(0.3, run.Configuration.Descent.Corruption!.Level);
        JsonElement json = Train("b", "--hidden-seed", "7", "--corruption", "0.3", "--json").Json;
        Assert.Equal(JsonValueKind.Null, json.GetProperty("valid_errors").ValueKind);
        Assert.Equal(run.Metrics[^1].Reconstruction!.Test, json.GetProperty("reconstruction").GetProperty("test_cost").GetDouble());
        Assert.Equal("already-complete", json.GetProperty("outcome").GetString());
        Assert.StartsWith("epoch,train_cost,valid_cost,test_cost,seconds\n0,,", File.ReadAllText(_line["b/metrics.csv"]));
    }

    [Fact]
    public void Train_OfTheStack_LeavesARunForEachLayer()
    {
        Outcome outcome = _line.Run(
            "train", "--network", "sda", "--data", "~/tiny", "--hidden", "4,3", "--corruption", "0.2", "--pretrain-epochs", "2", "--epochs", "2", "--threads", "1",
            "--out", "~/sda", "--json");
        Assert.Equal(ExitCode.Done, outcome.ExitCode);
        Assert.Equal(2, outcome.Json.GetProperty("epoch").GetInt32());
        var run = Run.Open(_line["sda"]);
        Assert.Equal((1, 0.1, 0.0, 100), (run.Configuration.Descent.BatchSize, run.Configuration.Descent.LearningRate, run.Configuration.Descent.L2, run.Stopping!.Patience));
        Assert.Equal([0.2, 0.2], run.Configuration.Pretraining!.Corruption);
        Assert.True(Run.Open(_line["sda/pretrain/layer-2"]).IsComplete);
        double cost = _line.Run("test", "~/sda/pretrain/layer-2", "--json").Json.GetProperty("cost").GetDouble();
        Assert.Equal(Run.Open(_line["sda/pretrain/layer-2"]).Metrics[^1].Reconstruction!.Test, cost);
        Assert.Equal(ExitCode.Done, _line.Run("distance", "~/sda").ExitCode);
        Assert.Equal(ExitCode.Done, _line.Run("test", "~/sda").ExitCode);
    }

    [Fact]
    public void Test_OfAnAutoencoder_GivesItsCostAndFigures()
    {
        _line.AddDigits("digits", 20, 10);
        string[] train = ["train", "--network", "da", "--data", "~/digits", "--hidden", "12", "--batch-size", "5", "--epochs", "1", "--corruption", "0.3", "--threads", "1", "--out", "~/d"];
        Assert.Equal(ExitCode.Done, _line.Run(train).ExitCode);
        Outcome outcome = _line.Run("test", "~/d", "--json", "--figure", "~/back.svg", "--filters", "~/filters.svg", "--csv", "~/costs.csv");
        Assert.Equal(ExitCode.Done, outcome.ExitCode);
        Assert.Equal(Run.Open(_line["d"]).Metrics[^1].Reconstruction!.Test, outcome.Json.GetProperty("cost").GetDouble());
        Assert.Equal(11, File.ReadAllLines(_line["costs.csv"]).Length);
        Assert.Equal(13, File.ReadAllLines(_line["filters.csv"]).Length);
        Assert.Contains("30 % out", File.ReadAllText(_line["back.svg"]));
        JsonElement all = _line.Run("test", "~/d", "--all", "--json").Json;
        Assert.Equal(2, all.GetProperty("rows").GetArrayLength());
    }

    [Fact]
    public void AlignAndPath_OfAutoencoders_CompareThem()
    {
        JsonElement aligned = _line.Run("align", "~/a", "~/b", "--json").Json;
        Assert.True(aligned.GetProperty("reconstruction").GetProperty("max_difference").GetDouble() <= 1e-5);
        Assert.Equal(JsonValueKind.Null, aligned.GetProperty("differ").ValueKind);
        JsonElement path = _line.Run("path", "~/a", "~/b", "--json").Json;
        Assert.Equal(25, path.GetProperty("aligned").GetProperty("points").GetArrayLength());
        Assert.True(path.GetProperty("raw").GetProperty("barrier").GetProperty("train").GetProperty("cost").GetDouble() >= 0);
        Assert.Equal(ExitCode.Done, _line.Run("align", "~/a", "~/b").ExitCode);
        Assert.Equal(ExitCode.Done, _line.Run("path", "~/a", "~/b").ExitCode);
        Assert.Equal(ExitCode.Done, _line.Run("distance", "~/a", "~/b").ExitCode);
        Assert.Equal(ExitCode.Done, _line.Run("inspect", "~/a@last").ExitCode);
    }

    [Fact]
    public void Trajectory_OfAutoencoders_HasEachSnapshotsOwnCost()
    {
        JsonElement json = _line.Run("trajectory", "~/a", "~/b", "--json").Json;
        foreach (string name in new[] { "raw", "aligned" })
        {
            JsonElement[] points = [.. json.GetProperty("planes").GetProperty(name).GetProperty("points").EnumerateArray()];
            Assert.Equal([0, 1, 2, 3, 0, 1, 2, 3], points.Select(static point => point.GetProperty("epoch").GetInt32()));
            foreach (JsonElement point in points)
            {
                string snapshot = $"{point.GetProperty("run").GetString()}@{point.GetProperty("epoch").GetInt32()}";
                foreach (string set in new[] { "train", "test" })
                {
                    double cost = _line.Run("test", snapshot, "--set", set, "--json").Json.GetProperty("cost").GetDouble();
                    Assert.Equal(cost, point.GetProperty($"{set}_cost").GetDouble());
                    if (point.GetProperty("off_plane").GetDouble() <= 1e-6)
                        Assert.Equal(cost, point.GetProperty($"foot_{set}_cost").GetDouble(), 4);
                }
            }
        }

        string text = _line.Run("trajectory", "~/a", "~/b").Results;
        Assert.Contains("train cost", text);
        Assert.DoesNotContain("loss", text);
    }

    [Fact]
    public void Trajectory_OfAnAutoencoderWithASurface_IsRefused()
    {
        Outcome outcome = _line.Run("trajectory", "~/a", "~/b", "--surface");
        Assert.Equal(ExitCode.Unusable, outcome.ExitCode);
        Assert.Contains("Leave out --surface", outcome.Messages);
    }

    [Fact]
    public void Fleet_OfAutoencoders_IsRefusedBeforeItTrains()
    {
        Outcome outcome = _line.Run("fleet", "~/fleet", "--vary", "corruption=0,0.3", "--network", "da", "--data", "~/tiny", "--hidden", "4", "--batch-size", "2", "--epochs", "1");
        Assert.Equal(ExitCode.Unusable, outcome.ExitCode);
        Assert.Contains("minima matrix", outcome.Messages);
        Assert.False(Directory.Exists(_line["fleet"]));
    }

    [Theory]
    [InlineData("compare ~/a ~/b")]
    [InlineData("report ~/a --out ~/r.html")]
    [InlineData("surface ~/a")]
    [InlineData("connect ~/a ~/b")]
    [InlineData("curvature ~/a")]
    [InlineData("polish ~/a --out ~/p.safetensors")]
    public void Commands_ThatNeedClasses_SaySoOfAnAutoencoder(string line)
    {
        Outcome outcome = _line.Run(line.Split(' '));
        Assert.Equal(ExitCode.Unusable, outcome.ExitCode);
        Assert.Contains("tells no classes apart", outcome.Messages);
    }

    [Fact]
    public void Convert_OfAnAutoencoder_ReadsBack()
    {
        foreach (string file in new[] { "~/a.npz", "~/torch.safetensors" })
        {
            string[] more = file.Contains("torch") ? ["--layout", "torch"] : [];
            Outcome outcome = _line.Run(["convert", "~/a@last", file, .. more]);
            Assert.True(outcome.ExitCode == ExitCode.Done, outcome.Messages);
            Snapshot read = Snapshot.Read(_line[file[2..]]);
            Assert.Equal(Run.Open(_line["a"]).ReadLast().Parameters.Values, read.Parameters.Values);
            Assert.True(read.Network.IsAutoencoder);
        }
    }

    [Theory]
    [InlineData("--network da --hidden 4,3", "with one")]
    [InlineData("--network da --patience 5", "--patience has no meaning")]
    [InlineData("--corruption 0.1", "--corruption has no meaning for --network mlp")]
    [InlineData("--network sda --activation tanh", "are sigmoid")]
    [InlineData("--network sda --corruption 0.1,0.2", "2 numbers for 3 hidden layers")]
    [InlineData("--network sda --hidden 5,4", "say how much")]
    [InlineData("--network da --batch-size 2 --l2 0.1", "both must be 0")]
    [InlineData("--network da --batch-size 2 --minimiser adam", "plain gradient descent")]
    public void Train_WhatAutoencodersDoNotHave_IsRefused(string options, string because)
    {
        Outcome outcome = _line.Run(["train", "--data", "~/tiny", "--out", "~/none", .. options.Split(' ')]);
        Assert.Equal(ExitCode.Unusable, outcome.ExitCode);
        Assert.Contains(because, outcome.Messages);
        Assert.False(Directory.Exists(_line["none"]));
    }

    private Outcome Train(string name, params string[] more) => _line.Run(
        ["train", "--network", "da", "--data", "~/tiny", "--hidden", "4", "--batch-size", "2", "--epochs", "3", "--save-every", "1", "--threads", "1", "--out", "~/" + name, .. more]);
}
