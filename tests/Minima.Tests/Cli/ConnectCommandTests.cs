using System.Text.Json;
using Minima.Cli;

namespace Minima.Tests.Cli;

public sealed class ConnectCommandTests : IDisposable
{
    private readonly CommandLine _line = new();

    public ConnectCommandTests()
    {
        _line.Train("zero");
        _line.Train("rand", "--output-init", "random", "--hidden-seed", "3421");
    }

    public void Dispose() => _line.Dispose();

    [Fact]
    public void Connect_OfTwoRuns_HasAllWaysFromEndToEnd()
    {
        Outcome outcome = _line.Run("connect", "~/zero", "~/rand", "--epochs", "2", "--batch-size", "5", "--figure", "~/connect.svg", "--csv", "~/all.csv", "--json");
        Assert.True(outcome.ExitCode == ExitCode.Done, outcome.Messages);
        JsonElement ways = outcome.Json.GetProperty("ways");
        Assert.Equal(["straight", "aligned", "curve", "aligned_curve", "copy", "copy_curve"], ways.EnumerateObject().Select(static way => way.Name));
        double a = Loss("~/zero"), b = Loss("~/rand");
        foreach (JsonProperty way in ways.EnumerateObject())
        {
            JsonElement[] points = [.. way.Value.GetProperty("points").EnumerateArray()];
            Assert.Equal(61, points.Length);
            Assert.Equal(a, points[0].GetProperty("train_loss").GetDouble(), 6);
            Assert.Equal(way.Name.StartsWith("copy", StringComparison.Ordinal) ? a : b, points[60].GetProperty("train_loss").GetDouble(), 5);
            double top = points.Max(static point => point.GetProperty("train_cost").GetDouble());
            Assert.Equal(top, way.Value.GetProperty("highest_train_cost").GetDouble());
            double higher = Math.Max(points[0].GetProperty("train_cost").GetDouble(), points[60].GetProperty("train_cost").GetDouble());
            Assert.Equal((top / higher) - 1, way.Value.GetProperty("excess").GetDouble(), 9);
        }

        Assert.True(ways.GetProperty("curve").GetProperty("length").GetDouble() >= ways.GetProperty("straight").GetProperty("length").GetDouble() - 1e-6);
        Assert.Contains("no evidence that they are the same", outcome.Json.GetProperty("sentence").GetString());
        Assert.Contains("<svg", File.ReadAllText(_line["connect.svg"]));
        Assert.Equal(1 + (6 * 61), File.ReadAllLines(_line["all.csv"]).Length);
    }

    [Fact]
    public void Connect_ThatHasNoMeaning_IsRefusedWithASentence()
    {
        _line.Train("wide", "--hidden", "4");
        AssertRefused("other layers", "connect", "~/zero", "~/wide");
        AssertRefused("fewer than a batch", "connect", "~/zero", "~/rand");
    }

    private double Loss(string name) => _line.Run("test", name, "--set", "train", "--json").Json.GetProperty("loss").GetDouble();

    private void AssertRefused(string sentence, params string[] args)
    {
        Outcome outcome = _line.Run(args);
        Assert.Equal(ExitCode.Unusable, outcome.ExitCode);
        Assert.Contains(sentence, outcome.Messages);
    }
}
