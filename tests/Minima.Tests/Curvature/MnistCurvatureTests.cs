using Minima.Curvature;
using Minima.Data;
using Minima.Networks;
using Minima.Numerics;

namespace Minima.Tests.Curvature;

/// <summary>What is known of the Hessian at full size, at every point: 67 pixels are never lit, and softmax is blind to shifts.</summary>
public sealed class MnistCurvatureTests(ITestOutputHelper output)
{
    [Fact]
    public void Mnist_DefaultNetwork_HasTheKnownEigenvaluesExactly()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("MINIMA_LONG") == "1", "Takes half a minute; MINIMA_LONG=1 runs it.");
        string? root = Environment.GetEnvironmentVariable("MINIMA_DATA");
        Assert.SkipUnless(root is not null && Directory.Exists(Path.Combine(root, "mnist")), "MINIMA_DATA names no folder with mnist/.");
        DataSet data = new DataLocator([new DataRoot(root!, "MINIMA_DATA")]).Load("mnist");
        Network network = Network.Perceptron(784, [500], 10);
        using var functional = new PreciseFunctional(network, data.Train, 0, 1e-4);
        functional.MoveTo(Initialisation.Draw(network, new Start(1234, OutputStart.Random)));
        var known = KnownDirections.Of(network, data.Train);
        Assert.Equal((67, 34_000), (known.DarkInputs.Count, known.OfPenalty));
        SpectrumTests.AssertClose(8.553, 100.0 * known.OfPenalty / network.Layout.Count, 5e-4, "share in per cent");

        // Each kind of direction alone, and in both precisions: the product is 2 l2 times it, to the bit; along the biases' shift it is 0.
        var random = new RandomState(1);
        foreach (ProductPrecision precision in Enum.GetValues<ProductPrecision>())
        {
            var pixels = new double[network.Layout.Count];
            foreach (int pixel in known.DarkInputs)
            {
                foreach (ref double weight in pixels.AsSpan(pixel * 500, 500))
                    weight = random.StandardNormal();
            }

            Assert.Equal([.. pixels.Select(static value => 2 * 1e-4 * value)], functional.Product(pixels, precision));
            var shifts = new double[network.Layout.Count];
            for (int row = 0; row < 500; row++)
                shifts.AsSpan(network.Layout["output.W"].Offset + (row * 10), 10).Fill(random.StandardNormal());
            Assert.Equal([.. shifts.Select(static value => 2 * 1e-4 * value)], functional.Product(shifts, precision));
            var biases = new double[network.Layout.Count];
            biases.AsSpan(network.Layout["output.b"].Offset, 10).Fill(0.7);
            Assert.Equal(new double[network.Layout.Count], functional.Product(biases, precision));
        }

        var spectrum = Spectrum.Of(functional, data.Train, functional.Gradient(), new SpectrumOptions { Steps = 8, Probes = 1, Samples = 2 }, cancellation: TestContext.Current.CancellationToken);
        SpectralNode atom = Assert.Single(spectrum.Density.Nodes, static node => node.Exact && node.Value > 0);
        output.WriteLine($"{100 * atom.Share:F3} % of the eigenvalues are {atom.Value}");
        SpectrumTests.AssertClose(34_000.0 / 397_510, atom.Share, 1e-15, "atom");
        SpectrumTests.AssertClose(2e-4, atom.Value, 1e-19, "atom");
    }
}
