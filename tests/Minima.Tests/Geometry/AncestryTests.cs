using Minima.Geometry;
using Minima.Networks;
using Minima.Numerics;
using Minima.Tests.Networks;

namespace Minima.Tests.Geometry;

public sealed class AncestryTests
{
    [Fact]
    public void Of_PointsNearEachOther_AreKin()
    {
        Network network = Network.Perceptron(10, [30, 20], 4);
        Parameters a = SmallData.Point(network, 1), b = a.Clone();
        var random = new RandomState(5);
        foreach (ref float value in b.Values.AsSpan())
            value += (float)random.Uniform(-0.05, 0.05);
        var ancestry = Ancestry.Of(Aligner.Align(network, a, b).Symmetry);
        Assert.Equal((50, 50, true), (ancestry.Units, ancestry.Own, ancestry.IsKin));
        Assert.Equal(2, ancestry.Expected);
        Assert.Contains("common start", ancestry.Sentence);

        // Exchanged, they hide it.
        Symmetry exchange = Aligner.Random(network, new RandomState(9), SymmetryKind.Permutation);
        var hidden = Ancestry.Of(Aligner.Align(network, a, exchange.Apply(b)).Symmetry);
        Assert.Equal(exchange.Maps.Sum(static map => map.Source.Where(static (from, to) => from == to).Count()), hidden.Own);
        Assert.False(hidden.IsKin);
    }

    [Theory]
    [InlineData(Activation.Tanh)]
    [InlineData(Activation.Relu)]
    public void Of_UnrelatedPoints_MatchAsChanceDoes(Activation activation)
    {
        // 8 pairs with 3 layers: 24 units by chance, with a standard deviation of root 24; also where a search begins with the units as they are.
        Network network = Network.Perceptron(10, [16, 16, 16], 4, activation);
        int own = 0;
        for (uint i = 0; i < 8; i++)
        {
            Parameters a = SmallData.Point(network, 100 + i), b = SmallData.Point(network, 200 + i);
            var ancestry = Ancestry.Of(Aligner.Align(network, a, b, randomStarts: 0).Symmetry);
            Assert.False(ancestry.IsKin);
            own += ancestry.Own;
        }

        Assert.True(own is >= 4 and <= 48, $"{own}");
    }
}
