using Minima.Geometry;
using Minima.Networks;
using Minima.Numerics;

namespace Minima.Tests.Geometry;

public sealed class PrincipalComponentsTests
{
    private static readonly Network Wide = Network.Perceptron(200, [300], 10);

    /// <summary>
    /// A walk of n equal steps at right angles to each other: its components tend to those of the integral of Brownian motion's covariance,
    /// with eigenvalues 1 / (pi k)^2 after centring, whose sum is 1/6 (Antognini, Sohl-Dickstein 2018): 6 / pi^2 and a quarter of it.
    /// </summary>
    [Fact]
    public void Of_WalkOfEqualRandomSteps_ShowsSixOverPiSquared()
    {
        Parameters[] walk = Walk(60, 1);
        PrincipalComponents components = PrincipalComponents.Of(walk);
        Assert.True(Math.Abs(components.Explained[0] - (6 / (Math.PI * Math.PI))) <= 0.01, $"{components.Explained[0]}");
        Assert.True(Math.Abs(components.Explained[1] - (1.5 / (Math.PI * Math.PI))) <= 0.01, $"{components.Explained[1]}");
        Assert.True(Math.Abs(components.Explained.Sum() - 1) <= 1e-12);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.6)]
    public void RandomWalks_OfGivenSteps_AreWhatDrawnOnesShow(double straightness)
    {
        double[] steps = [.. Enumerable.Range(0, 30).Select(static i => 1 / (1.0 + i))];
        PrincipalComponents drawn = PrincipalComponents.Of(Walk(31, 4, steps, straightness)), known = RandomWalks.Components(steps, straightness);
        for (int k = 0; k < 4; k++)
            Assert.True(Math.Abs(drawn.Explained[k] - known.Explained[k]) <= 0.01, $"{k}: {drawn.Explained[k]}, {known.Explained[k]}");
    }

    [Fact]
    public void RandomWalks_OfManyEqualSteps_ShowSixOverPiSquared()
    {
        PrincipalComponents components = RandomWalks.Components([.. Enumerable.Repeat(0.3, 200)], 0);
        Assert.True(Math.Abs(components.Explained[0] - 0.608) <= 0.01, $"{components.Explained[0]}");
        Assert.True(Math.Abs(components.Explained[1] - 0.152) <= 0.01, $"{components.Explained[1]}");
        Assert.True(RandomWalks.Components([1, 2, 3], 1).Explained[0] >= 1 - 1e-12);
        Assert.Throws<ArgumentOutOfRangeException>(() => RandomWalks.Components([1, 2, 3], 1.1));
    }

    [Fact]
    public void ToPlane_OfPoints_HasTheirMeanAndCoordinates()
    {
        Parameters[] walk = Walk(9, 2);
        PrincipalComponents components = PrincipalComponents.Of(walk);
        Plane plane = components.ToPlane(walk);
        double variance = 0, along = 0;
        for (int i = 0; i < walk.Length; i++)
        {
            Projection foot = plane.Project(walk[i]);
            Assert.True(Math.Abs(foot.X - components.Coordinate(i, 0)) <= 1e-4 * Math.Abs(foot.X) + 1e-4, $"{foot.X}, {components.Coordinate(i, 0)}");
            Assert.True(Math.Abs(foot.Y - components.Coordinate(i, 1)) <= 1e-4 * Math.Abs(foot.Y) + 1e-4, $"{foot.Y}, {components.Coordinate(i, 1)}");
            along += foot.X * foot.X;
            variance += (foot.X * foot.X) + (foot.Y * foot.Y) + (foot.Distance * foot.Distance);
        }

        // What lies off the plane and what it explains make up all of the variance.
        Assert.True(Math.Abs((along / variance) - components.Explained[0]) <= 1e-5, $"{along / variance}, {components.Explained[0]}");
        Assert.True(Math.Abs(plane.Cosine) <= 1e-6);
    }

    [Fact]
    public void Of_TooFewOrEqualPoints_IsRefused()
    {
        Parameters a = Walk(1, 1)[0];
        Assert.Throws<UnusableInputException>(() => PrincipalComponents.Of([a, a.Clone()]));
        Assert.Throws<UnusableInputException>(() => PrincipalComponents.Of([a, a.Clone(), a.Clone()]));
        Parameters b = Walk(2, 1)[1];
        Parameters[] line = [a, b, new(a.Layout, [.. a.Values.Zip(b.Values, static (x, y) => (2 * y) - x)])];
        Assert.Throws<UnusableInputException>(() => PrincipalComponents.Of(line).ToPlane(line));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(17)]
    public void SymmetricEigen_RandomMatrix_TakesItApart(int n)
    {
        var random = new RandomState((uint)n);
        var matrix = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
                matrix[(i * n) + j] = matrix[(j * n) + i] = random.StandardNormal();
        }

        (double[] values, double[][] vectors) = SymmetricEigen.Of((double[])matrix.Clone(), n);
        Assert.Equal(values.OrderDescending(), values);
        for (int k = 0; k < n; k++)
        {
            for (int i = 0; i < n; i++)
            {
                double product = Enumerable.Range(0, n).Sum(j => matrix[(i * n) + j] * vectors[k][j]);
                Assert.True(Math.Abs(product - (values[k] * vectors[k][i])) <= 1e-12 * n, $"{k}, {i}");
            }

            for (int l = 0; l <= k; l++)
                Assert.True(Math.Abs(vectors[k].Zip(vectors[l], static (x, y) => x * y).Sum() - (k == l ? 1 : 0)) <= 1e-13 * n);
        }
    }

    /// <summary>A walk whose steps go the part <paramref name="straightness"/> along the first axis, and the rest in drawn directions.</summary>
    private static Parameters[] Walk(int points, uint seed, double[]? steps = null, double straightness = 0)
    {
        var random = new RandomState(seed);
        var at = new double[Wide.Layout.Count];
        var walk = new Parameters[points];
        var step = new double[at.Length];
        for (int i = 0; i < points; i++)
        {
            walk[i] = new Parameters(Wide.Layout, [.. at.Select(static value => (float)value)]);
            foreach (ref double part in step.AsSpan())
                part = random.StandardNormal();
            double length = steps is null ? 10 : i < steps.Length ? steps[i] : 0;
            double scale = length * Math.Sqrt(1 - (straightness * straightness)) / Math.Sqrt(step.Sum(static value => value * value));
            at[0] += length * straightness;
            for (int k = 0; k < at.Length; k++)
                at[k] += scale * step[k];
        }

        return walk;
    }
}
