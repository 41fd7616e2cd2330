using Minima.Geometry;
using Minima.Networks;
using Minima.Numerics;

namespace Minima.Studies;

/// <summary>
/// The other control: a random copy of A, the same function with its units exchanged and their signs drawn. Its raw figures are what raw
/// figures look like when nothing differs; aligned, nothing may be left.
/// </summary>
/// <param name="Raw">||A - copy||.</param>
/// <param name="Aligned">||A - aligned copy||.</param>
/// <param name="RawOverlap">The overlap of A and the copy.</param>
/// <param name="Overlap">The overlap of A and the aligned copy.</param>
public sealed record AlignmentControl(double Raw, double Aligned, double RawOverlap, double Overlap)
{
    // A stream of its own: the draws of the null are seeded with [seed, 0], [seed, 1], ...
    private const uint Stream = 0xC0117801;

    /// <summary>Makes a copy, by a symmetry of the kind that the alignment may use, and aligns it.</summary>
    internal static AlignmentControl Of(Network network, Parameters a, AlignmentOptions options)
    {
        Parameters copy = Aligner.Random(network, new RandomState(options.Seed, Stream), options.Kind).Apply(a);
        AlignmentResult found = Aligner.Align(network, a, copy, options.Kind, options.RandomStarts, options.Seed);
        Parameters aligned = found.Symmetry.Apply(copy);
        AlignmentCoordinates mine = new(network, a), theirs = new(network, copy);
        return new AlignmentControl(
            Distances.Between(a, copy).Total.L2,
            Distances.Between(a, aligned).Total.L2,
            mine.Overlap(theirs),
            mine.Overlap(theirs.Mapped(found.Symmetry.Maps)));
    }
}
