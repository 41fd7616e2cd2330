using Minima.Numerics;

namespace Minima.Tests.Numerics;

public sealed class DotProductsTests
{
    [Fact]
    public void Multiply_OfAllSmallSizes_GivesInnerProductsOfRows()
    {
        var random = new RandomState(3);
        for (int m = 1; m <= 9; m++)
        {
            for (int n = 1; n <= 7; n++)
            {
                foreach (int k in (int[])[0, 1, 3, 4, 5, 8, 13])
                    Check(random, m, n, k);
            }
        }
    }

    [Fact]
    public void Multiply_InParts_GivesTheSameBits()
    {
        var random = new RandomState(4);
        double[] a = Draw(random, 11 * 10), b = Draw(random, 7 * 10), whole = new double[11 * 7], parts = new double[11 * 7];
        DotProducts.Multiply(a, b, whole, 7, 10, 0, 11);
        foreach ((int first, int end) in new[] { (3, 8), (0, 3), (8, 11) })
            DotProducts.Multiply(a, b, parts, 7, 10, first, end);
        Assert.Equal(whole, parts);
    }

    [Fact]
    public void Multiply_BeyondAnArray_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(static () => DotProducts.Multiply(new double[5], new double[6], new double[4], 2, 3, 0, 2));

    private static void Check(RandomState random, int m, int n, int k)
    {
        double[] a = Draw(random, m * k), b = Draw(random, n * k), c = new double[m * n];
        DotProducts.Multiply(a, b, c, n, k, 0, m);
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                double expected = Enumerable.Range(0, k).Sum(x => a[(i * k) + x] * b[(j * k) + x]);
                Assert.True(Math.Abs(expected - c[(i * n) + j]) <= 1e-13, $"{m} x {n} x {k} at {i}, {j}: {expected} {c[(i * n) + j]}");
            }
        }
    }

    private static double[] Draw(RandomState random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.StandardNormal())];
}
