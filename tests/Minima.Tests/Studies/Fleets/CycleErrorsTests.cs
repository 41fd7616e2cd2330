using Minima.Geometry;
using Minima.Networks;
using Minima.Numerics;
using Minima.Studies.Fleets;

namespace Minima.Tests.Studies.Fleets;

public sealed class CycleErrorsTests
{
    private static readonly Network Network = Network.Perceptron(6, [10, 10], 3);

    [Fact]
    public void Of_AlignmentsFromOneReference_AreAllZero()
    {
        // Where network i is g_i of one network, what brings j to i is g_i after the inverse of g_j.
        Symmetry[] of = [.. Enumerable.Range(0, 5).Select(static i => Aligner.Random(Network, new RandomState((uint)i)))];
        CycleErrors errors = CycleErrors.Of(5, (i, j) => of[i].After(of[j].Inverse()))!;
        Assert.Equal((0.0, 0.0, 0.0, 10), (errors.Share.Value, errors.Least, errors.Largest, errors.Triples));
    }

    [Fact]
    public void Lost_UnitsThatWereExchangedOrFlippedOnTheWay_AreCounted()
    {
        Symmetry identity = Symmetry.Identity(Network);
        Symmetry swapped = new(Network, [new UnitMap([1, 0, 2, 3, 4, 5, 6, 7, 8, 9], [1, 1, 1, 1, 1, -1, 1, 1, 1, 1]), identity.Maps[1]]);
        Assert.Equal(0, CycleErrors.Lost(identity, identity, identity));
        Assert.Equal(3 / 20.0, CycleErrors.Lost(identity, swapped, identity), 12);
        Assert.Equal(3 / 20.0, CycleErrors.Lost(swapped, identity, identity), 12);
        Assert.Equal(0, CycleErrors.Lost(swapped, identity, swapped));
        Assert.Equal(0, CycleErrors.Lost(swapped, swapped, identity));
    }

    [Fact]
    public void Of_AlignmentsByChance_LoseWhatChanceDoes()
    {
        const int Networks = 40;
        Symmetry[,] drawn = new Symmetry[Networks, Networks];
        var random = new RandomState(4);
        for (int i = 0; i < Networks; i++)
        {
            for (int j = i + 1; j < Networks; j++)
                drawn[i, j] = Aligner.Random(Network, random);
        }

        CycleErrors errors = CycleErrors.Of(Networks, (i, j) => drawn[i, j])!;
        Assert.Equal(0.95, errors.ByChance, 12);
        Assert.True(Math.Abs(errors.Share.Value - 0.95) <= 0.01, $"{errors.Share}");
    }

    [Fact]
    public void Of_TwoNetworks_IsNothing() => Assert.Null(CycleErrors.Of(2, static (_, _) => Symmetry.Identity(Network)));
}
