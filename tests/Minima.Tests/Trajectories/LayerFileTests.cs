using Minima.Cli;
using Minima.Formats;
using Minima.Networks;
using Minima.Numerics;
using Minima.Tests.Cli;
using Minima.Trajectories;

namespace Minima.Tests.Trajectories;

public sealed class LayerFileTests : IDisposable
{
    private const string Layers = """
        {"layers": [
          {"weights": "enc.v", "bias": "enc.off", "orientation": "out,in", "activation": "tanh"},
          {"weights": "dec/k", "orientation": "in,out", "activation": "relu"},
          {"weights": "head", "bias": "head_off", "orientation": "out,in"}
        ]}
        """;

    private readonly CommandLine _line = new();

    public void Dispose() => _line.Dispose();

    [Fact]
    public void Interpret_AStateDictionary_ComputesWhatPlainLoopsOnItsTensorsDo()
    {
        Write("a.safetensors", State(1));
        File.WriteAllText(_line["layers.json"], Layers);
        var snapshot = Snapshot.Read(_line["a.safetensors"], new ForeignNetwork { File = LayerFile.Read(_line["layers.json"]) });
        Assert.Equal([Activation.Tanh, Activation.Relu, Activation.Softmax], snapshot.Network.Layers.Select(static layer => layer.Activation));
        float[] inputs = new float[20 * 5];
        new RandomState(3).StandardNormal(inputs);
        using var functional = new Functional(snapshot.Network, Minima.Data.Examples.FromValues(inputs, new byte[20], 5), threads: 1);
        float[] logs = functional.LogProbabilities(snapshot.Parameters);
        for (int n = 0; n < 20; n++)
        {
            double[] expected = Forward(State(1), [.. inputs.AsSpan(n * 5, 5).ToArray().Select(static value => (double)value)]);
            for (int k = 0; k < 3; k++)
                Assert.True(Math.Abs(logs[(n * 3) + k] - expected[k]) <= 2e-5, $"{logs[(n * 3) + k]}, {expected[k]}");
        }

        Assert.Contains(snapshot.Assumptions, static sentence => sentence.Contains("2 other tensors are not looked at, and carried through unchanged: 'steps', 'running'", StringComparison.Ordinal));
        Assert.Contains(snapshot.Assumptions, static sentence => sentence.Contains("'enc.v' as hidden1, 'dec/k' as hidden2, 'head' as output", StringComparison.Ordinal));
        Assert.Contains(snapshot.Assumptions, static sentence => sentence.Contains("rounded to single", StringComparison.Ordinal));
    }

    [Fact]
    public void Align_PlantedStateDictionary_WritesItBackUnderItsOwnNames()
    {
        Tensor[] a = State(1), b = Planted(a);
        Write("a.safetensors", a);
        Write("b.safetensors", b);
        File.WriteAllText(_line["layers.json"], Layers);
        Outcome outcome = _line.Run(
            "align", "~/a.safetensors", "~/b.safetensors", "--layers", "~/layers.json", "--data", "random", "--null", "2", "--out", "~/copy.safetensors", "--json");
        Assert.True(outcome.ExitCode == ExitCode.Done, outcome.Messages);
        Assert.Equal("random", outcome.Json.GetProperty("data").GetProperty("name").GetString());
        Assert.Equal(0, outcome.Json.GetProperty("differ").GetInt32());
        Assert.True(outcome.Json.GetProperty("distance").GetProperty("aligned").GetDouble() <= 1e-6);
        Assert.True(outcome.Json.GetProperty("distance").GetProperty("raw").GetDouble() >= 1);
        Assert.Contains("carried through unchanged", outcome.Messages);
        Safetensors copy = Safetensors.Read(_line["copy.safetensors"]);
        Assert.Equal("theirs", copy.Metadata["made by"]);
        Assert.Equal(a.Length, copy.Tensors.Count);
        foreach (Tensor tensor in copy.Tensors)
        {
            Tensor original = a.First(other => other.Name == tensor.Name), carried = b.First(other => other.Name == tensor.Name);
            Assert.Equal((original.Type, string.Join(',', original.Shape)), (tensor.Type, string.Join(',', tensor.Shape)));
            if (tensor.Name is "running" or "steps")
                Assert.Equal(carried.Bytes.ToArray(), tensor.Bytes.ToArray());
            else
                Assert.All(Numbers(original).Zip(Numbers(tensor)), static pair => Assert.True(Math.Abs(pair.First - pair.Second) <= 1e-6, $"{pair}"));
        }

        // Merged, it is the same network once more; as NumPy's file too, where NumPy has the types.
        Outcome merged = _line.Run("merge", "~/a.safetensors", "~/b.safetensors", "--layers", "~/layers.json", "--data", "none", "--out", "~/merged.safetensors");
        string[] toNumPy = ["merge", "~/a.safetensors", "~/b.safetensors", "--layers", "~/layers.json", "--data", "none", "--out", "~/merged.npz"];
        Assert.Contains("for which NumPy has no type", _line.Run(toNumPy).Messages);
        a[4] = Of("head_off", ElementType.F32, [3], Numbers(a[4]));
        Write("a.safetensors", a);
        Assert.Equal(ExitCode.Done, _line.Run(toNumPy).ExitCode);
        Assert.Equal(a.Select(static tensor => tensor.Name).Order(StringComparer.Ordinal), Npz.Read(_line["merged.npz"]).Tensors.Select(static tensor => tensor.Name).Order(StringComparer.Ordinal));
        Assert.True(merged.ExitCode == ExitCode.Done, merged.Messages);
        foreach (Tensor tensor in Safetensors.Read(_line["merged.safetensors"]).Tensors)
            Assert.All(Numbers(a.First(other => other.Name == tensor.Name)).Zip(Numbers(tensor)), static pair => Assert.True(Math.Abs(pair.First - pair.Second) <= 1e-6));
    }

    [Fact]
    public void Align_SigmoidBeforeALayerWithoutBiases_IsRefusedBeforeItSearches()
    {
        Write("a.safetensors", State(1));
        File.WriteAllText(_line["layers.json"], Layers.Replace("\"tanh\"", "\"sigmoid\"", StringComparison.Ordinal));
        string[] usual = ["align", "~/a.safetensors", "~/a.safetensors", "--layers", "~/layers.json", "--data", "random", "--null", "1", "--out", "~/copy.safetensors"];
        Outcome outcome = _line.Run(usual);
        Assert.Equal(ExitCode.Unusable, outcome.ExitCode);
        Assert.Contains("'dec/k' has no biases, where a flip of the sigmoid units before it is added", outcome.Messages);
        Assert.Equal(ExitCode.Done, _line.Run([.. usual, "--symmetry", "permutation"]).ExitCode);
    }

    [Theory]
    [InlineData("""{"layers": []}""", "layers is empty")]
    [InlineData("""{"layers": [{"weights": "head", "orientation": "out,in", "activation": "tanh"}]}""", "the last layer, is tanh")]
    [InlineData("""{"layers": [{"weights": "enc.v", "orientation": "out,in", "activation": "softmax"}, {"weights": "head", "orientation": "out,in"}]}""", "softmax, which belongs in the last layer")]
    [InlineData("""{"layers": [{"weights": "enc.v", "orientation": "out"}]}""", "orientation is 'out'; it is one of out,in, in,out")]
    [InlineData("""{"layers": [{"weights": "enc.v"}]}""", "'orientation' is missing")]
    [InlineData("""{"layers": [{"weights": "enc.v", "orientation": "out,in", "activation": "gelu"}]}""", "activation is 'gelu'")]
    [InlineData("""{"layers": [{"weights": "enc.v", "orientation": "out,in", "biases": "x"}]}""", "the member 'biases' is not known")]
    [InlineData("""{"layers": [{"weights": "enc.v", "orientation": "out,in"}, {"weights": "enc.v", "orientation": "out,in"}]}""", "names 'enc.v' twice")]
    [InlineData("""{"layers": [{"weights": "nothing", "orientation": "out,in"}]}""", "holds no tensor 'nothing', which")]
    [InlineData("""{"layers": [{"weights": "enc.off", "orientation": "out,in"}]}""", "'enc.off' is [7]; weights of a dense layer have two axes")]
    [InlineData("""{"layers": [{"weights": "enc.v", "bias": "head_off", "orientation": "out,in"}]}""", "'enc.v' [7, 5] has 7 units by")]
    [InlineData("""{"layers": [{"weights": "enc.v", "orientation": "in,out"}, {"weights": "head", "orientation": "out,in"}]}""", "'head' takes 6 numbers, but 'enc.v' before it gives 5")]
    [InlineData("""{"layers": [{"weights": "steps", "orientation": "out,in"}]}""", "'steps' holds I64")]
    [InlineData("""{"layers": [""", "is not valid JSON")]
    public void Read_WhatIsNoSuchFile_IsRefusedWithASentence(string json, string words)
    {
        Write("a.safetensors", State(1));
        File.WriteAllText(_line["layers.json"], json);
        var refused = Assert.Throws<UnusableInputException>(() => Snapshot.Read(_line["a.safetensors"], new ForeignNetwork { File = LayerFile.Read(_line["layers.json"]) }));
        Assert.Contains(words, refused.Message);
        Outcome outcome = _line.Run("inspect", "~/a.safetensors", "--layers", "~/layers.json");
        Assert.Contains(words, outcome.Messages + outcome.Results);
    }

    // 5 inputs, 7 tanh units, 6 ReLU units without biases, 3 classes, in four types; and two tensors that are no layer.
    private static Tensor[] State(uint seed)
    {
        var random = new RandomState(seed);
        return
        [
            Make("enc.v", ElementType.F32, 7, 5), Make("enc.off", ElementType.F32, 7), Make("dec/k", ElementType.F16, 7, 6), Make("head", ElementType.F64, 3, 6),
            Make("head_off", ElementType.BF16, 3), Make("running", ElementType.F32, 4), new("steps", ElementType.I64, [1], BitConverter.GetBytes(17L)),
        ];

        // Multiples of 1/64 below 1, which all types hold.
        Tensor Make(string name, ElementType type, params int[] shape)
        {
            int count = shape.Aggregate(1, static (product, length) => product * length);
            return Of(name, type, shape, [.. Enumerable.Range(0, count).Select(_ => (random.Integer(127) - 63) / 64.0)]);
        }
    }

    /// <summary>The same function: the tanh units turned round in order, every other with its sign, the ReLU units too, every other doubled.</summary>
    private static Tensor[] Planted(Tensor[] state)
    {
        double[] v = Numbers(state[0]), off = Numbers(state[1]), k = Numbers(state[2]), head = Numbers(state[3]);
        double[] v2 = new double[v.Length], off2 = new double[off.Length], k2 = new double[k.Length], head2 = new double[head.Length];
        for (int j = 0; j < 7; j++)
        {
            int from = 6 - j, sign = j % 2 == 0 ? -1 : 1;
            off2[j] = sign * off[from];
            for (int i = 0; i < 5; i++)
                v2[(j * 5) + i] = sign * v[(from * 5) + i];
            for (int m = 0; m < 6; m++)
                k2[(j * 6) + m] = sign * k[(from * 6) + 5 - m] * (m % 2 == 0 ? 2 : 1);
        }

        for (int c = 0; c < 3; c++)
        {
            for (int m = 0; m < 6; m++)
                head2[(c * 6) + m] = head[(c * 6) + 5 - m] / (m % 2 == 0 ? 2 : 1);
        }

        Tensor[] planted = (Tensor[])state.Clone();
        planted[0] = Of("enc.v", ElementType.F32, [7, 5], v2);
        planted[1] = Of("enc.off", ElementType.F32, [7], off2);
        planted[2] = Of("dec/k", ElementType.F16, [7, 6], k2);
        planted[3] = Of("head", ElementType.F64, [3, 6], head2);
        planted[5] = Of("running", ElementType.F32, [4], [9, 8, 7, 6]);
        return planted;
    }

    private static double[] Forward(Tensor[] state, double[] x)
    {
        double[] v = Numbers(state[0]), off = Numbers(state[1]), k = Numbers(state[2]), head = Numbers(state[3]), headOff = Numbers(state[4]);
        double[] first = [.. Enumerable.Range(0, 7).Select(j => Math.Tanh(off[j] + Enumerable.Range(0, 5).Sum(i => v[(j * 5) + i] * x[i])))];
        double[] second = [.. Enumerable.Range(0, 6).Select(m => Math.Max(0, Enumerable.Range(0, 7).Sum(j => k[(j * 6) + m] * first[j])))];
        double[] logits = [.. Enumerable.Range(0, 3).Select(c => headOff[c] + Enumerable.Range(0, 6).Sum(m => head[(c * 6) + m] * second[m]))];
        double all = Math.Log(logits.Sum(Math.Exp));
        return [.. logits.Select(logit => logit - all)];
    }

    private static Tensor Of(string name, ElementType type, int[] shape, double[] values)
    {
        byte[] bytes = [.. values.SelectMany(value => type switch
        {
            ElementType.F64 => BitConverter.GetBytes(value),
            ElementType.F16 => BitConverter.GetBytes((Half)value),
            ElementType.BF16 => BitConverter.GetBytes((float)value)[2..],
            _ => BitConverter.GetBytes((float)value),
        })];
        return new Tensor(name, type, [.. shape.Select(static length => (long)length)], bytes);
    }

    private static double[] Numbers(Tensor tensor) =>
        [.. Enumerable.Range(0, tensor.Bytes.Length * 8 / tensor.Type.Bits()).Select(i => TensorNumbers.At(tensor.Bytes.Span, tensor.Type, i))];

    private void Write(string name, Tensor[] tensors) =>
        new Safetensors(new Dictionary<string, string> { ["made by"] = "theirs" }, tensors).Write(_line[name]);
}
