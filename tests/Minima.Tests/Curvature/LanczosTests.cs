using Minima.Curvature;
using Minima.Numerics;

namespace Minima.Tests.Curvature;

public sealed class LanczosTests
{
    /// <summary>The second difference matrix: eigenvalues 2 - 2 cos(k pi / (n + 1)).</summary>
    [Fact]
    public void Tridiagonal_SecondDifferences_HasTheirEigenvaluesAndVectors()
    {
        const int n = 40;
        double[] diagonal = [.. Enumerable.Repeat(2.0, n)], off = [.. Enumerable.Repeat(-1.0, n)];
        var eigen = TridiagonalEigen.Of(diagonal, off);
        for (int k = 1; k <= n; k++)
        {
            SpectrumTests.AssertClose(2 - (2 * Math.Cos(k * Math.PI / (n + 1))), eigen.Values[k - 1], 1e-14 * n, $"eigenvalue {k}");
            double[] v = eigen.Basis[k - 1];
            for (int i = 0; i < n; i++)
            {
                double image = (2 * v[i]) - (i > 0 ? v[i - 1] : 0) - (i < n - 1 ? v[i + 1] : 0);
                SpectrumTests.AssertClose(eigen.Values[k - 1] * v[i], image, 1e-14 * n, $"vector {k}, component {i}");
            }

            SpectrumTests.AssertClose(1, v.Sum(static x => x * x), 1e-14 * n, "length");
        }
    }

    [Fact]
    public void Tridiagonal_WithZeroNeighbours_IsItsDiagonal() =>
        Assert.Equal([-4, 0, 1, 7], TridiagonalEigen.Of([7, -4, 0, 1], [0, 0, 0]).Values);

    [Fact]
    public void Tridiagonal_NotFinite_IsRefused() => Assert.Throws<ArithmeticException>(static () => TridiagonalEigen.Of([1, double.NaN], [1]));

    [Fact]
    public void Lanczos_OfADiagonal_FindsTheEndsWithTrueResiduals()
    {
        double[] diagonal = [.. Enumerable.Range(0, 500).Select(static i => i < 5 ? 10.0 - i : i == 499 ? -3 : 1.0 / (i + 1))];
        var lanczos = new Lanczos(Start(500));
        for (int i = 0; i < 25; i++)
            lanczos.Step(vector => Times(diagonal, vector));
        IReadOnlyList<Eigenvalue> found = lanczos.Eigenvalues;
        for (int i = 0; i < 5; i++)
            SpectrumTests.AssertClose(10 - i, found[^(i + 1)].Value, 1e-9, $"largest {i}");
        SpectrumTests.AssertClose(-3, found[0].Value, 1e-9, "smallest");
        SpectrumTests.AssertClose(1, lanczos.Weights.Sum(), 1e-12, "weights");
        for (int i = 0; i < found.Count; i++)
        {
            double[] y = lanczos.Vector(i);
            double[] image = Times(diagonal, y);
            double residual = Math.Sqrt(image.Zip(y, (a, b) => (a - (found[i].Value * b)) * (a - (found[i].Value * b))).Sum());
            SpectrumTests.AssertClose(residual, found[i].Residual, 1e-12, $"residual {i}");
            SpectrumTests.AssertClose(y[3], lanczos.Component(i, Unit(500, 3)), 1e-13, "component");
        }

        // No false copies: the outliers are met once.
        Assert.Equal(5, found.Count(static pair => pair.Value > 5));
    }

    [Fact]
    public void Lanczos_OfAnOperatorWithFewEigenvalues_ClosesItsSpace()
    {
        double[] diagonal = [.. Enumerable.Range(0, 90).Select(static i => (double)(i % 3))];
        var lanczos = new Lanczos(Start(90));
        for (int i = 0; i < 20; i++)
            lanczos.Step(vector => Times(diagonal, vector));
        Assert.True(lanczos.IsClosed);
        Assert.Equal(3, lanczos.Steps);
        for (int i = 0; i < 3; i++)
            SpectrumTests.AssertClose(i, lanczos.Eigenvalues[i].Value, 1e-13, "eigenvalue");
        Assert.Throws<ArgumentException>(static () => new Lanczos(new double[3]));
    }

    private static double[] Start(int count)
    {
        var random = new RandomState(2);
        return [.. Enumerable.Range(0, count).Select(_ => random.StandardNormal())];
    }

    private static double[] Times(double[] diagonal, double[] vector) => [.. diagonal.Zip(vector, static (a, b) => a * b)];

    private static double[] Unit(int count, int at) => [.. Enumerable.Range(0, count).Select(i => i == at ? 1.0 : 0)];
}
