using Minima.Networks;
using Minima.Numerics;

namespace Minima.Geometry;

/// <summary>Mean and variance of what goes into each unit of a layer (its sum with the bias, before the activation) over a set of examples, and over the places of a map.</summary>
/// <param name="Means">[units].</param>
/// <param name="Variances">[units].</param>
internal sealed record UnitMoments(IReadOnlyList<double> Means, IReadOnlyList<double> Variances)
{
    /// <summary>The mean of the variances over the units.</summary>
    public double Spread => Variances.Average();

    /// <summary>The moments of the first <paramref name="layers"/> hidden layers.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested.</exception>
    public static UnitMoments[] Of(IUnitReader reader, Network network, Parameters parameters, int layers, CancellationToken cancellation)
    {
        reader.Load(parameters);
        Moments[] moments = [.. Enumerable.Range(0, layers).Select(layer => new Moments(network.Layers[layer].Units))];
        for (int chunk = 0; chunk < reader.Chunks; chunk++)
        {
            cancellation.ThrowIfCancellationRequested();
            int rows = reader.Read(chunk, layers);
            for (int layer = 0; layer < layers; layer++)
                moments[layer].Add(reader.Sums(layer, rows));
        }

        return [.. moments.Select(static layer => new UnitMoments(layer.Means(), layer.Variances()))];
    }

    /// <summary>Those of the copy that a map makes: what goes into unit j is what went into its source, times its factor.</summary>
    public UnitMoments Mapped(UnitMap map) => new(
        [.. map.Source.Select((from, j) => map.Factor[j] * Means[from])],
        [.. map.Source.Select((from, j) => map.Factor[j] * map.Factor[j] * Variances[from])]);
}
