using Minima.Curvature;
using Minima.Data;
using Minima.Networks;

namespace Minima.Tests.Curvature;

public sealed class TopEigenvectorsTests
{
    private const double L2 = 1e-2;

    public static TheoryData<int, int[], int, Activation, int> Networks => SpectrumTests.Networks;

    [Theory, MemberData(nameof(Networks))]
    public void Of_ASmallNetwork_AreThoseOfTheDenseHessian(int inputs, int[] hidden, int classes, Activation activation, int dark)
    {
        (Network network, Examples data, double[] point) = SpectrumTests.Make(inputs, hidden, classes, activation, dark);
        double[,] hessian = DenseHessian.Of(network, data, L2, point);
        List<double> expected = [.. DenseHessian.Eigenvalues(hessian)];
        using var functional = new PreciseFunctional(network, data, 0, L2, threads: 1);
        functional.MoveTo(point);
        var known = KnownDirections.Of(network, data);
        for (int i = 0; i < known.OfPenalty; i++)
            expected.Remove(expected.MinBy(static value => Math.Abs(value - (2 * L2))));
        IReadOnlyList<EigenDirection> found = TopEigenvectors.Of(functional, data, 3, 7, cancellation: Token);
        for (int k = 0; k < 3; k++)
        {
            double value = expected[^(k + 1)];
            double[] direction = found[k].Direction;
            SpectrumTests.AssertClose(value, found[k].Value.Value, 1e-5 * expected[^1], $"value {k}");
            for (int i = 0; i < direction.Length; i++)
            {
                double product = Enumerable.Range(0, direction.Length).Sum(j => hessian[i, j] * direction[j]);
                SpectrumTests.AssertClose(value * direction[i], product, 1e-5 * expected[^1], $"direction {k}, {i}");
            }

            for (int l = 0; l <= k; l++)
                SpectrumTests.AssertClose(l == k ? 1 : 0, direction.Zip(found[l].Direction, static (x, y) => x * y).Sum(), 1e-10, $"{k}, {l}");
        }
    }

    [Fact]
    public void Of_AnyThreads_AreTheSameBytes()
    {
        (Network network, Examples data, double[] point) = SpectrumTests.Make(6, [5], 3, Activation.Tanh, 2);
        IReadOnlyList<EigenDirection>[] found = [.. new[] { 1, 3 }.Select(threads =>
        {
            using var functional = new PreciseFunctional(network, data, 0, L2, threads);
            functional.MoveTo(point);
            return TopEigenvectors.Of(functional, data, 2, 0, cancellation: Token);
        })];
        Assert.Equal(found[0].Select(static pair => pair.Value), found[1].Select(static pair => pair.Value));
        Assert.Equal(found[0].SelectMany(static pair => pair.Direction), found[1].SelectMany(static pair => pair.Direction));
    }

    [Fact]
    public void Of_MoreThanThereAre_IsRefusedWithASentence()
    {
        (Network network, Examples data, double[] point) = SpectrumTests.Make(6, [5], 3, Activation.Tanh, 2);
        using var functional = new PreciseFunctional(network, data, 0, L2, threads: 1);
        functional.MoveTo(point);
        int rest = functional.Count - KnownDirections.Of(network, data).Count;
        Assert.Contains($"has {rest} eigenvectors", Assert.Throws<UnusableInputException>(() => TopEigenvectors.Of(functional, data, rest + 1, 0, cancellation: Token)).Message);
        Assert.Equal(rest, TopEigenvectors.Of(functional, data, rest, 0, cancellation: Token).Count);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
