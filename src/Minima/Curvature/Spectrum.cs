using Minima.Data;
using Minima.Networks;
using Minima.Numerics;

namespace Minima.Curvature;

/// <summary>What is measured of a Hessian, and with how much work.</summary>
public sealed record SpectrumOptions
{
    /// <summary>Steps of Lanczos's method for each random start, at least 1.</summary>
    public int Steps { get; init; } = 80;

    /// <summary>Random starts of the spectral density, at least 1; the first also gives the eigenvalues.</summary>
    public int Probes { get; init; } = 2;

    /// <summary>Random vectors of the trace, the density's among them.</summary>
    public int Samples { get; init; } = 20;

    /// <summary>How many of the largest eigenvalues are reported; the gradient's share is that in their space.</summary>
    public int Top { get; init; } = 10;

    /// <summary>How many of the smallest eigenvalues are reported.</summary>
    public int Bottom { get; init; } = 5;

    /// <summary>The products' precision.</summary>
    public ProductPrecision Precision { get; init; } = ProductPrecision.Mixed;

    /// <summary>Seed of the random starts.</summary>
    public uint Seed { get; init; }

    /// <summary>Products with the Hessian that this asks for.</summary>
    public int Products => (Steps * Probes) + Math.Max(0, Samples - Probes) + 1;
}

/// <summary>An estimate by random vectors.</summary>
/// <param name="Value">The mean.</param>
/// <param name="StandardError">Standard deviation of the samples over the root of their number; NaN for a single one.</param>
public sealed record Estimate(double Value, double StandardError);

/// <summary>What the Hessian of a functional is like at a point.</summary>
public sealed record Spectrum
{
    /// <summary>The largest eigenvalues, descending.</summary>
    public required IReadOnlyList<Eigenvalue> Largest { get; init; }

    /// <summary>The smallest eigenvalues outside the known directions, ascending.</summary>
    public required IReadOnlyList<Eigenvalue> Smallest { get; init; }

    /// <summary>The sum of all eigenvalues (Hutchinson 1989: the mean of z'Hz over random signs z, outside the known directions).</summary>
    public required Estimate Trace { get; init; }

    /// <summary>How all eigenvalues are spread.</summary>
    public required SpectralDensity Density { get; init; }

    /// <summary>The gradient's squared part in the space of the largest eigenvalues, over its square; NaN where the gradient is 0.</summary>
    public required double GradientShare { get; init; }

    /// <summary>The directions whose curvature is known.</summary>
    public required KnownDirections Known { get; init; }

    /// <summary>The curvature of those that the penalty alone bends: 2 * l2.</summary>
    public required double Penalty { get; init; }

    /// <summary>
    /// The largest deviation, in any number, of a product with a random vector along the known directions from what it must be.
    /// </summary>
    public required double KnownDeviation { get; init; }

    /// <summary>Measures the Hessian where the functional stands.</summary>
    /// <param name="functional">Stands at the point.</param>
    /// <param name="examples">What it is a functional of.</param>
    /// <param name="gradient">Its gradient there.</param>
    /// <param name="options">What is measured.</param>
    /// <param name="progress">Is told after each product how many are done.</param>
    /// <param name="cancellation">Stops it between products.</param>
    /// <exception cref="UnusableInputException">A number is not finite.</exception>
    public static Spectrum Of(
        PreciseFunctional functional, Examples examples, double[] gradient, SpectrumOptions options, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        var known = KnownDirections.Of(functional.Network, examples);
        int rest = functional.Count - known.Count, done = 0;
        var random = new RandomState(options.Seed);
        var traces = new List<double>();
        var nodes = new List<SpectralNode>
        {
            new(0, (double)known.Flat / functional.Count, Exact: true),
            new(2 * functional.L2, (double)known.OfPenalty / functional.Count, Exact: true),
        };
        double share = double.NaN;
        Eigenvalue[] largest = [], smallest = [];
        for (int probe = 0; probe < options.Probes; probe++)
        {
            double[] start = Signs();
            double square = Vectors.Dot(start, start);
            if (square == 0)
                break;
            var lanczos = new Lanczos(start, vector => known.Remove(vector));
            for (int step = 0; step < Math.Min(options.Steps, rest) && !lanczos.IsClosed; step++)
            {
                lanczos.Step(Product);
                if (step == 0)
                    traces.Add(lanczos.Mean * square);
            }

            IReadOnlyList<Eigenvalue> found = lanczos.Eigenvalues;
            nodes.AddRange(found.Zip(lanczos.Weights, (pair, weight) =>
                new SpectralNode(pair.Value, weight / options.Probes * rest / functional.Count, Exact: false)));
            if (probe > 0)
                continue;
            int top = Math.Min(options.Top, found.Count);
            largest = [.. found.TakeLast(top).Reverse()];
            smallest = [.. found.Take(options.Bottom)];
            double whole = Vectors.Dot(gradient, gradient), along = 0;
            for (int i = found.Count - top; i < found.Count; i++)
                along += lanczos.Component(i, gradient) is var part ? part * part : 0;
            share = along / whole;
        }

        for (int sample = options.Probes; sample < options.Samples; sample++)
        {
            double[] start = Signs();
            traces.Add(Vectors.Dot(start, Product(start)));
        }

        double deviation = Deviation();
        double mean = traces.DefaultIfEmpty(0).Average(), variance = traces.Sum(trace => (trace - mean) * (trace - mean)) / (traces.Count - 1);
        return new Spectrum
        {
            Largest = largest,
            Smallest = smallest,
            Trace = new Estimate(mean + (known.OfPenalty * 2 * functional.L2), Math.Sqrt(variance / traces.Count)),
            Density = new SpectralDensity([.. nodes.OrderBy(static node => node.Value)]),
            GradientShare = share,
            Known = known,
            Penalty = 2 * functional.L2,
            KnownDeviation = deviation,
        };

        // Random signs outside the known directions.
        double[] Signs()
        {
            var signs = new double[functional.Count];
            foreach (ref double sign in signs.AsSpan())
                sign = random.NextUInt32() >= 0x80000000 ? 1 : -1;
            known.Remove(signs);
            return signs;
        }

        double[] Product(double[] vector)
        {
            cancellation.ThrowIfCancellationRequested();
            double[] product = functional.Product(vector, options.Precision);
            if (!double.IsFinite(product.Sum()))
                throw new UnusableInputException("A product with the Hessian is not finite: the network's numbers are too large to measure curvature.");
            progress?.Report(++done);
            return product;
        }

        double Deviation()
        {
            var vector = new double[functional.Count];
            foreach (ref double value in vector.AsSpan())
                value = random.Uniform(-1, 1);
            double[] outside = [.. vector];
            known.Remove(outside);
            var flat = new double[functional.Count];
            for (int i = 0; i < vector.Length; i++)
                vector[i] -= outside[i];
            ParameterSlot biases = functional.Network.Layout[functional.Network.Layers[^1].Biases];
            vector.AsSpan(biases.Offset, biases.Count).CopyTo(flat.AsSpan(biases.Offset));
            double[] product = functional.Product(vector);
            progress?.Report(++done);
            return Enumerable.Range(0, vector.Length).Max(i => Math.Abs(product[i] - (2 * functional.L2 * (vector[i] - flat[i]))));
        }
    }
}
