using System.Text.Json;
using Minima.Cli;
using Minima.Formats;
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
        Assert.True(Math.Abs(loss - previous.GetProperty("train_loss").GetDouble()) <= 1e-6 * loss);
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
    public void Path_WithDefinitions_MeasuresEachOnItsGridUnderItsName()
    {
        JsonElement plain = _line.Run("path", "~/zero", "~/rand", "--symmetry", "permutation", "--l2", "0", "--json").Json;
        JsonElement json = _line.Run("path", "~/zero", "~/rand", "--definition", "all", "--symmetry", "permutation", "--l2", "0", "--json").Json;
        JsonElement raw = json.GetProperty("raw"), defined = raw.GetProperty("by_definition");
        Assert.Equal(plain.GetProperty("raw").GetProperty("points").GetRawText(), raw.GetProperty("points").GetRawText());
        Assert.Equal(plain.GetProperty("raw").GetProperty("barrier").GetRawText(), raw.GetProperty("barrier").GetRawText());
        Assert.Equal(
            ["frankle 30 mean", "entezari 25 mix", "ainsworth 25 mean", "garipov 61 zero"],
            json.GetProperty("definitions").EnumerateArray().Select(static known =>
                $"{known.GetProperty("name").GetString()} {known.GetProperty("points").GetInt32()} {known.GetProperty("subtracted").GetString()}"));
        Assert.Equal(JsonValueKind.Null, json.GetProperty("aligned").ValueKind);
        Assert.Equal(JsonValueKind.Null, defined.GetProperty("frankle").GetProperty("train").GetProperty("loss").ValueKind);
        JsonElement grid = _line.Run("path", "~/zero", "~/rand", "--points", "30", "--symmetry", "permutation", "--json").Json.GetProperty("raw").GetProperty("points");
        int[] errors = [.. grid.EnumerateArray().Select(static point => point.GetProperty("train_errors").GetInt32())];
        AssertClose((errors.Max() - ((errors[0] + errors[^1]) / 2.0)) / 10, defined.GetProperty("frankle").GetProperty("train").GetProperty("error"));
        double[] losses = [.. raw.GetProperty("points").EnumerateArray().Select(static point => point.GetProperty("test_loss").GetDouble())];
        AssertClose(losses.Max() - ((losses[0] + losses[^1]) / 2), defined.GetProperty("ainsworth").GetProperty("test").GetProperty("loss"));
        AssertClose(raw.GetProperty("barrier").GetProperty("train").GetProperty("loss").GetDouble(), defined.GetProperty("entezari").GetProperty("train").GetProperty("loss"));
        Assert.All(raw.GetProperty("points").EnumerateArray(), static point =>
            Assert.Equal(point.GetProperty("train_loss").GetDouble(), point.GetProperty("train_cost").GetDouble()));
        string text = _line.Run("path", "~/zero", "~/rand", "--definition", "garipov,frankle").Results;
        Assert.Contains("(frankle: above the mean of the ends, 30 points)", text);
        Assert.Contains("(garipov: the highest value, nothing subtracted, 61 points)", text);
        Assert.DoesNotContain("ainsworth", text);
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
    public void Path_WithAlignment_WalksToTheCopyItMakes()
    {
        Assert.Equal(ExitCode.Done, _line.Run("align", "~/zero", "~/rand", "--null", "1", "--export", "~/ours.npz").ExitCode);
        JsonElement json = _line.Run("path", "~/zero", "~/rand", "--alignment", "~/ours.npz", "--lines-only", "--json").Json;
        JsonElement given = json.GetProperty("given"), aligned = json.GetProperty("aligned");
        for (int i = 0; i < 25; i++)
        {
            // Its shift changes no probability, but rounds.
            double expected = aligned.GetProperty("points")[i].GetProperty("train_loss").GetDouble();
            Assert.True(Math.Abs(expected - given.GetProperty("points")[i].GetProperty("train_loss").GetDouble()) <= 1e-6);
        }

        Assert.False(given.TryGetProperty("midpoint", out _));
        Assert.Equal(JsonValueKind.Null, _line.Run("path", "~/zero", "~/rand", "--lines-only", "--json").Json.GetProperty("given").ValueKind);
        AssertRefused("nothing.npz", "path", "~/zero", "~/rand", "--alignment", "~/nothing.npz");
        AssertRefused("expected are hidden.permutation", "path", "~/zero", "~/rand", "--alignment", WriteOther());
    }

    [Fact]
    public void Path_WithLosses_WritesWhatTheMeansAreMadeOf()
    {
        Outcome outcome = _line.Run("path", "~/zero", "~/rand", "--points", "5", "--losses", "~/losses.npz", "--json");
        Assert.True(outcome.ExitCode == ExitCode.Done, outcome.Messages);
        var file = Npz.Read(_line["losses.npz"]);
        Tensor Array(string name) => file.Tensors.Single(tensor => tensor.Name == name);
        Assert.Equal([5], Array("t").Shape);
        foreach (string line in new[] { "raw", "permuted", "aligned" })
        {
            foreach ((string set, int examples) in new[] { ("train", 10), ("test", 4) })
            {
                Tensor losses = Array($"{line}.{set}.losses");
                byte[] labels = Array($"{set}.labels").Bytes.ToArray(), predictions = Array($"{line}.{set}.predictions").Bytes.ToArray();
                Assert.Equal([5, examples], losses.Shape);
                for (int i = 0; i < 5; i++)
                {
                    JsonElement point = outcome.Json.GetProperty(line).GetProperty("points")[i];
                    double mean = Enumerable.Range(i * examples, examples).Average(at => BitConverter.ToDouble(losses.Bytes.Span[(8 * at)..]));
                    AssertClose(mean, point.GetProperty($"{set}_loss"));
                    Assert.Equal(point.GetProperty($"{set}_errors").GetInt32(), labels.Where((label, n) => predictions[(i * examples) + n] != label).Count());
                }
            }
        }

        AssertRefused("ends in .npz (to write) or .csv (to read)", "path", "~/zero", "~/rand", "--losses", "~/losses.txt");
    }

    [Fact]
    public void Path_OfTwoRuns_SaysWhatTheMiddlesAreShortOf()
    {
        JsonElement raw = _line.Run("path", "~/zero", "~/rand", "--json").Json.GetProperty("raw"), middle = raw.GetProperty("midpoint");

        // On the line sums are mixed, here parameters: they round differently.
        double onLine = raw.GetProperty("points")[12].GetProperty("train_loss").GetDouble();
        Assert.True(Math.Abs(onLine - middle.GetProperty("itself").GetProperty("train_loss").GetDouble()) <= 1e-6 * onLine);
        JsonElement variance = middle.GetProperty("variance").GetProperty("hidden");
        AssertClose(
            2 * variance.GetProperty("middle").GetDouble() / (variance.GetProperty("a").GetDouble() + variance.GetProperty("b").GetDouble()), variance.GetProperty("ratio"));
        Assert.True(middle.GetProperty("other_networks").GetProperty("calibrated").GetProperty("temperature").GetDouble() > 0);
        string text = _line.Run("path", "~/zero", "~/rand").Results;
        foreach (string words in new[] { "no part of its barrier", "not on the line: repaired", "middle / mean of ends" })
            Assert.Contains(words, text);
    }

    [Fact]
    public void Path_ThatHasNoMeaning_IsRefusedWithASentence()
    {
        _line.Train("wide", "--hidden", "4");
        _line.Train("sigmoid", "--activation", "sigmoid");
        AssertRefused("A is 6-3-3 (tanh), B is 6-4-3 (tanh)", "path", "~/zero", "~/wide");
        AssertRefused("B is 6-3-3 (sigmoid)", "path", "~/zero", "~/sigmoid");
        AssertRefused("There is no file or run", "path", "~/zero", "~/nix");
        AssertRefused("some of frankle, entezari, ainsworth, garipov, all", "path", "~/zero", "~/rand", "--definition", "mine");
        AssertRefused("a whole number from 2 to 1001", "path", "~/zero", "~/rand", "--points", "1");
        Snapshot last = Run.Open(_line["zero"]).ReadLast();
        last.Parameters["hidden.W"][4] = float.PositiveInfinity;
        last.Write(_line["bad.safetensors"]);
        AssertRefused("not finite", "path", "~/zero", "~/bad.safetensors");
    }

    private string WriteOther()
    {
        new Npz(new Dictionary<string, string>(), [new Tensor("p", ElementType.U8, [3], new byte[] { 0, 1, 2 })]).Write(_line["other.npz"]);
        return "~/other.npz";
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
