using Minima.Geometry;
using Minima.Numerics;

namespace Minima.Tests.Geometry;

public sealed class PairCostTests
{
    [Fact]
    public void OfScale_RandomPairs_IsNotAboveAnyScaleOfAFineGrid()
    {
        var random = new RandomState(3);
        for (int trial = 0; trial < 400; trial++)
        {
            // Vectors in the plane of very different lengths, so that one and three roots, and both signs of both products, occur.
            double[] a = [.. Enumerable.Range(0, 4).Select(_ => random.StandardNormal())];
            double size = Elementary.Exp(random.Uniform(-4, 4)), other = Elementary.Exp(random.Uniform(-4, 4));
            double[] b = [size * random.StandardNormal(), size * random.StandardNormal(), other * random.StandardNormal(), other * random.StandardNormal()];
            (double cost, double scale) = Of(a, b);
            Assert.True(scale > 0);
            Assert.True(Math.Abs(cost - Plainly(a, b, scale)) <= 1e-9 * (1 + cost), $"{cost}, {Plainly(a, b, scale)} at {scale}");
            double least = Enumerable.Range(0, 6_000).Min(k => Plainly(a, b, Elementary.Exp((k - 3_000) * 3e-3)));
            Assert.True(cost <= least + (1e-9 * least), $"{cost} at {scale}, but {least} in trial {trial}");
        }
    }

    [Fact]
    public void OfScale_NothingGoesOut_FitsWhatGoesIn()
    {
        Assert.Equal((5, 2), Of([2, 4, 2, 1], [1, 2, 0, 0]));
        Assert.Equal((5, 2), Of([2, 1, 2, 4], [0, 0, 4, 8]));
        Assert.Equal((25, 1), Of([2, 4, 2, 1], [0, 0, 0, 0]));
        Assert.Equal(1, Of([2, 4, 2, 1], [-1, -2, 0, 0]).Scale);
    }

    private static (double Cost, double Scale) Of(double[] a, double[] b) => PairCost.OfScale(
        (a[0] * a[0]) + (a[1] * a[1]), (b[0] * b[0]) + (b[1] * b[1]), (a[0] * b[0]) + (a[1] * b[1]),
        (a[2] * a[2]) + (a[3] * a[3]), (b[2] * b[2]) + (b[3] * b[3]), (a[2] * b[2]) + (a[3] * b[3]));

    private static double Plainly(double[] a, double[] b, double s)
    {
        double x = a[0] - (s * b[0]), y = a[1] - (s * b[1]), z = a[2] - (b[2] / s), w = a[3] - (b[3] / s);
        return (x * x) + (y * y) + (z * z) + (w * w);
    }
}
