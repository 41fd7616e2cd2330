using Minima.Curvature;
using Minima.Data;
using Minima.Networks;
using Minima.Tests.Networks;

namespace Minima.Tests.Curvature;

public sealed class SpectrumTests
{
    private const double L2 = 1e-2;

    /// <summary>inputs, hidden sizes, classes, activation, dark inputs: every kind of unit, zero to two hidden layers.</summary>
    public static TheoryData<int, int[], int, Activation, int> Networks => [.. Smooth, .. Kinked];

    /// <summary>Networks whose cost has a second derivative everywhere, so that a point without a gradient can be reached.</summary>
    public static TheoryData<int, int[], int, Activation, int> Smooth => new()
    {
        { 6, [], 3, Activation.Tanh, 2 },
        { 6, [5], 3, Activation.Tanh, 2 },
        { 5, [6], 4, Activation.Sigmoid, 1 },
        { 5, [4, 3], 3, Activation.Tanh, 1 },
    };

    private static TheoryData<int, int[], int, Activation, int> Kinked => new()
    {
        { 6, [5], 3, Activation.Relu, 0 },
        { 5, [4, 3], 2, Activation.Relu, 1 },
    };

    [Theory, MemberData(nameof(Networks))]
    public void Spectrum_OfASmallNetwork_IsThatOfTheDenseHessian(int inputs, int[] hidden, int classes, Activation activation, int dark)
    {
        (Network network, Examples data, double[] point) = Make(inputs, hidden, classes, activation, dark);
        double[] expected = DenseHessian.Eigenvalues(DenseHessian.Of(network, data, L2, point));
        using var functional = new PreciseFunctional(network, data, 0, L2, threads: 1);
        functional.MoveTo(point);
        double[] gradient = functional.Gradient();
        var options = new SpectrumOptions { Steps = 1000, Probes = 400, Samples = 2000, Top = 3, Precision = ProductPrecision.Double, Seed = 4 };
        var spectrum = Spectrum.Of(functional, data, gradient, options, cancellation: TestContext.Current.CancellationToken);

        // The known directions: so many eigenvalues at 2 l2 and at 0.
        Assert.True(expected.Count(static value => Math.Abs(value - (2 * L2)) <= 1e-8) >= spectrum.Known.OfPenalty);
        Assert.Contains(expected, static value => Math.Abs(value) <= 1e-8);
        Assert.Equal(dark, spectrum.Known.DarkInputs.Count);
        Assert.True(spectrum.KnownDeviation <= 1e-16, $"{spectrum.KnownDeviation}");

        // All others are met, to rounding: the largest and the smallest among them.
        List<double> rest = [.. expected];
        for (int i = 0; i < spectrum.Known.OfPenalty; i++)
            rest.Remove(rest.MinBy(static value => Math.Abs(value - (2 * L2))));
        rest.Remove(rest.MinBy(Math.Abs));
        for (int i = 0; i < 3; i++)
            AssertClose(rest[^(i + 1)], spectrum.Largest[i].Value, 1e-8, $"largest {i}");
        AssertClose(rest[0], spectrum.Smallest[0].Value, 1e-8, "smallest");

        // Estimates, within what their randomness allows.
        double trace = expected.Sum();
        Assert.True(Math.Abs(spectrum.Trace.Value - trace) <= (4 * spectrum.Trace.StandardError) + 1e-8, $"trace {spectrum.Trace.Value} +- {spectrum.Trace.StandardError}, exact {trace}");
        AssertClose(1, spectrum.Density.Nodes.Sum(static node => node.Share), 1e-12, "density");
        foreach (double edge in new[] { -1e-3, 1e-3, (2 * L2) - 1e-3, (2 * L2) + 1e-3, rest[^1] / 2 })
            AssertClose((double)expected.Count(value => value > edge) / expected.Length, spectrum.Density.ShareAbove(edge), 0.05, $"share above {edge}");
    }

    [Theory, MemberData(nameof(Networks))]
    public void GradientShare_OfASmallNetwork_IsThatOfItsLargestEigenvectors(int inputs, int[] hidden, int classes, Activation activation, int dark)
    {
        (Network network, Examples data, double[] point) = Make(inputs, hidden, classes, activation, dark);
        double[,] hessian = DenseHessian.Of(network, data, L2, point);
        using var functional = new PreciseFunctional(network, data, 0, L2, threads: 1);
        functional.MoveTo(point);
        double[] gradient = functional.Gradient();
        var spectrum = Spectrum.Of(functional, data, gradient, new SpectrumOptions { Steps = 1000, Probes = 1, Samples = 1, Top = 2, Precision = ProductPrecision.Double }, cancellation: TestContext.Current.CancellationToken);

        // Powers of the shifted matrix leave the space of its two largest eigenvalues, from two vectors that are kept orthogonal.
        double[] first = [.. gradient], second = [.. gradient.Select(static (_, i) => 1.0 / (i + 1))];
        double shift = DenseHessian.Eigenvalues(hessian)[0];
        for (int i = 0; i < 4000; i++)
        {
            first = Normal(Times(hessian, first, shift));
            second = Times(hessian, second, shift);
            double dot = Dot(first, second);
            second = Normal([.. second.Zip(first, (s, f) => s - (dot * f))]);
        }

        double expected = ((Dot(first, gradient) * Dot(first, gradient)) + (Dot(second, gradient) * Dot(second, gradient))) / Dot(gradient, gradient);
        AssertClose(expected, spectrum.GradientShare, 1e-6, "share");
    }

    [Fact]
    public void Spectrum_AnyThreads_GivesTheSameBytes()
    {
        (Network network, Examples data, double[] point) = Make(6, [5], 3, Activation.Tanh, 2);
        Spectrum[] spectra = [.. new[] { 1, 3 }.Select(threads =>
        {
            using var functional = new PreciseFunctional(network, data, 0, L2, threads);
            functional.MoveTo(point);
            return Spectrum.Of(functional, data, functional.Gradient(), new SpectrumOptions { Steps = 10 }, cancellation: TestContext.Current.CancellationToken);
        })];
        Assert.Equal(spectra[0].Density.Nodes, spectra[1].Density.Nodes);
        Assert.Equal(spectra[0].Largest, spectra[1].Largest);
        Assert.Equal(spectra[0].Trace, spectra[1].Trace);
        Assert.Equal(spectra[0].GradientShare, spectra[1].GradientShare);
    }

    [Fact]
    public void KnownDirections_OfANetwork_AreCountedAndTakenOut()
    {
        (Network network, Examples data, _) = Make(6, [5], 3, Activation.Tanh, 2);
        var known = KnownDirections.Of(network, data);
        Assert.Equal(((2 * 5) + 5, 16), (known.OfPenalty, known.Count));
        double[] vector = [.. Enumerable.Range(0, network.Layout.Count).Select(static i => i + 1.0)];
        known.Remove(vector);
        Assert.All(vector[..10], static value => Assert.Equal(0, value));
        for (int row = 0; row < 5; row++)
            AssertClose(0, vector.AsSpan(network.Layout["output.W"].Offset + (row * 3), 3).ToArray().Sum(), 1e-12, "row");
        AssertClose(0, vector[^3..].Sum(), 1e-12, "biases");
        double[] again = [.. vector];
        known.Remove(again);
        Assert.Equal(vector, again);
        double[] kept = [.. Enumerable.Range(0, network.Layout.Count).Select(static i => i + 1.0)];
        known.Remove(kept, keepFlat: true);
        Assert.Equal(network.Layout.Count, kept[^1]);
    }

    /// <summary>The first inputs are dark in every example.</summary>
    internal static (Network Network, Examples Data, double[] Point) Make(int inputs, int[] hidden, int classes, Activation activation, int dark)
    {
        Network network = Network.Perceptron(inputs, hidden, classes, activation);
        Examples drawn = SmallData.Draw(41, 60, inputs, classes);
        float[] values = drawn.Values.ToArray();
        for (int n = 0; n < drawn.Count; n++)
            values.AsSpan(n * inputs, dark).Clear();
        return (network, Examples.FromValues(values, drawn.Labels.ToArray(), inputs), [.. SmallData.Point(network, 42).Values.Select(static x => (double)x)]);
    }

    internal static void AssertClose(double expected, double actual, double tolerance, string what) =>
        Assert.True(Math.Abs(expected - actual) <= tolerance, $"{what}: {actual:R}, expected {expected:R}, tolerance {tolerance:E1}");

    private static double[] Times(double[,] matrix, double[] vector, double shift) =>
        [.. Enumerable.Range(0, vector.Length).Select(i => Enumerable.Range(0, vector.Length).Sum(j => matrix[i, j] * vector[j]) - (shift * vector[i]))];

    private static double Dot(double[] a, double[] b) => a.Zip(b, static (x, y) => x * y).Sum();

    private static double[] Normal(double[] vector)
    {
        double norm = Math.Sqrt(Dot(vector, vector));
        return [.. vector.Select(value => value / norm)];
    }
}
