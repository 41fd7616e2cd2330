using Minima.Formats;
using Minima.Networks;
using Minima.Trajectories;

namespace Minima.Tests.Trajectories;

public sealed class ForeignNetworkTests
{
    [Fact]
    public void TorchFile_IsTransposedAndOrderedByItsShapes()
    {
        // A linear layer of PyTorch: weight [out, in]. The names sort the other way round.
        Snapshot snapshot = Interpret([
            Tensor.FromFloats("a.weight", [2, 3], [1, 2, 3, 4, 5, 6]), Tensor.FromFloats("a.bias", [2], [7, 8]),
            Tensor.FromFloats("b.weight", [3, 4], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]), Tensor.FromFloats("b.bias", [3], [9, 10, 11]),
        ]);
        Assert.Equal(["hidden", "output"], snapshot.Network.Layers.Select(layer => layer.Name));
        Assert.Equal((4, 2), (snapshot.Network.Inputs, snapshot.Network.Classes));
        Assert.Equal([1, 5, 9, 2, 6, 10, 3, 7, 11, 4, 8, 12], snapshot.Parameters["hidden.W"].ToArray());
        Assert.Equal([9, 10, 11], snapshot.Parameters["hidden.b"].ToArray());
        Assert.Equal([1, 4, 2, 5, 3, 6], snapshot.Parameters["output.W"].ToArray());
        Assert.Equal(
            ["The file does not state its network; by shapes and names its layers are, in order: 'b' as hidden, 'a' as output.",
             "The hidden units are assumed to be tanh (--activation says otherwise)."],
            snapshot.Assumptions);
    }

    [Fact]
    public void SquareLayers_AreOrderedByNaturalOrderOfNames()
    {
        int[] order = [10, 2, 1, 33];
        Snapshot snapshot = Interpret([
            .. order.Select(i => Tensor.FromFloats($"fc{i}.W", [2, 2], [i, i, i, i])), .. order.Select(i => Tensor.FromFloats($"fc{i}.b", [2], [i, i])),
        ]);
        Assert.Equal([1, 2, 10, 33], snapshot.Network.Layers.Select(layer => snapshot.Parameters[layer.Biases][0]));
        Assert.Equal(["hidden1", "hidden2", "hidden3", "output"], snapshot.Network.Layers.Select(layer => layer.Name));
    }

    [Fact]
    public void LayersAndActivation_Told_AreTaken()
    {
        Tensor[] tensors = [.. new[] { "x", "y", "z" }.SelectMany(name => new[] { Tensor.FromFloats(name + ".W", [2, 2], [1, 2, 3, 4]), Tensor.FromFloats(name + ".b", [2], [name[0], 0]) })];
        Snapshot snapshot = Interpret(tensors, new ForeignNetwork { Layers = ["z", "x"], Activation = Activation.Relu });
        Assert.Equal(['z', 'x'], snapshot.Network.Layers.Select(layer => (char)snapshot.Parameters[layer.Biases][0]));
        Assert.Equal(Activation.Relu, snapshot.Network.Layers[0].Activation);
        Assert.Equal(["The file does not state its network; as told, its layers are, in order: 'z' as hidden, 'x' as output."], snapshot.Assumptions);
        Assert.Contains("'w'", Refused(tensors, new ForeignNetwork { Layers = ["w"] }));
    }

    [Fact]
    public void HalfPrecisionAndNoBias_AreTakenAndSaid()
    {
        Snapshot snapshot = Interpret([new Tensor("weight", ElementType.F64, [1, 2], new byte[16])]);
        Assert.Equal([0f], snapshot.Parameters["output.b"].ToArray());
        Assert.Contains("There are no biases for '': they are taken to be zero.", snapshot.Assumptions);
        Assert.Contains("Double-precision numbers were rounded to single precision.", snapshot.Assumptions);
    }

    [Fact]
    public void WhatIsNoNetwork_IsRefused()
    {
        Tensor w = Tensor.FromFloats("a.W", [2, 3], new float[6]);
        Assert.Contains("no layer", Refused([]));
        Assert.Contains("which are not 1 square maps", Refused([w, Tensor.FromFloats("conv.weight", [1, 1, 2, 2], new float[4])]));
        Assert.Contains("no dense layer behind them", Refused([Tensor.FromFloats("conv.weight", [1, 1, 2, 2], new float[4])]));
        Assert.Contains("no part of a layer", Refused([w, Tensor.FromFloats("conv.weight", [1, 1, 2, 3], new float[6])]));
        Assert.Contains("no part of a layer", Refused([w, Tensor.FromFloats("norm.running_mean", [2], new float[2])]));
        Assert.Contains("no part of a layer", Refused([new Tensor("a.W", ElementType.F32, [0, 3], Array.Empty<byte>())]));
        Assert.Contains("two tensors for the same part", Refused([w, Tensor.FromFloats("a.weight", [3, 2], new float[6])]));
        Assert.Contains("but no weights", Refused([w, Tensor.FromFloats("b.b", [2], new float[2])]));
        Assert.Contains("but 2 biases", Refused([w, Tensor.FromFloats("a.b", [2], new float[2])]));
        Assert.Contains("holds I32", Refused([new Tensor("a.W", ElementType.I32, [1, 1], new byte[4])]));
        Assert.Contains("do not follow one another: 'a' 2x3, 'b' 2x3", Refused([w, w with { Name = "b.W" }]));
        Assert.Contains("told to come before it", Refused([w, w with { Name = "b.W" }], new ForeignNetwork { Layers = ["a", "b"] }));
    }

    [Fact]
    public void Chain_RandomNetworks_IsFoundWhateverTheOrderOfTheLayers()
    {
        // Widths from a small set, so that layers of the same shape and circles are frequent; the reference is the network itself.
        var random = new Random(1);
        for (int round = 0; round < 300; round++)
        {
            int[] widths = [.. Enumerable.Range(0, random.Next(2, 9)).Select(_ => random.Next(1, 4))];
            (long Inputs, long Outputs)[] layers = [.. widths.Zip(widths.Skip(1)).Select(pair => ((long)pair.First, (long)pair.Second))];
            random.Shuffle(layers);
            int[] order = LayerChain.Find(layers)!;
            Assert.Equal(Enumerable.Range(0, layers.Length), order.Order());
            Assert.All(order.Zip(order.Skip(1)), pair => Assert.Equal(layers[pair.First].Outputs, layers[pair.Second].Inputs));
        }
    }

    [Theory]
    [InlineData("fc2", "fc10")]
    [InlineData("a1b2", "a1b10")]
    [InlineData("layers.9.x", "layers.10.a")]
    [InlineData("a", "b")]
    [InlineData("a", "a1")]
    [InlineData("", "a")]
    [InlineData("a01", "a1")]
    public void NaturalOrder_PutsTheFirstFirst(string first, string second)
    {
        Assert.True(NaturalOrder.Instance.Compare(first, second) < 0);
        Assert.True(NaturalOrder.Instance.Compare(second, first) > 0);
        Assert.Equal(0, NaturalOrder.Instance.Compare(first, first));
    }

    private static Snapshot Interpret(Tensor[] tensors, ForeignNetwork? told = null) =>
        Snapshot.From(ArrayFile.Of(new Safetensors(new Dictionary<string, string> { ["format"] = "pt" }, tensors)), "f", told);

    private static string Refused(Tensor[] tensors, ForeignNetwork? told = null) =>
        Assert.Throws<UnusableInputException>(() => Interpret(tensors, told)).Message;
}
