using Minima.Data;
using Minima.Networks;
using Minima.Numerics;

namespace Minima.Geometry;

/// <summary>
/// Matches units by what they do on examples instead of by their weights; one exact assignment a layer.
/// </summary>
/// <remarks>
/// By activations: the layer's units at the least sum of E[(a_i - f b_j)^2], means taken away, f the sign that the covariance has, or for
/// ReLU the scale that makes both spread alike. Without signs and scales that is the largest sum of covariances (Ainsworth et al., arXiv
/// 2209.04836, section 3.1, there without taking means away). By contribution: what a unit adds to the sums of the layer behind it,
/// a_i(x) w_i over examples and units, the inner product of which is cov(a_i, b_j) &lt;w_i, v_j&gt;: signs and scales cancel in it. The
/// layers are taken from the classes back, so that the units behind have their places; from what goes to the classes the mean over the
/// classes is taken, which softmax does not see.
/// </remarks>
internal static class ActivityMatching
{
    /// <summary>The symmetry that moves B.</summary>
    public static Symmetry Find(
        Network network, Parameters a, Parameters b, UnitCovariances covariances, SymmetryKind kind, bool byContribution)
    {
        IReadOnlyList<UnitGroup> groups = UnitGroup.Of(network);
        UnitMap[] maps = [.. groups.Select(static group => UnitMap.Identity(group.Count))];
        AlignmentCoordinates mine = new(network, SoftmaxShift.Removed(network, a)), theirs = new(network, SoftmaxShift.Removed(network, b));
        for (int g = groups.Count - 1; g >= 0 && kind != SymmetryKind.None; g--)
        {
            UnitGauge gauge = kind == SymmetryKind.Full ? groups[g].Gauge : UnitGauge.None;
            maps[g] = Match(covariances, g, gauge, byContribution ? Outgoing(mine, theirs, g, groups[g].Count, maps) : null);
        }

        return new Symmetry(network, maps);
    }

    private static UnitMap Match(UnitCovariances covariances, int group, UnitGauge gauge, Side? outgoing)
    {
        (double[] varianceA, double[] varianceB, double[] products) = (covariances.A[group], covariances.B[group], covariances.Products[group]);
        int n = varianceA.Length;
        double[] costs = new double[n * n], factors = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                int at = (i * n) + j;
                double factor = factors[at] = Factor(gauge, varianceA[i], varianceB[j], products[at]);

                // E[(a - f b)^2]; or the same of what is added behind, where the factor goes in and out and cancels.
                costs[at] = outgoing is null
                    ? varianceA[i] + (factor * factor * varianceB[j]) - (2 * factor * products[at])
                    : (varianceA[i] * outgoing.A[i]) + (varianceB[j] * outgoing.B[j]) - (2 * products[at] * outgoing.Products[at]);
            }
        }

        var assignment = Assignment.Minimise(costs, n);
        return new UnitMap(assignment.Columns, [.. assignment.Columns.Select((j, i) => factors[(i * n) + j])]);
    }

    private static double Factor(UnitGauge gauge, double varianceA, double varianceB, double covariance)
    {
        if (gauge is UnitGauge.Sign or UnitGauge.Flip)
            return covariance < 0 ? -1 : 1;
        double ratio = Math.Sqrt(varianceA / varianceB);

        // A unit that gives the same whatever it sees has no spread to compare.
        return gauge == UnitGauge.Scale && varianceA > 0 && float.IsNormal((float)ratio) && float.IsNormal((float)(1 / ratio)) ? ratio : 1;
    }

    private static Side Outgoing(AlignmentCoordinates a, AlignmentCoordinates b, int group, int units, IReadOnlyList<UnitMap> maps)
    {
        ReadOnlySpan<double> mine = a.Units(group, outgoing: true, null), theirs = b.Units(group, outgoing: true, maps);
        var side = new Side(new double[units], new double[units], new double[units * units]);
        ColumnProducts.Add(mine, theirs, units, side.Products);
        for (int at = 0; at < mine.Length; at++)
        {
            side.A[at % units] += mine[at] * mine[at];
            side.B[at % units] += theirs[at] * theirs[at];
        }

        return side;
    }

    // Squared norms of what goes out of A's and of B's units, and all inner products.
    private sealed record Side(double[] A, double[] B, double[] Products);
}
