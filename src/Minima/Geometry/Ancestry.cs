using System.Globalization;
using Minima.Networks;
using Minima.Numerics;

namespace Minima.Geometry;

/// <summary>How many of a layer's units are matched to the unit of their own index.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Units">How many units it has.</param>
/// <param name="Own">How many are matched to their own index.</param>
/// <param name="P">The probability that a random permutation leaves at least as many where they are.</param>
public sealed record LayerAncestry(string Layer, int Units, int Own, double P);

/// <summary>
/// What the numbering of units says of where two networks come from. Training never exchanges units, so two networks with a common start, or of which
/// one was trained on from the other, keep their units' indices; where nothing is shared a matching is a random permutation, which leaves one unit in
/// each layer where it was, on average.
/// </summary>
/// <param name="Layers">Layer by layer.</param>
public sealed record Ancestry(IReadOnlyList<LayerAncestry> Layers)
{
    /// <summary>At this probability or less chance is no explanation.</summary>
    public const double Threshold = 1e-6;

    /// <summary>Units of all layers.</summary>
    public int Units => Layers.Sum(static layer => layer.Units);

    /// <summary>How many are matched to their own index.</summary>
    public int Own => Layers.Sum(static layer => layer.Own);

    /// <summary>How many would be by chance: one in each layer.</summary>
    public double Expected => Layers.Count;

    /// <summary>The probability that random permutations leave at least as many where they are; 0 where it is below the smallest double.</summary>
    public double P => FixedPoints.AtLeast([.. Layers.Select(static layer => layer.Units)], Own);

    /// <summary>Whether they are kin: more units keep their index than chance allows.</summary>
    public bool IsKin => P <= Threshold;

    /// <summary>What it comes to, in words.</summary>
    public string Sentence => string.Create(
        CultureInfo.InvariantCulture,
        $"{Own} of {Units} units are matched to the unit of their own index, where chance matches {Expected:F0} (at least as many with probability {Shown(P)}): ")
        + (IsKin
            ? "the two have a common start, or one was trained on from the other"
            : "nothing speaks for a common start; units exchanged since would hide one");

    /// <summary>The ancestry that an alignment shows; the units' signs and scales do not matter.</summary>
    public static Ancestry Of(Symmetry symmetry) => new(
    [
        .. symmetry.Groups.Zip(symmetry.Maps, static (group, map) =>
        {
            int own = map.Source.Where(static (from, to) => from == to).Count();
            return new LayerAncestry(group.Name, group.Count, own, FixedPoints.AtLeast([group.Count], own));
        }),
    ]);

    private static string Shown(double p) => p == 0 ? "below 1E-300" : p.ToString("G2", CultureInfo.InvariantCulture);
}
