using Minima.Networks;
using Minima.Numerics;

namespace Minima.Geometry;

/// <summary>Which of a network's symmetries an alignment may use.</summary>
public enum SymmetryKind
{
    /// <summary>None: the networks are compared as they are.</summary>
    None,

    /// <summary>Exchanges of units.</summary>
    Permutation,

    /// <summary>Exchanges, and the signs, flips or scales of units.</summary>
    Full,
}

/// <summary>The symmetry that brings one network closest to another, and how sure it is.</summary>
/// <param name="Symmetry">What to apply to B.</param>
/// <param name="SquaredDistance">||A - gB||^2 in the coordinates of the alignment (for sigmoid units, see docs/alignment.md).</param>
/// <param name="LowerBound">No symmetry of that kind comes closer than this; equal to the distance but for rounding with one hidden layer.</param>
/// <param name="Starts">The squared distance that each start ended at; none follows one that ended at the bound.</param>
public sealed record AlignmentResult(Symmetry Symmetry, double SquaredDistance, double LowerBound, IReadOnlyList<double> Starts);

/// <summary>
/// Finds the symmetry of a network that brings it closest, in L2, to another. One hidden layer is one linear assignment on the units
/// (incoming weights, bias, outgoing weights), solved exactly, with its dual numbers as the certificate. With more layers, each is an
/// exact assignment while the others stay, and the layers take turns until nothing changes: from several starts, since that finds a
/// local optimum (Ainsworth, Hayase and Srinivasa, arXiv 2209.04836, algorithm 1, here with signs, flips and scales).
/// </summary>
public static class Aligner
{
    private const int MostSweeps = 100;

    // What the rounding of scales to single precision leaves of a squared distance, as a part of the squared norms.
    private const double Rounding = 1e-12;

    /// <summary>The best symmetry found. A stays as it is.</summary>
    /// <param name="network">The layers of both.</param>
    /// <param name="a">What to come close to.</param>
    /// <param name="b">What is moved.</param>
    /// <param name="kind">Which symmetries are allowed.</param>
    /// <param name="randomStarts">Starts beside the fixed three (from the inputs on, from the classes back, as it is), for two hidden layers and more; a start that ends at the lower bound is the last.</param>
    /// <param name="seed">Of the random starts.</param>
    /// <exception cref="UnusableInputException">The parameters are not those of the network, or not all finite.</exception>
    public static AlignmentResult Align(
        Network network, Parameters a, Parameters b, SymmetryKind kind = SymmetryKind.Full, int randomStarts = 3, uint seed = 0)
    {
        RequireFinite(network, a, "first");
        RequireFinite(network, b, "second");
        return Align(network, new AlignmentCoordinates(network, a), new AlignmentCoordinates(network, b), kind, randomStarts, seed);
    }

    /// <summary>The same, of coordinates that need not be any network's.</summary>
    internal static AlignmentResult Align(
        Network network, AlignmentCoordinates mine, AlignmentCoordinates theirs, SymmetryKind kind, int randomStarts, uint seed)
    {
        IReadOnlyList<UnitGroup> groups = UnitGroup.Of(network);
        UnitMap[] identity = [.. groups.Select(static group => UnitMap.Identity(group.Count))];
        if (kind == SymmetryKind.None || groups.Count == 0)
        {
            double distance = mine.SquaredDistance(theirs, identity);
            return new AlignmentResult(new Symmetry(network, identity), distance, distance, [distance]);
        }

        using var matching = new UnitMatching(groups, mine, theirs, kind);
        if (groups.Count == 1)
        {
            (UnitMap map, double cost, double bound) = matching.Match(0, identity);
            double distance = mine.SquaredDistance(theirs, [map]);
            return new AlignmentResult(new Symmetry(network, [map]), distance, distance - (cost - bound), [distance]);
        }

        double least = DistanceBound.Of(network, mine, theirs, matching, kind), squares = mine.SquaredNorm() + theirs.SquaredNorm();
        var starts = new List<UnitMap[]>();
        var distances = new List<double>();
        foreach (UnitMap[] start in Starts(groups, matching, identity, kind, randomStarts, seed))
        {
            starts.Add(Descend(matching, start));
            distances.Add(mine.SquaredDistance(theirs, starts[^1]));

            // At the bound but for rounding: no other start can end lower.
            if (distances[^1] - least <= Rounding * squares)
                break;
        }

        int best = distances.IndexOf(distances.Min());
        return new AlignmentResult(new Symmetry(network, starts[best]), distances[best], least, distances);
    }

    private static IEnumerable<UnitMap[]> Starts(
        IReadOnlyList<UnitGroup> groups, UnitMatching matching, UnitMap[] identity, SymmetryKind kind, int randomStarts, uint seed)
    {
        yield return OneByOne(matching, identity, upwards: true);
        yield return OneByOne(matching, identity, upwards: false);
        yield return (UnitMap[])identity.Clone();
        var random = new RandomState(seed);
        for (int i = 0; i < randomStarts; i++)
            yield return [.. groups.Select(group => Draw(group, kind, random))];
    }

    /// <summary>The maps that come of going on from some: the best one with one hidden layer, with more a local optimum.</summary>
    internal static UnitMap[] Improve(
        Network network, AlignmentCoordinates mine, AlignmentCoordinates theirs, SymmetryKind kind, IReadOnlyList<UnitMap> maps)
    {
        using var matching = new UnitMatching(UnitGroup.Of(network), mine, theirs, kind);
        return maps.Count == 1 ? [matching.Match(0, maps).Map] : Descend(matching, [.. maps]);
    }

    /// <summary>A random symmetry: every exchange and sign alike; scales between 1/2 and 2.</summary>
    public static Symmetry Random(Network network, RandomState random, SymmetryKind kind = SymmetryKind.Full) =>
        new(network, [.. UnitGroup.Of(network).Select(group => Draw(group, kind, random))]);

    private static UnitMap[] Descend(UnitMatching matching, UnitMap[] maps)
    {
        double before = double.PositiveInfinity;
        for (int sweep = 0; sweep < MostSweeps; sweep++)
        {
            for (int g = 0; g < maps.Length; g++)
                (maps[g], _, _) = matching.Match(g, maps);
            double now = matching.SquaredDistance(maps);
            if (!(now < before * (1 - 1e-12)))
                break;
            before = now;
        }

        return maps;
    }

    // The layers in order, each by what leads to layers that already have their place, and to the inputs or the classes.
    private static UnitMap[] OneByOne(UnitMatching matching, UnitMap[] identity, bool upwards)
    {
        UnitMap[] maps = (UnitMap[])identity.Clone();
        for (int i = 0; i < maps.Length; i++)
        {
            int g = upwards ? i : maps.Length - 1 - i;
            bool useIncoming = upwards || g == 0, useOutgoing = !upwards || g == maps.Length - 1;
            (maps[g], _, _) = matching.Match(g, maps, useIncoming, useOutgoing);
        }

        return maps;
    }

    private static UnitMap Draw(UnitGroup group, SymmetryKind kind, RandomState random)
    {
        int[] source = [.. Enumerable.Range(0, group.Count)];
        random.Permutation(source);
        double[] factor = new double[group.Count];
        for (int j = 0; j < factor.Length; j++)
        {
            double drawn = random.NextDouble();
            factor[j] = kind != SymmetryKind.Full ? 1 : group.Gauge switch
            {
                UnitGauge.Sign or UnitGauge.Flip => drawn < 0.5 ? -1 : 1,
                UnitGauge.Scale => drawn < 0.5 ? 0.5 + drawn : 2 * drawn,
                _ => 1,
            };
        }

        return new UnitMap(source, factor);
    }

    private static void RequireFinite(Network network, Parameters parameters, string which)
    {
        if (!network.Layout.Matches(parameters.Layout))
            throw new UnusableInputException($"The {which} parameters have other names or shapes than the network's.");
        int at = Array.FindIndex(parameters.Values, static value => !float.IsFinite(value));
        if (at < 0)
            return;
        ParameterSlot slot = network.Layout.Slots.Last(slot => slot.Offset <= at);
        throw new UnusableInputException(
            $"The {which} network holds {parameters.Values[at]} at number {at - slot.Offset} of '{slot.Name}'; only finite networks can be aligned.");
    }
}
