using Minima.Geometry;
using Minima.Networks;
using Minima.Numerics;

namespace Minima.Tests.Geometry;

public sealed class UnitRotationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(9)]
    [InlineData(31)]
    public void Apply_ToTheUnitVectors_GivesAnOrthogonalMatrix(int count)
    {
        double[] q = Matrix(count, 4);
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < count; j++)
            {
                double product = 0;
                for (int k = 0; k < count; k++)
                    product += q[(i * count) + k] * q[(j * count) + k];
                Assert.True(Math.Abs(product - (i == j ? 1 : 0)) <= 1e-13);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(35)]
    [InlineData(77)]
    public void Apply_ToManyRows_GivesEachTheBitsThatItGetsAlone(int count)
    {
        // Rows are taken by fours, and through 32 reflections at a time; a single one goes through all of them.
        const int Rows = 6;
        var random = new RandomState(8);
        double[] rows = [.. Enumerable.Range(0, Rows * count).Select(_ => random.StandardNormal())], together = [.. rows];
        var rotation = new UnitRotation(count, new RandomState(5));
        rotation.Apply(together);
        for (int row = 0; row < Rows; row++)
            rotation.Apply(rows.AsSpan(row * count, count));
        Assert.Equal(rows, together);
    }

    [Fact]
    public void Draws_OverManySeeds_AreUniformOnTheSphere()
    {
        // Each entry of a uniform orthogonal matrix has the mean 0 and the variance 1/n: with 4,000 draws of n = 3 the mean is within
        // 0.05 (5.5 standard errors) and the mean square within 0.03 of 1/3 (6 standard errors; the variance of a square is 4/45).
        const int count = 3, draws = 4_000;
        double[] means = new double[9], squares = new double[9];
        for (uint seed = 0; seed < draws; seed++)
        {
            double[] q = Matrix(count, seed);
            for (int i = 0; i < q.Length; i++)
            {
                means[i] += q[i] / draws;
                squares[i] += q[i] * q[i] / draws;
            }
        }

        Assert.All(means, static mean => Assert.True(Math.Abs(mean) <= 0.05, $"{mean}"));
        Assert.All(squares, static square => Assert.True(Math.Abs(square - (1.0 / 3)) <= 0.03, $"{square}"));
    }

    [Fact]
    public void Rotated_Network_KeepsSecondMomentsOfItsUnits()
    {
        Network network = Network.Perceptron(5, [7], 3);
        var parameters = new Parameters(network.Layout);
        new RandomState(1).Uniform(-1, 1, parameters.Values);
        var before = new AlignmentCoordinates(network, parameters);
        AlignmentCoordinates after = before.Rotated(new RandomState(2));
        Assert.True(Math.Abs(before.SquaredNorm() - after.SquaredNorm()) <= 1e-12);
        double[] x = [.. before.Units(0, false, null), .. before.Units(0, true, null)], y = [.. after.Units(0, false, null), .. after.Units(0, true, null)];
        Assert.True(Math.Abs(x[0] - y[0]) >= 1e-3);
        for (int r = 0; r < 9; r++)
        {
            for (int s = 0; s < 9; s++)
            {
                (double old, double now) = (0, 0);
                for (int j = 0; j < 7; j++)
                    (old, now) = (old + (x[(r * 7) + j] * x[(s * 7) + j]), now + (y[(r * 7) + j] * y[(s * 7) + j]));
                Assert.True(Math.Abs(old - now) <= 1e-13, $"rows {r}, {s}: {old} became {now}");
            }
        }
    }

    private static double[] Matrix(int count, uint seed)
    {
        double[] rows = new double[count * count];
        for (int i = 0; i < count; i++)
            rows[(i * count) + i] = 1;
        new UnitRotation(count, new RandomState(seed)).Apply(rows);
        return rows;
    }
}
