using Minima.Data;
using Minima.Geometry;
using Minima.Networks;
using Minima.Numerics;

namespace Minima.Tests.Geometry;

/// <summary>With tied sigmoid weights units can be exchanged and flipped: W_j and b_j change their sign, and b' takes up W_j.</summary>
public sealed class AutoencoderSymmetryTests
{
    private static readonly Network Autoencoder = Network.Autoencoder(18, 12);

    [Fact]
    public void Apply_AnySymmetry_GivesTheSameBack()
    {
        var random = new RandomState(4);
        Parameters point = Point(1);
        float[] values = new float[40 * 18];
        random.Uniform(0, 1, values);
        using var reconstruction = new Reconstruction(Autoencoder, Examples.FromValues(values, new byte[40], 18), 1);
        float[] expected = reconstruction.Outputs(point);
        for (int i = 0; i < 20; i++)
        {
            Symmetry symmetry = Aligner.Random(Autoencoder, random);
            Assert.Contains(-1, symmetry.Maps[0].Factor);
            float[] given = reconstruction.Outputs(symmetry.Apply(point));
            for (int k = 0; k < given.Length; k++)
                Assert.True(Math.Abs(given[k] - expected[k]) <= 2e-6, $"{given[k]} is not {expected[k]}");
        }
    }

    [Fact]
    public void Flip_WrittenPlainly_IsWhatTheSymmetryDoes()
    {
        Parameters point = Point(2);
        var map = new UnitMap([.. Enumerable.Range(0, 12)], [.. Enumerable.Range(0, 12).Select(static j => j == 7 ? -1.0 : 1.0)]);
        Parameters copy = new Symmetry(Autoencoder, [map]).Apply(point);
        for (int i = 0; i < 18; i++)
        {
            float weight = point["hidden.W"][(i * 12) + 7];
            Assert.Equal(-weight, copy["hidden.W"][(i * 12) + 7]);
            Assert.True(Math.Abs(copy["visible.b"][i] - ((double)point["visible.b"][i] + weight)) <= 1e-6, "b'");
        }

        Assert.Equal(-point["hidden.b"][7], copy["hidden.b"][7]);
    }

    [Fact]
    public void Align_PlantedSymmetries_AreRecovered()
    {
        var random = new RandomState(9);
        for (int i = 0; i < 20; i++)
        {
            Parameters point = Point((uint)(10 + i));
            Parameters copy = Aligner.Random(Autoencoder, random).Apply(point);
            AlignmentResult found = Aligner.Align(Autoencoder, point, copy);
            Parameters back = found.Symmetry.Apply(copy);
            for (int k = 0; k < back.Values.Length; k++)
                Assert.True(Math.Abs(back.Values[k] - point.Values[k]) <= 2e-6, $"number {k}");
            Assert.True(found.SquaredDistance <= 1e-9, $"distance {found.SquaredDistance}");
        }
    }

    [Fact]
    public void Align_TwoPoints_IsTheBestOfManySymmetries()
    {
        Network small = Network.Autoencoder(5, 3);
        Parameters a = Point(3, small), b = Point(4, small);
        AlignmentResult found = Aligner.Align(small, a, b);
        AlignmentCoordinates mine = new(small, a), theirs = new(small, b);
        double least = double.PositiveInfinity;
        foreach (int[] order in (int[][])[[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]])
        {
            for (int signs = 0; signs < 8; signs++)
                least = Math.Min(least, mine.SquaredDistance(theirs, [new UnitMap(order, [.. Enumerable.Range(0, 3).Select(j => (signs >> j & 1) == 0 ? 1.0 : -1.0)])]));
        }

        Assert.True(Math.Abs(found.SquaredDistance - least) <= 1e-9 * least, $"{found.SquaredDistance} is not {least}");
    }

    private static Parameters Point(uint seed, Network? network = null)
    {
        network ??= Autoencoder;
        Parameters point = StackedStart.Draw(network, seed).Parameters;
        var random = new RandomState(seed + 100);
        random.Uniform(-0.5, 0.5, point["hidden.b"]);
        random.Uniform(-0.5, 0.5, point["visible.b"]);
        return point;
    }
}
