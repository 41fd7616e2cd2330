using System.Text.Json;
using Minima.Cli;
using Minima.Trajectories;

namespace Minima.Tests.Cli;

public sealed class CurvatureCommandTests : IDisposable
{
    private readonly CommandLine _line = new();

    public CurvatureCommandTests() => _line.Train("zero");

    public void Dispose() => _line.Dispose();

    [Fact]
    public void Curvature_OfASnapshot_SaysOfWhatAndOnWhat()
    {
        JsonElement cost = _line.Run("curvature", "~/zero@4", "--json").Json, loss = _line.Run("curvature", "~/zero@4", "--of", "loss", "--json").Json;
        Assert.Equal(("cost", "loss"), (cost.GetProperty("of").GetString(), loss.GetProperty("of").GetString()));
        Assert.Equal("train", cost.GetProperty("set").GetString());
        Assert.Equal(10, cost.GetProperty("examples").GetInt32());
        Assert.Equal(1e-4, cost.GetProperty("l2").GetDouble());
        Assert.Equal("tiny", Path.GetFileName(cost.GetProperty("data").GetProperty("name").GetString()));
        Assert.Equal(2e-4, cost.GetProperty("known").GetProperty("penalty").GetDouble());
        Assert.Equal(0, loss.GetProperty("known").GetProperty("penalty").GetDouble());
        Assert.Equal(cost.GetProperty("loss").GetDouble(), loss.GetProperty("loss").GetDouble());

        // The penalty adds between 0 and 2 l2 to each eigenvalue (Weyl).
        for (int i = 0; i < 10; i++)
        {
            double added = Value(cost, i) - Value(loss, i);
            Assert.True(added >= -1e-9 && added <= 2e-4 + 1e-9, $"{i}: {added}");
        }

        Assert.True(Value(cost, 0) - Value(loss, 0) > 1e-5);
        double Value(JsonElement json, int i) => json.GetProperty("largest")[i].GetProperty("value").GetDouble();
        Assert.True(cost.GetProperty("largest")[0].GetProperty("residual").GetDouble() <= 1e-10);
    }

    [Fact]
    public void Curvature_OneMoreEpoch_IsTheDistanceThatTheRunGoes()
    {
        _line.Train("more", "--epochs", "5", "--save-every", "1");
        JsonElement json = _line.Run("curvature", "~/zero@4", "--json").Json;
        JsonElement distance = _line.Run("distance", "~/more@5", "~/zero@4", "--json").Json;
        Assert.Equal(distance.GetProperty("total").GetProperty("l2").GetDouble(), json.GetProperty("one_more_epoch").GetProperty("distance").GetDouble());
        Assert.Equal(JsonValueKind.Null, _line.Run("curvature", "~/zero@4", "--no-movement", "--json").Json.GetProperty("one_more_epoch").ValueKind);
    }

    [Fact]
    public void Curvature_AlongARun_HasARowForEachSnapshot()
    {
        Outcome outcome = _line.Run("curvature", "~/zero", "--all", "--steps", "4", "--csv", "~/rows.csv", "--figure", "~/way.svg");
        Assert.True(outcome.ExitCode == ExitCode.Done, outcome.Messages);
        Assert.Contains("2 / learning rate is 200", outcome.Results);
        string[] rows = File.ReadAllLines(_line["rows.csv"]);
        Assert.StartsWith("of,epoch,loss,cost,gradient_norm,epoch_moves,trace,trace_se,gradient_share,largest_1,largest_1_residual", rows[0], StringComparison.Ordinal);
        Assert.Equal(["0", "2", "4"], rows.Skip(1).Select(static row => row.Split(',')[1]));
        Assert.Contains("<svg", File.ReadAllText(_line["way.svg"]));
        JsonElement json = _line.Run("curvature", "~/zero", "--all", "--every", "4", "--steps", "4", "--json").Json;
        Assert.Equal(2, json.GetProperty("rows").GetArrayLength());
    }

    [Fact]
    public void Curvature_OfSomeExamples_DrawsItsSpectrum()
    {
        Outcome outcome = _line.Run("curvature", "~/zero", "--examples", "6", "--figure", "~/spectrum.svg", "--precision", "double");
        Assert.True(outcome.ExitCode == ExitCode.Done, outcome.Messages);
        Assert.Contains("Curvature of the cost at", outcome.Results);
        Assert.Contains("on 6 training examples", outcome.Results);
        Assert.Contains("going to the point", outcome.Messages);
        Assert.Contains("<svg", File.ReadAllText(_line["spectrum.svg"]));
        Assert.StartsWith("chart,series,x,y", File.ReadAllText(_line["spectrum.csv"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Curvature_ThatHasNoMeaning_IsRefusedWithASentence()
    {
        AssertRefused("There is no file or run", "curvature", "~/nix");
        AssertRefused("has 10. Ask for fewer", "curvature", "~/zero", "--examples", "11");
        AssertRefused("--every chooses among a run's snapshots", "curvature", "~/zero", "--every", "2");
        AssertRefused("is no run's folder", "curvature", "~/zero@4", "--all");
        AssertRefused("one of cost, loss", "curvature", "~/zero", "--of", "errors");
        Snapshot last = Run.Open(_line["zero"]).ReadLast();
        last.Parameters["hidden.W"][4] = float.NaN;
        last.Write(_line["bad.safetensors"]);
        AssertRefused("hidden.W[1, 1] is NaN", "curvature", "~/bad.safetensors", "--data", "~/tiny");
    }

    private void AssertRefused(string sentence, params string[] line)
    {
        Outcome outcome = _line.Run(line);
        Assert.Equal(ExitCode.Unusable, outcome.ExitCode);
        Assert.Contains(sentence, outcome.Messages);
    }
}
