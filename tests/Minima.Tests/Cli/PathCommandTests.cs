using System.Text.Json;
using Minima.Cli;
using Minima.Geometry;
using Minima.Networks;
using Minima.Numerics;
using Minima.Trajectories;

namespace Minima.Tests.Cli;

public sealed class PathCommandTests : IDisposable
{
    private readonly CommandLine _line = new();

    public PathCommandTests()
    {
        _line.Train("zero");
        _line.Train("rand", "--output-init", "random", "--hidden-seed", "3421", "--l2", "0.01");
    }

    public void Dispose() => _line.Dispose();

    [Fact]
    public void Path_OfTwoRuns_HasTheContractsJson()
    {
        Outcome outcome = _line.Run("path", "~/zero", "~/rand", "--json");
        Assert.True(outcome.ExitCode == ExitCode.Done, outcome.Messages);
        JsonElement json = outcome.Json;
        foreach (string name in new[] { "raw", "permuted", "aligned" })
        {
            JsonElement[] points = [.. json.GetProperty(name).GetProperty("points").EnumerateArray()];
            Assert.Equal([.. Enumerable.Range(0, 25).Select(static i => i / 24.0)], points.Select(static point => point.GetProperty("t").GetDouble()));
            Assert.Equal(["t", "train_loss", "train_cost", "train_errors", "test_loss", "test_errors"], points[3].EnumerateObject().Select(static member => member.Name));
            JsonElement[] all = [.. points, json.GetProperty(name).GetProperty("top")];
            double Excess(string member, double of) => all.Max(point =>
                (point.GetProperty(member).GetDouble()
                    - ((1 - point.GetProperty("t").GetDouble()) * points[0].GetProperty(member).GetDouble())
                    - (point.GetProperty("t").GetDouble() * points[^1].GetProperty(member).GetDouble())) / of);
            JsonElement barrier = json.GetProperty(name).GetProperty("barrier");
            AssertClose(Excess("train_loss", 1), barrier.GetProperty("train").GetProperty("loss"));
            AssertClose(Excess("train_cost", 1), barrier.GetProperty("train").GetProperty("cost"));
            AssertClose(Excess("train_errors", 10), barrier.GetProperty("train").GetProperty("error"));
            AssertClose(Excess("test_loss", 1), barrier.GetProperty("test").GetProperty("loss"));
            AssertClose(Excess("test_errors", 4), barrier.GetProperty("test").GetProperty("error"));
            Assert.True(all.Max(static point => point.GetProperty("train_loss").GetDouble()) <= all[^1].GetProperty("train_loss").GetDouble());
        }

        Assert.Equal("tiny", Path.GetFileName(json.GetProperty("data").GetProperty("name").GetString()));
        Assert.Equal(1e-4, json.GetProperty("l2").GetDouble());
        JsonElement previous = json.GetProperty("controls").GetProperty("previous").GetProperty("points")[24];
        double loss = _line.Run("test", "~/zero@2", "--set", "train", "--json").Json.GetProperty("loss").GetDouble();
        Assert.Equal(loss, previous.GetProperty("train_loss").GetDouble());
    }

    [Fact]
    public void Path_ToACopyOfItself_IsFlatWhereAligned()
    {
        Snapshot last = Run.Open(_line["zero"]).ReadLast();
        Symmetry symmetry = Aligner.Random(last.Network, new RandomState(3));
        new Snapshot(last.Network, symmetry.Apply(last.Parameters)).Write(_line["copy.safetensors"]);
        JsonElement json = _line.Run("path", "~/zero", "~/copy.safetensors", "--json").Json;
        Assert.True(json.GetProperty("aligned").GetProperty("barrier").GetProperty("train").GetProperty("loss").GetDouble() <= 1e-6);
        Assert.True(json.GetProperty("raw").GetProperty("barrier").GetProperty("train").GetProperty("cost").GetDouble() >= -1e-9);
    }

    [Fact]
    public void Path_WithDefinition_UsesItsGridAndName()
    {
        Outcome outcome = _line.Run("path", "~/zero", "~/rand", "--definition", "frankle", "--symmetry", "permutation", "--l2", "0", "--json");
        JsonElement json = outcome.Json, raw = json.GetProperty("raw");
        Assert.Equal(30, raw.GetProperty("points").GetArrayLength());
        Assert.Equal("frankle", json.GetProperty("definition").GetProperty("name").GetString());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("aligned").ValueKind);
        Assert.Equal(JsonValueKind.Null, raw.GetProperty("barrier_by_definition").GetProperty("train").GetProperty("loss").ValueKind);
        int[] errors = [.. raw.GetProperty("points").EnumerateArray().Select(static point => point.GetProperty("train_errors").GetInt32())];
        AssertClose((errors.Max() - ((errors[0] + errors[^1]) / 2.0)) / 10, raw.GetProperty("barrier_by_definition").GetProperty("train").GetProperty("error"));
        Assert.All(raw.GetProperty("points").EnumerateArray(), static point =>
            Assert.Equal(point.GetProperty("train_loss").GetDouble(), point.GetProperty("train_cost").GetDouble()));
        Assert.Contains("(frankle: above the mean of the ends, 30 points)", _line.Run("path", "~/zero", "~/rand", "--definition", "frankle").Results);
        Assert.Contains("has a grid of 30 points", _line.Run("path", "~/zero", "~/rand", "--definition", "frankle", "--points", "9").Messages);
    }

    [Fact]
    public void Path_WithFiles_WritesThem()
    {
        Outcome outcome = _line.Run("path", "~/zero@0", "~/rand@2", "--points", "5", "--csv", "~/points.csv", "--figure", "~/path.svg");
        Assert.True(outcome.ExitCode == ExitCode.Done, outcome.Messages);
        Assert.DoesNotContain("its own epoch", outcome.Results);
        Assert.Contains("control: A to a random copy of itself", outcome.Results);
        string[] rows = File.ReadAllLines(_line["points.csv"]);
        Assert.Equal("line,point,t,train_loss,train_cost,train_errors,test_loss,test_errors", rows[0]);
        Assert.Equal(1 + (4 * 6), rows.Length);
        Assert.Contains("<svg", File.ReadAllText(_line["path.svg"]));
        Assert.Contains("training loss,aligned,", File.ReadAllText(_line["path.csv"]));
    }

    [Fact]
    public void Path_ThatHasNoMeaning_IsRefusedWithASentence()
    {
        _line.Train("wide", "--hidden", "4");
        _line.Train("sigmoid", "--activation", "sigmoid");
        AssertRefused("A is 6-3-3 (tanh), B is 6-4-3 (tanh)", "path", "~/zero", "~/wide");
        AssertRefused("B is 6-3-3 (sigmoid)", "path", "~/zero", "~/sigmoid");
        AssertRefused("There is no file or run", "path", "~/zero", "~/nix");
        AssertRefused("one of frankle, entezari, ainsworth, garipov", "path", "~/zero", "~/rand", "--definition", "mine");
        AssertRefused("a whole number from 2 to 1001", "path", "~/zero", "~/rand", "--points", "1");
        Snapshot last = Run.Open(_line["zero"]).ReadLast();
        last.Parameters["hidden.W"][4] = float.PositiveInfinity;
        last.Write(_line["bad.safetensors"]);
        AssertRefused("not finite", "path", "~/zero", "~/bad.safetensors");
    }

    private static void AssertClose(double expected, JsonElement actual) =>
        Assert.True(Math.Abs(expected - actual.GetDouble()) <= 1e-9, $"{expected}, {actual}");

    private void AssertRefused(string sentence, params string[] line)
    {
        Outcome outcome = _line.Run(line);
        Assert.Equal(ExitCode.Unusable, outcome.ExitCode);
        Assert.Contains(sentence, outcome.Messages);
    }
}
