using Minima.Data;
using Minima.Kernels;
using Minima.Networks;
using Minima.Numerics;

namespace Minima.Geometry;

/// <summary>
/// Covariances of what A's units give with what B's units give, layer by layer, over the same examples (and over the places of a map). Means are taken away: a sigmoid
/// unit that is flipped gives 1 - h, so its covariances change their sign as those of a flipped tanh unit do.
/// </summary>
/// <param name="A">For each layer the variances of A's units.</param>
/// <param name="B">The same of B's.</param>
/// <param name="Products">For each layer [A's units][B's units].</param>
internal sealed record UnitCovariances(double[][] A, double[][] B, double[][] Products)
{
    /// <summary>Reads both networks on the examples. Sums run over the examples in order, in double.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested.</exception>
    public static UnitCovariances Of(
        Network network, Parameters a, Parameters b, Examples examples, int threads, IProgress<double>? progress, CancellationToken cancellation)
    {
        network.RequireFit(examples);
        using var team = new WorkerTeam(threads == 0 ? Environment.ProcessorCount : threads);
        using IUnitSource source = Engines.Units(network, examples, team, KernelChoice.Current);
        using IUnitReader ofA = source.Reader(), ofB = source.Reader();
        ofA.Load(a);
        ofB.Load(b);
        int[] widths = [.. network.Layers.Take(network.Layers.Count - 1).Select(static layer => layer.Units)];
        Moments[] momentsA = [.. widths.Select(static width => new Moments(width))], momentsB = [.. widths.Select(static width => new Moments(width))];
        double[][] products = [.. widths.Select(static width => new double[width * width])];
        for (int chunk = 0; chunk < ofA.Chunks; chunk++)
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Report((double)chunk / ofA.Chunks);
            int rows = ofA.Read(chunk, widths.Length);
            ofB.Read(chunk, widths.Length);
            for (int layer = 0; layer < widths.Length; layer++)
            {
                ReadOnlySpan<double> outputsA = ofA.Outputs(layer, rows), outputsB = ofB.Outputs(layer, rows);
                momentsA[layer].Add(outputsA);
                momentsB[layer].Add(outputsB);
                ColumnProducts.Add(outputsA, outputsB, widths[layer], products[layer]);
            }
        }

        for (int layer = 0; layer < widths.Length; layer++)
            Centre(products[layer], momentsA[layer].Means(), momentsB[layer].Means(), examples.Count * network.Layers[layer].Places);
        return new UnitCovariances([.. momentsA.Select(static moments => moments.Variances())], [.. momentsB.Select(static moments => moments.Variances())], products);
    }

    // E[a b] - E[a] E[b].
    private static void Centre(double[] products, double[] meansA, double[] meansB, long rows)
    {
        int units = meansA.Length;
        for (int i = 0; i < units; i++)
        {
            for (int j = 0; j < units; j++)
                products[(i * units) + j] = (products[(i * units) + j] / rows) - (meansA[i] * meansB[j]);
        }
    }
}
