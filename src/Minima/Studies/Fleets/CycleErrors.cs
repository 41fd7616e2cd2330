using Minima.Geometry;
using Minima.Networks;
using Minima.Numerics;

namespace Minima.Studies.Fleets;

/// <summary>
/// Whether alignments of pairs fit together. Going round three networks, A to B to C and back to A, by their pairwise alignments, a unit
/// should arrive where it began, with its own sign. The share that does not is the cycle error: where it is large, pairs do not make one basin.
/// A chance matching of n units brings back 1 in n, and with signs 1 in 2 n.
/// </summary>
/// <param name="Share">The mean share over all triples, with the jackknife's interval over the networks.</param>
/// <param name="Least">The least of a triple.</param>
/// <param name="Largest">The largest of a triple.</param>
/// <param name="Triples">How many there are.</param>
/// <param name="ByChance">What matchings by chance would give, on average.</param>
public sealed record CycleErrors(Estimate Share, double Least, double Largest, int Triples, double ByChance)
{
    /// <summary>The errors of all triples; null where there are fewer than three networks.</summary>
    /// <param name="networks">How many networks there are.</param>
    /// <param name="alignment">What brings network j closest to network i, for i below j; the way back is its inverse.</param>
    public static CycleErrors? Of(int networks, Func<int, int, Symmetry> alignment)
    {
        if (networks < 3)
            return null;
        var mean = new TupleMean(networks);
        for (int i = 0; i < networks; i++)
        {
            for (int j = i + 1; j < networks; j++)
            {
                for (int k = j + 1; k < networks; k++)
                    mean.Add(Lost(alignment(i, j), alignment(j, k), alignment(i, k)), i, j, k);
            }
        }

        Symmetry any = alignment(0, 1);
        double chance = 1 - (any.Groups.Sum(static group => group.Gauge is UnitGauge.Sign or UnitGauge.Flip ? 0.5 : 1.0) / any.Groups.Sum(static group => group.Count));
        return new CycleErrors(mean.Estimate, mean.Least, mean.Largest, mean.Count, chance);
    }

    /// <summary>
    /// The share of units that do not come back: unit u of A is unit AB[u] of B, which is unit BC[AB[u]] of C; its partner there must be AC[u],
    /// with the product of both signs. Scales are not compared: they have no partner.
    /// </summary>
    /// <param name="ab">What brings B to A.</param>
    /// <param name="bc">What brings C to B.</param>
    /// <param name="ac">What brings C to A.</param>
    public static double Lost(Symmetry ab, Symmetry bc, Symmetry ac)
    {
        int lost = 0, units = 0;
        for (int g = 0; g < ab.Maps.Count; g++)
        {
            (UnitMap first, UnitMap second, UnitMap direct) = (ab.Maps[g], bc.Maps[g], ac.Maps[g]);
            for (int u = 0; u < first.Count; u++)
            {
                int inB = first.Source[u];
                bool back = second.Source[inB] == direct.Source[u]
                    && Math.Sign(first.Factor[u]) * Math.Sign(second.Factor[inB]) == Math.Sign(direct.Factor[u]);
                lost += back ? 0 : 1;
            }

            units += first.Count;
        }

        return (double)lost / units;
    }
}
