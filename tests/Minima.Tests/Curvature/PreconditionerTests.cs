using Minima.Curvature;
using Minima.Data;
using Minima.Networks;
using Minima.Numerics;
using Minima.Tests.Networks;

namespace Minima.Tests.Curvature;

public sealed class PreconditionerTests
{
    private const double L2 = 1e-3;

    [Theory]
    [InlineData(new int[0], Activation.Tanh)]
    [InlineData(new[] { 5 }, Activation.Tanh)]
    [InlineData(new[] { 5 }, Activation.Relu)]
    [InlineData(new[] { 6, 4 }, Activation.Sigmoid)]
    public void Factors_OfOneExample_AreItsGaussNewtonMatrix(int[] hidden, Activation activation)
    {
        (Network network, Examples data, double[] point) = SpectrumTests.Make(6, hidden, 3, activation, 0);
        Examples one = data.Slice(3, 1);
        using var functional = new PreciseFunctional(network, one, 0, L2, 1);
        functional.MoveTo(point);
        LayerFactors[] factors = functional.Factors();
        double[][] slopes = LogProbabilitySlopes(network, one, point, out double[] p);
        for (int layer = 0; layer < factors.Length; layer++)
        {
            Layer own = network.Layers[layer];
            int offset = network.Layout[own.Weights].Offset, count = (own.Inputs + 1) * own.Outputs;
            for (int r = 0; r < count; r++)
            {
                for (int s = 0; s < count; s++)
                {
                    // With all classes as outcomes by their probabilities, the mean of the squared slopes of ln p is the Gauss-Newton matrix.
                    double expected = Enumerable.Range(0, 3).Sum(k => p[k] * slopes[k][offset + r] * slopes[k][offset + s]);
                    double found = factors[layer].A[(r / own.Outputs * (own.Inputs + 1)) + (s / own.Outputs)] * factors[layer].G[(r % own.Outputs * own.Outputs) + (s % own.Outputs)];
                    SpectrumTests.AssertClose(expected, found, 1e-6, $"layer {layer}, {r}, {s}");
                }
            }
        }
    }

    [Theory]
    [InlineData(new[] { 5 })]
    [InlineData(new[] { 6, 4 })]
    public void Apply_ToAProductWithItsMatrix_GivesTheVectorBack(int[] hidden)
    {
        (Network network, Examples data, double[] point) = SpectrumTests.Make(6, hidden, 3, Activation.Tanh, 1);
        using var functional = new PreciseFunctional(network, data, 0, L2, 2);
        functional.MoveTo(point);
        double[] vector = Draw(point.Length, 3), image = new double[point.Length];
        LayerFactors[] factors = functional.Factors();
        for (int layer = 0; layer < factors.Length; layer++)
        {
            Layer own = network.Layers[layer];
            int offset = network.Layout[own.Weights].Offset, outputs = own.Outputs, count = (own.Inputs + 1) * outputs;
            for (int r = 0; r < count; r++)
            {
                image[offset + r] = 2 * L2 * vector[offset + r];
                for (int s = 0; s < count; s++)
                    image[offset + r] += factors[layer].A[(r / outputs * (own.Inputs + 1)) + (s / outputs)] * factors[layer].G[(r % outputs * outputs) + (s % outputs)] * vector[offset + s];
            }
        }

        // Eigenvalues of which a 50th is lost to the penalty are left out.
        double[] back = Preconditioner.Of(functional, 0).Apply(image);
        double apart = Math.Sqrt(back.Zip(vector, static (x, y) => (x - y) * (x - y)).Sum() / vector.Sum(static x => x * x));
        Assert.True(apart <= 0.02, $"{apart}");
    }

    [Fact]
    public void TrustRegion_ASmallerRadius_TakesTheSameWayWithoutNewProducts()
    {
        double[] gradient = Draw(40, 5), bend = [.. Enumerable.Range(0, 40).Select(static i => 0.01 + i)], scale = [.. Enumerable.Range(0, 40).Select(static i => 2.0 + (i % 3))];
        int products = 0;
        TrustRegion Region() => new(gradient, Product, r => [.. r.Zip(scale, static (x, m) => x / m)]);
        TrustRegion region = Region();
        NewtonStep whole = region.Within(1e6, 1e-12, 1000);
        Assert.False(whole.AtEdge);
        for (int i = 0; i < 40; i++)
            SpectrumTests.AssertClose(-gradient[i] / bend[i], whole.Step[i], 1e-8 * Math.Abs(gradient[i] / bend[i]) + 1e-10, "Newton's step");
        SpectrumTests.AssertClose(gradient.Zip(bend, static (g, h) => g * g / (2 * h)).Sum(), whole.Decrease, 1e-9 * whole.Decrease, "decrease");

        int before = products;
        NewtonStep near = region.Within(0.9, 1e-12, 1000);
        Assert.Equal(before, products);
        NewtonStep anew = Region().Within(0.9, 1e-12, 1000);
        Assert.True(near.AtEdge && anew.AtEdge);
        for (int i = 0; i < 40; i++)
            SpectrumTests.AssertClose(anew.Step[i], near.Step[i], 1e-14, "step");
        SpectrumTests.AssertClose(0.9, Math.Sqrt(near.Step.Zip(scale, static (x, m) => m * x * x).Sum()), 1e-12, "length");
        double model = near.Step.Select((x, i) => (gradient[i] * x) + (0.5 * bend[i] * x * x)).Sum();
        SpectrumTests.AssertClose(-model, near.Decrease, 1e-12, "decrease at the edge");

        bend[7] = -3;
        NewtonStep down = Region().Within(5, 1e-12, 1000);
        Assert.True(down.AtEdge && down.Decrease > 0);

        double[] Product(double[] v)
        {
            products++;
            return [.. v.Zip(bend, static (x, h) => x * h)];
        }
    }

    [Fact]
    public void SmallestEigenvalue_BesideACluster_IsFoundWithItsVector()
    {
        // Most eigenvalues are 2e-4, some large, and one is a little below: as at a minimum.
        double[] values = [.. Enumerable.Range(0, 300).Select(static i => i < 250 ? 2e-4 : 0.002 * Math.Pow(1.15, i - 250))];
        (values[17], values[30]) = (-3e-6, 1e-5);
        var search = new SmallestEigenvalue();
        search.Find(
            Draw(300, 7), v => [.. v.Zip(values, static (x, h) => x * h)], r => [.. r.Zip(values, static (x, h) => x / Math.Max(2e-4, h))],
            static _ => { }, 200, static pair => pair.Residual <= 1e-12);
        SpectrumTests.AssertClose(-3e-6, search.Pair.Value, 1e-12, "value");
        Assert.True(search.Pair.Residual <= 1e-12);
        SpectrumTests.AssertClose(1, Math.Abs(search.Vector[17]), 1e-9, "vector");
    }

    [Fact]
    public void SmallestEigenvalue_OfManyCloseOnes_TakesHardlyMoreProductsThanWithRoomForAll()
    {
        // The same in NumPy, in double precision: 222 products with room for all vectors, 249 cut as here, 276 without the best vector of the step before.
        double[] values =
        [
            .. Enumerable.Repeat(2e-4, 1500), .. Enumerable.Range(0, 400).Select(static i => 4.7e-6 * Math.Pow(1.9e-4 / 4.7e-6, i / 399.0)),
            .. Enumerable.Range(0, 100).Select(static i => 3e-4 * Math.Pow(0.5 / 3e-4, i / 99.0)),
        ];
        int products = 0;
        var search = new SmallestEigenvalue();
        search.Find(
            [.. Enumerable.Repeat(1.0, 2000)],
            v =>
            {
                products++;
                return [.. v.Zip(values, static (x, h) => x * h)];
            },
            r => [.. r.Zip(values, static (x, h) => x / Math.Max(2e-4, h))],
            static _ => { }, 1000, static pair => pair.Residual <= 1e-3 * Math.Abs(pair.Value));
        SpectrumTests.AssertClose(4.7e-6, search.Pair.Value, 1e-10, "value");
        Assert.InRange(products, 222, 262);
    }

    private static double[] Draw(int count, uint seed)
    {
        var random = new RandomState(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.StandardNormal())];
    }

    private static double[][] LogProbabilitySlopes(Network network, Examples one, double[] point, out double[] p)
    {
        const double width = 1e-5;
        var plain = new PlainNetwork(network, 0, 0);
        var row = new float[one.Width];
        one.CopyRow(0, row);
        double[] x = [.. row.Select(static value => (double)value)], at = [.. point];
        p = [.. plain.LogProbabilities(point, x).Select(Math.Exp)];
        double[][] slopes = [.. p.Select(_ => new double[point.Length])];
        for (int i = 0; i < point.Length; i++)
        {
            at[i] = point[i] + width;
            double[] right = plain.LogProbabilities(at, x);
            at[i] = point[i] - width;
            double[] left = plain.LogProbabilities(at, x);
            at[i] = point[i];
            for (int k = 0; k < slopes.Length; k++)
                slopes[k][i] = (right[k] - left[k]) / (2 * width);
        }

        return slopes;
    }
}
