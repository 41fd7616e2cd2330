using Minima.Formats;
using Minima.Geometry;
using Minima.Networks;
using Minima.Numerics;
using Minima.Studies;
using Minima.Tests.Networks;

namespace Minima.Tests.Studies;

public sealed class AlignmentReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Activation.Tanh)]
    [InlineData(Activation.Sigmoid)]
    [InlineData(Activation.Relu)]
    public void Read_WithShift_MakesACopyOfTheSameFunction(Activation activation)
    {
        Network network = Network.Perceptron(6, [5, 4], 3, activation);
        Parameters b = SmallData.Point(network, 1);
        Symmetry symmetry = Aligner.Random(network, new RandomState(2));
        string factors = activation == Activation.Relu ? "scales" : "signs";
        EquivalentCopy copy = Read(
            network,
            Whole("hidden1.permutation", symmetry.Maps[0].Source), Doubles($"hidden1.{factors}", symmetry.Maps[0].Factor),
            Whole("hidden2.permutation", symmetry.Maps[1].Source), Doubles($"hidden2.{factors}", symmetry.Maps[1].Factor),
            Doubles("output.W.shift", [0.5, -0.25, 1, 2]), Doubles("output.b.shift", [3]));
        Parameters moved = copy.Apply(b), plain = symmetry.Apply(b);
        Assert.Equal(plain["hidden2.W"].ToArray(), moved["hidden2.W"].ToArray());
        Assert.Equal(plain["output.W"][4] - 0.25f, moved["output.W"][4]);
        Assert.Equal(plain["output.b"][1] + 3, moved["output.b"][1]);
        using var functional = new Functional(network, SmallData.Draw(3, 40, 6, 3));
        float[] before = functional.LogProbabilities(b), after = functional.LogProbabilities(moved);
        for (int i = 0; i < before.Length; i++)
            Assert.True(Math.Abs(before[i] - after[i]) <= 2e-5, $"{before[i]} became {after[i]}");
    }

    [Fact]
    public void Read_BareNamesOfOneLayer_AreUnderstood()
    {
        Network network = Network.Perceptron(6, [3], 3);
        EquivalentCopy copy = Read(network, new Tensor("permutation", ElementType.U8, [3], new byte[] { 2, 0, 1 }));
        Assert.Equal([2, 0, 1], copy.Symmetry.Maps[0].Source);
        Assert.Equal([1, 1, 1], copy.Symmetry.Maps[0].Factor);
        Assert.Null(copy.Shift);
    }

    [Fact]
    public void Read_WhatIsNoSymmetry_IsRefusedWithTheReason()
    {
        Network tanh = Network.Perceptron(6, [3], 3), relu = Network.Perceptron(6, [3], 3, Activation.Relu);
        Tensor good = Whole("hidden.permutation", [1, 0, 2]);
        Refused("no array 'hidden.permutation'; expected are hidden.permutation, hidden.signs", tanh);
        Refused("'hidden.permutation' is no permutation: unit 1 stands at place 0 and again at place 2", tanh, Whole("hidden.permutation", [1, 0, 1]));
        Refused("'hidden.permutation' has 3 at place 1; 'hidden' has the units 0 to 2", tanh, Whole("hidden.permutation", [1, 3, 2]));
        Refused("'hidden.permutation' has -1 at place 0", tanh, Whole("hidden.permutation", [-1, 0, 2]));
        Refused("has the shape [2]; [3] is expected", tanh, Whole("hidden.permutation", [1, 0]));
        Refused("whole numbers are expected", tanh, Doubles("hidden.permutation", [1, 0, 2]));
        Refused("'hidden.signs' has 0.5 at place 1; 1 or -1 is expected", tanh, good, Doubles("hidden.signs", [1, 0.5, -1]));
        Refused("the units of 'hidden' have no scales", tanh, good, Doubles("hidden.scales", [1, 1, 1]));
        Refused("the units of 'hidden' have no signs", relu, good, Doubles("hidden.signs", [1, 1, 1]));
        Refused("'hidden.scales' has 0 at place 2; a positive number is expected", relu, good, Doubles("hidden.scales", [1, 2, 0]));
        Refused("'hidden.scales' has NaN at place 0", relu, good, Doubles("hidden.scales", [double.NaN, 2, 1]));
        Refused("'output.b.shift' has Infinity at place 0; a finite number is expected", tanh, good, Doubles("output.b.shift", [double.PositiveInfinity]));
        Refused("holds 'other', which is no part of an alignment", tanh, good, Whole("other", [1]));
    }

    [Fact]
    public void Read_FileOfAnotherNetworkOrFormat_IsRefused()
    {
        Network network = Network.Perceptron(6, [3], 3);
        Tensor good = Whole("hidden.permutation", [1, 0, 2]);
        RefusedWith("was made for another network", network, new() { ["network"] = "[]" }, good);
        RefusedWith("'minima-alignment-1' is expected", network, new() { ["format"] = "minima-snapshot-1" }, good);
    }

    private EquivalentCopy Read(Network network, params Tensor[] tensors) => ReadWith(network, [], tensors);

    private EquivalentCopy ReadWith(Network network, Dictionary<string, string> metadata, params Tensor[] tensors)
    {
        new Npz(metadata, tensors).Write(_folder["a.npz"]);
        return AlignmentFile.Read(_folder["a.npz"], network);
    }

    private void Refused(string words, Network network, params Tensor[] tensors) => RefusedWith(words, network, [], tensors);

    private void RefusedWith(string words, Network network, Dictionary<string, string> metadata, params Tensor[] tensors)
    {
        string message = Assert.Throws<UnusableInputException>(() => ReadWith(network, metadata, tensors)).Message;
        Assert.Contains(words, message);
        Assert.Contains("a.npz'", message);
    }

    private static Tensor Whole(string name, IReadOnlyList<int> values) =>
        new(name, ElementType.I32, [values.Count], values.SelectMany(BitConverter.GetBytes).ToArray());

    private static Tensor Doubles(string name, IReadOnlyList<double> values) =>
        new(name, ElementType.F64, [values.Count], values.SelectMany(BitConverter.GetBytes).ToArray());
}
