using System.Text.Json;
using Minima.Cli;
using Minima.Formats;

namespace Minima.Tests.Cli;

/// <summary><c>minima matrix</c>, and <c>distance</c> and <c>inspect</c> of checkpoints of any architecture.</summary>
public sealed class MatrixCommandTests : IDisposable
{
    private readonly CommandLine _line = new();

    public void Dispose() => _line.Dispose();

    [Fact]
    public void Matrix_OfAFolder_PrintsAndWritesAll()
    {
        Series();
        Outcome outcome = _line.Run("matrix", "~/series", "--out", "~/out", "--group", @"layers\.\d+");
        Assert.Equal(ExitCode.Done, outcome.ExitCode);
        Assert.Contains("4 checkpoints, 3 tensors of 7 numbers that all of them have; 112 bytes read", outcome.Results);
        Assert.Contains("step-10", outcome.Results);
        Assert.Contains("late", outcome.Results);
        Assert.Equal(
            ["courses.csv", "courses.svg", "groups.csv", "matrix.csv", "matrix.npz", "matrix.svg", "pairs.csv", "plane.csv", "plane.svg", "series.csv"],
            Directory.EnumerateFiles(_line["out"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(1 + 10, File.ReadAllLines(Path.Combine(_line["out"], "pairs.csv")).Length);
        Assert.Equal(1 + (3 * 4), File.ReadAllLines(Path.Combine(_line["out"], "groups.csv")).Length);

        Outcome again = _line.Run("matrix", "~/series", "--out", "~/out");
        Assert.Equal(ExitCode.Unusable, again.ExitCode);
        Assert.Contains("--force", again.Messages);
        Assert.Equal(ExitCode.Done, _line.Run("matrix", "~/series", "--out", "~/out", "--force").ExitCode);
    }

    [Fact]
    public void Matrix_Json_HasAllDigits()
    {
        Series();
        JsonElement json = _line.Run("matrix", "~/series", "--json").Json;
        Assert.Equal(4, json.GetProperty("checkpoints").GetArrayLength());
        Assert.Equal(112, json.GetProperty("bytes_read").GetInt32());

        // The points (0, 0), (1, 0), (1, 2), (3, 2) in two of the seven numbers.
        Assert.Equal([0, 1, Math.Sqrt(5), Math.Sqrt(13)], Row(json, "distances", 0));
        Assert.Equal([0, 1, 1, 3], Row(json, "products", 1));
        Assert.Equal([0, 3, 7, 13], Row(json, "products", 3));
        Assert.Equal(["embed", "layers.0.w", "layers.1.w"], json.GetProperty("groups").EnumerateArray().Select(static group => group.GetProperty("name").GetString()).Order());
        Assert.Equal(4, json.GetProperty("plane").GetProperty("points").GetArrayLength());
        Assert.Equal("appears", json.GetProperty("changes")[0].GetProperty("change").GetString());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("data").ValueKind);
    }

    [Theory]
    [InlineData("1 checkpoint is given", "~/series/step-1.safetensors")]
    [InlineData("no file or", "~/series", "~/missing")]
    [InlineData("a number with MB or GB is expected", "~/series", "--memory", "256")]
    [InlineData("take at least", "~/series", "--memory", "10MB")]
    [InlineData("no regular expression", "~/series", "--group", "(")]
    [InlineData("which is a file", "~/series", "--out", "~/series/step-1.safetensors")]
    public void Matrix_ThatCannotBe_SaysWhy(string message, params string[] arguments)
    {
        Series();
        Outcome outcome = _line.Run(["matrix", .. arguments, .. arguments.Contains("--out") ? Array.Empty<string>() : ["--out", "~/out"]]);
        Assert.Equal(ExitCode.Unusable, outcome.ExitCode);
        Assert.Contains(message, outcome.Messages);
        Assert.False(Directory.Exists(_line["out"]));
    }

    [Fact]
    public void Matrix_OfARun_TakesItsSnapshots()
    {
        _line.Train("zero");
        JsonElement json = _line.Run("matrix", "~/zero", "--json").Json;
        JsonElement distance = _line.Run("distance", "~/zero@4", "~/zero@0", "--json").Json;
        double expected = distance.GetProperty("total").GetProperty("l2").GetDouble(), found = Row(json, "distances", 2)[0];
        Assert.Equal(3, json.GetProperty("checkpoints").GetArrayLength());
        Assert.True(Math.Abs(found - expected) <= 1e-12 * expected, $"{found}, not {expected}");
    }

    [Fact]
    public void Distance_OfAnyArchitecture_GoesTensorByTensor()
    {
        Series();
        JsonElement json = _line.Run("distance", "~/series/step-10.safetensors", "~/series/step-3.safetensors", "--json").Json;
        Assert.Equal(2, json.GetProperty("total").GetProperty("l2").GetDouble());
        Assert.Equal(2, json.GetProperty("total").GetProperty("largest_change").GetDouble());
        Assert.Equal(2, json.GetProperty("parameters").GetProperty("layers.0.w").GetProperty("l2").GetDouble());
        Assert.Equal(0, json.GetProperty("parameters").GetProperty("embed").GetProperty("l2").GetDouble());
        Assert.Equal("late", json.GetProperty("changes")[0].GetProperty("name").GetString());
        string text = _line.Run("distance", "~/series/step-10.safetensors", "~/series/step-3.safetensors", "--group", @"layers").Results;
        Assert.Contains("other", text);
        Assert.Contains("Not compared", text);
    }

    [Fact]
    public void Distance_OfSnapshotsInGroups_FoldsThem()
    {
        _line.Train("zero");
        JsonElement json = _line.Run("distance", "~/zero@4", "~/zero@0", "--group", "hidden|output", "--json").Json;
        JsonElement plain = _line.Run("distance", "~/zero@4", "~/zero@0", "--json").Json;
        Assert.Equal(["hidden", "output"], json.GetProperty("parameters").EnumerateObject().Select(static group => group.Name));
        double expected = Math.Sqrt(Square("hidden.W") + Square("hidden.b")), found = json.GetProperty("parameters").GetProperty("hidden").GetProperty("l2").GetDouble();
        Assert.True(Math.Abs(found - expected) <= 1e-12 * expected, $"{found}, not {expected}");
        Assert.Contains("has no meaning", _line.Run("distance", "~/zero", "--group", "hidden").Messages);

        double Square(string name) => Math.Pow(plain.GetProperty("parameters").GetProperty(name).GetProperty("l2").GetDouble(), 2);
    }

    [Fact]
    public void Inspect_OfACheckpointInSeveralFiles_LooksIntoAll()
    {
        Write("sharded/m-1.safetensors", Tensor.FromFloats("layers.0.w", [2, 2], [1, 2, 3, float.NaN]));
        Write("sharded/m-2.safetensors", Tensor.FromFloats("layers.1.w", [2], [0, -4]), new Tensor("steps", ElementType.I64, [1], BitConverter.GetBytes(7L)));
        File.WriteAllText(_line["sharded/m.safetensors.index.json"], """{"weight_map":{"layers.0.w":"m-1.safetensors","layers.1.w":"m-2.safetensors","steps":"m-2.safetensors"}}""");
        foreach (string name in new[] { "~/sharded", "~/sharded/m.safetensors.index.json" })
        {
            Outcome outcome = _line.Run("inspect", name);
            Assert.Equal(ExitCode.Done, outcome.ExitCode);
            Assert.Contains("safetensors in 2 files, 3 arrays, 7 elements", outcome.Results);
            Assert.Contains("no network: it is in 2 files", outcome.Results);
        }

        JsonElement[] groups = [.. _line.Run("inspect", "~/sharded", "--group", "layers", "--json").Json.GetProperty("groups").EnumerateArray()];
        Assert.Equal(["layers", "other"], groups.Select(static group => group.GetProperty("name").GetString()));
        Assert.Equal("[2,6,1,1,-4]", JsonSerializer.Serialize(new[] { "arrays", "count", "zeros", "non_finite", "min" }.Select(name => groups[0].GetProperty(name).GetDouble())));
        Assert.Equal(7, groups[1].GetProperty("mean").GetDouble());

        File.Delete(_line["sharded/m-2.safetensors"]);
        Assert.Contains("'m-2.safetensors'", _line.Run("inspect", "~/sharded").Messages);
    }

    private static double[] Row(JsonElement json, string matrix, int row) => [.. json.GetProperty(matrix)[row].EnumerateArray().Select(static value => value.GetDouble())];

    private void Series()
    {
        (int Step, float X, float Y)[] points = [(1, 0, 0), (2, 1, 0), (3, 1, 2), (10, 3, 2)];
        foreach ((int step, float x, float y) in points)
        {
            List<Tensor> tensors = [Tensor.FromFloats("embed", [3], [1, 1, 1]), Tensor.FromFloats("layers.0.w", [2], [x, 5]), Tensor.FromFloats("layers.1.w", [1, 2], [y, 5])];
            if (step == 10)
                tensors.Add(Tensor.FromFloats("late", [1], [1]));
            Write($"series/step-{step}.safetensors", [.. tensors]);
        }
    }

    private void Write(string name, params Tensor[] tensors)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_line[name])!);
        new Safetensors(new Dictionary<string, string>(), tensors).Write(_line[name]);
    }
}
