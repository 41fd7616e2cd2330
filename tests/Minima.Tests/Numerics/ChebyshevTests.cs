using Minima.Numerics;

namespace Minima.Tests.Numerics;

public sealed class ChebyshevTests
{
    [Fact]
    public void Points_OfAnInterval_AreTheCosines()
    {
        double[] points = Chebyshev.Points(5, 2, 6);
        double[] expected = [2, 4 - Math.Sqrt(2), 4, 4 + Math.Sqrt(2), 6];
        Assert.All(points.Zip(expected), static pair => Assert.True(Math.Abs(pair.First - pair.Second) <= 1e-14));
    }

    [Fact]
    public void Factors_OfAPolynomial_GiveItExactly()
    {
        double[] points = Chebyshev.Points(6, -1.5, 2);
        static double Polynomial(double x) => (((((3 * x) - 2) * x * x) + 1) * x * x) - 4;
        foreach (double x in new[] { -1.5, -0.3, 0, 0.7, 1.9, 2 })
        {
            double value = Chebyshev.Factors(points, x).Zip(points, static (factor, point) => factor * Polynomial(point)).Sum();
            Assert.True(Math.Abs(value - Polynomial(x)) <= 1e-12, $"{x}: {value}, {Polynomial(x)}");
        }
    }

    [Fact]
    public void Factors_OfASmoothFunction_ConvergeGeometrically()
    {
        double Error(int count) => Enumerable.Range(0, 50).Max(i =>
        {
            double x = -1 + (i / 25.0);
            double[] points = Chebyshev.Points(count, -1, 1);
            return Math.Abs(Chebyshev.Factors(points, x).Zip(points, static (factor, point) => factor / (1 + (4 * point * point))).Sum() - (1 / (1 + (4 * x * x))));
        });
        Assert.True(Error(17) <= 1e-3);
        Assert.True(Error(33) <= 1e-6);
    }
}
