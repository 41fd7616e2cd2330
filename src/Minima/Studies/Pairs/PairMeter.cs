using Minima.Data;
using Minima.Geometry;
using Minima.Networks;
using Minima.Trajectories;

namespace Minima.Studies.Pairs;

/// <summary>
/// Measures pairs of networks of one shape. All lines of a pair share the products of the first layer; lines that the cache knows are not
/// walked again, and where it knows all, not even the examples are packed.
/// </summary>
public sealed class PairMeter : IDisposable
{
    private readonly Network _network;
    private readonly DataSet _data;
    private readonly PairOptions _options;
    private readonly LineCache _cache;
    private readonly string _layers;
    private Lines? _lines;

    /// <summary>A meter for networks of these layers.</summary>
    /// <exception cref="UnusableInputException">There is no hidden layer, or there are fewer than two points.</exception>
    public PairMeter(Network network, DataSet data, PairOptions options, LineCache cache)
    {
        if (network.Layers.Count < 2)
            throw new UnusableInputException("The networks have no hidden layer; a line between two such networks has no barrier, their loss is convex.");
        (_network, _data, _options, _cache, _layers) = (network, data, options, cache, NetworkJson.Format(network));
    }

    /// <summary>The symmetry that brings B closest to A.</summary>
    public Symmetry Align(MeasuredNetwork a, MeasuredNetwork b) =>
        Aligner.Align(_network, a.Parameters, OfB(b), SymmetryKind.Full, seed: _options.Seed).Symmetry;

    /// <summary>Measures a pair.</summary>
    /// <param name="a">The network that stays.</param>
    /// <param name="b">The other.</param>
    /// <param name="referred">A further symmetry of B, whose line is measured too.</param>
    /// <param name="cancellation">Stops it between rounds of a line.</param>
    /// <exception cref="UnusableInputException">The networks have other layers than the meter's.</exception>
    /// <exception cref="IOException">The cache cannot be written.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested.</exception>
    public PairMeasure Measure(MeasuredNetwork a, MeasuredNetwork b, Symmetry? referred = null, CancellationToken cancellation = default)
    {
        Parameters theirs = OfB(b);
        Symmetry alignment = Align(a, b);
        Parameters moved = alignment.Apply(theirs);
        Symmetry[] symmetries = [.. new[] { Symmetry.Identity(_network), alignment, referred }.OfType<Symmetry>()];
        IReadOnlyList<LineBarrier> barriers = Barriers(a, theirs, symmetries, cancellation);
        AlignmentCoordinates of = new(_network, a.Parameters), other = new(_network, theirs);
        return new PairMeasure(
            a,
            b,
            alignment,
            Distances.Between(a.Parameters, theirs).Total.L2,
            Distances.Between(a.Parameters, moved).Total.L2,
            of.Overlap(other),
            of.Overlap(other.Mapped(alignment.Maps)),
            barriers[0],
            barriers[1],
            referred is null ? null : barriers[2],
            a.Differ(b));
    }

    /// <inheritdoc/>
    public void Dispose() => _lines?.Dispose();

    // Names of layers may differ (other tools' files); their order counts.
    private Parameters OfB(MeasuredNetwork b) => new(_network.Layout, b.Parameters.Values);

    private LineBarrier[] Barriers(MeasuredNetwork a, Parameters b, Symmetry[] symmetries, CancellationToken cancellation)
    {
        string[] keys = [.. symmetries.Select(symmetry =>
            LineCache.Key(a.Sha256, GivenStart.Of(symmetry.Apply(b), 0).Parameters, _layers, _data.Fingerprint, _options))];
        int[] missing = [.. Enumerable.Range(0, keys.Length).Where(i => _cache.Find(keys[i]) is null)];
        if (missing.Length > 0)
        {
            _lines ??= new Lines(
                _network, _data.Train, _data.Test,
                new LineOptions { Points = _options.Points, L1 = _options.L1, L2 = _options.L2, Threads = _options.Threads });
            IReadOnlyList<LinePath> paths = _lines.Between(a.Parameters, b, [.. missing.Select(i => symmetries[i])], cancellation);
            for (int k = 0; k < missing.Length; k++)
                _cache.Add(keys[missing[k]], paths[k].Barrier);
        }

        return [.. keys.Select(key => _cache.Find(key)!)];
    }
}
