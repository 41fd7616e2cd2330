using Minima.Networks;
using Minima.Numerics;

namespace Minima.Geometry;

/// <summary>
/// What an alignment reaches where there is nothing to find. Every draw rotates B's units among themselves, by a random orthogonal matrix
/// for each hidden layer, and aligns the result like B: it has B's second moments (the same features, spread as widely), and shares no unit
/// with A. Noise of equal norm would be far too weak a null: two trained networks are alike in what their units see.
/// </summary>
/// <param name="Overlaps">The overlap with A of each draw, aligned.</param>
/// <param name="LargestCosines">For each group of units the largest cosine of two matched units, over all draws.</param>
public sealed record AlignmentNull(IReadOnlyList<double> Overlaps, IReadOnlyList<double> LargestCosines)
{
    /// <summary>The mean of the overlaps.</summary>
    public double Mean => Overlaps.Average();

    /// <summary>Their standard deviation, with n - 1; 0 for a single draw.</summary>
    public double Deviation
    {
        get
        {
            double mean = Mean;
            return Overlaps.Count < 2 ? 0 : Math.Sqrt(Overlaps.Sum(overlap => (overlap - mean) * (overlap - mean)) / (Overlaps.Count - 1));
        }
    }

    /// <summary>Draws the null. Draw i is seeded with [seed, i]: the result does not depend on the number of threads.</summary>
    internal static AlignmentNull Of(
        Network network,
        AlignmentCoordinates a,
        AlignmentCoordinates b,
        AlignmentOptions options,
        IProgress<int>? progress,
        CancellationToken cancellation)
    {
        int groups = network.Layers.Count - 1, done = 0;
        double[] overlaps = new double[options.NullDraws];
        double[][] largest = new double[options.NullDraws][];
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = options.Threads == 0 ? Environment.ProcessorCount : options.Threads,
            CancellationToken = cancellation,
        };

        // Each thread writes its draws over its last.
        Parallel.For(0, options.NullDraws, parallel, () => (Rotated: b.Copy(), Moved: b.Copy()), (draw, _, room) =>
        {
            b.Rotated(new RandomState(options.Seed, (uint)draw), room.Rotated);
            AlignmentResult found = Aligner.Align(network, a, room.Rotated, options.Kind, options.RandomStarts, options.Seed);
            room.Rotated.Mapped(found.Symmetry.Maps, room.Moved);
            overlaps[draw] = a.Overlap(room.Moved);
            largest[draw] = [.. Enumerable.Range(0, groups).Select(group => a.UnitCosines(room.Moved, group).Max())];
            progress?.Report(Interlocked.Increment(ref done));
            return room;
        }, static _ => { });
        return new AlignmentNull(overlaps, [.. Enumerable.Range(0, groups).Select(group => largest.Max(cosines => cosines[group]))]);
    }
}
