using System.Text.Json;
using Minima.Cli;
using Minima.Geometry;
using Minima.Networks;
using Minima.Trajectories;

namespace Minima.Tests.Cli;

public sealed class TrajectoryCommandTests : IDisposable
{
    private readonly CommandLine _line = new();

    public TrajectoryCommandTests()
    {
        _line.Train("zero");
        _line.Train("rand", "--output-init", "random", "--hidden-seed", "3421");
    }

    public void Dispose() => _line.Dispose();

    [Fact]
    public void Trajectory_OfTwoRuns_HasEachSnapshotsOwnLoss()
    {
        Outcome outcome = _line.Run("trajectory", "~/zero", "~/rand", "--json");
        Assert.True(outcome.ExitCode == ExitCode.Done, outcome.Messages);
        foreach (string name in new[] { "raw", "aligned" })
        {
            JsonElement plane = outcome.Json.GetProperty("planes").GetProperty(name);
            JsonElement[] points = [.. plane.GetProperty("points").EnumerateArray()];
            Assert.Equal([0, 2, 4, 0, 2, 4], points.Select(static point => point.GetProperty("epoch").GetInt32()));
            Assert.Equal(1, plane.GetProperty("explained").EnumerateArray().Sum(static share => share.GetDouble()), 9);
            foreach (JsonElement point in points)
            {
                string snapshot = $"{point.GetProperty("run").GetString()}@{point.GetProperty("epoch").GetInt32()}";
                double loss = _line.Run("test", snapshot, "--set", "train", "--json").Json.GetProperty("loss").GetDouble();
                Assert.Equal(loss, point.GetProperty("train_loss").GetDouble());
                if (point.GetProperty("off_plane").GetDouble() <= 1e-6)
                    Assert.Equal(loss, point.GetProperty("foot_train_loss").GetDouble(), 5);
            }

            // Of centred points, what lies off the plane is what its components do not explain.
            double off = points.Sum(static point => Math.Pow(point.GetProperty("off_plane").GetDouble(), 2));
            double along = points.Sum(static point => Math.Pow(point.GetProperty("x").GetDouble(), 2) + Math.Pow(point.GetProperty("y").GetDouble(), 2));
            double explained = plane.GetProperty("explained")[0].GetDouble() + plane.GetProperty("explained")[1].GetDouble();
            Assert.Equal(explained, along / (along + off), 5);
        }

        Assert.Equal(2, outcome.Json.GetProperty("controls").GetArrayLength());
    }

    [Fact]
    public void Trajectory_OfARunAndItsCopy_MeetWhereAligned()
    {
        Run run = Run.Open(_line["zero"]);
        Symmetry symmetry = Aligner.Random(run.Configuration.Network, new Minima.Numerics.RandomState(3));
        Directory.CreateDirectory(_line["copy/snapshots"]);
        foreach (string file in new[] { "run.json", "metrics.csv" })
            File.Copy(_line["zero/" + file], _line["copy/" + file]);
        foreach (int epoch in run.SnapshotEpochs)
        {
            Snapshot snapshot = run.Read(epoch);
            new Snapshot(snapshot.Network, symmetry.Apply(snapshot.Parameters), epoch, snapshot.Run).Write(_line[$"copy/snapshots/epoch-{epoch:00000}.safetensors"]);
        }

        JsonElement aligned = _line.Run("trajectory", "~/zero", "~/copy", "--json").Json.GetProperty("planes").GetProperty("aligned");
        JsonElement[] points = [.. aligned.GetProperty("points").EnumerateArray()];
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(points[i].GetProperty("x").GetDouble(), points[i + 3].GetProperty("x").GetDouble(), 5);
            Assert.Equal(points[i].GetProperty("y").GetDouble(), points[i + 3].GetProperty("y").GetDouble(), 5);
        }
    }

    [Fact]
    public void Trajectory_WithFigures_DrawsThem()
    {
        Assert.Equal(ExitCode.Done, _line.Run("trajectory", "~/zero", "~/rand", "--figure", "~/ways.svg", "--csv", "~/all.csv").ExitCode);
        Assert.Contains("of the variance", File.ReadAllText(_line["ways.svg"]));
        Assert.Equal(1 + 12, File.ReadAllLines(_line["all.csv"]).Length);
        Outcome outcome = _line.Run("trajectory", "~/zero", "--surface", "--points", "6", "--figure", "~/map.svg");
        Assert.True(outcome.ExitCode == ExitCode.Done, outcome.Messages);
        Assert.Contains("training loss (nats),grid,", File.ReadAllText(_line["map.csv"]));
        Assert.Contains("control: random steps", outcome.Results);
    }

    [Fact]
    public void Trajectory_ThatHasNoMeaning_IsRefusedWithASentence()
    {
        _line.Train("short", "--epochs", "1");
        _line.Train("wide", "--hidden", "4");
        AssertRefused("at least three", "trajectory", "~/short");
        AssertRefused("other layers", "trajectory", "~/zero", "~/wide");
    }

    private void AssertRefused(string sentence, params string[] args)
    {
        Outcome outcome = _line.Run(args);
        Assert.Equal(ExitCode.Unusable, outcome.ExitCode);
        Assert.Contains(sentence, outcome.Messages);
    }
}
