using Minima.Networks;
using Minima.Numerics;

namespace Minima.Curvature;

/// <summary>
/// Which dead units (<see cref="DeadUnit"/>) stay dead when left to themselves. With w the weights in and v the weights out, both zero, the cost's second derivatives are
/// 2 l2 by w twice, at least 2 l2 by v twice, and a G by both, a the slope of the unit's activation at its bias and G the derivatives of the mean loss by the products
/// of the layer's inputs and the next layer's sums. With s the largest singular value of G, a small w and v grow only where a s &gt; 2 l2.
/// </summary>
internal static class LastingUnits
{
    // G changes while the search goes on.
    private const double Margin = 0.9;

    /// <summary>Those of some units that stay dead.</summary>
    /// <param name="functional">Stands at a point where the weights of all of them are zero.</param>
    /// <param name="units">The units.</param>
    public static IReadOnlyList<DeadUnit> Of(PreciseFunctional functional, IReadOnlyList<DeadUnit> units) =>
        [.. units.GroupBy(static unit => unit.NextBiases).SelectMany(layer => OfLayer(functional, [.. layer]))];

    private static IEnumerable<DeadUnit> OfLayer(PreciseFunctional functional, IReadOnlyList<DeadUnit> units)
    {
        double[] point = functional.Point.ToArray();
        double steepest = units.Max(unit => unit.Slope(point));
        if (!(steepest > 0))
            return units;
        DeadUnit[] probes = [.. units.Where(unit => unit.Slope(point) >= steepest / 2)];
        double largest = LargestSingularValue(functional, probes, point);
        return units.Where(unit => unit.Slope(point) * largest <= Margin * 2 * functional.L2);
    }

    /// <summary>That of G. The Hessian's product with a direction that has a 1 at weight k out of a unit has a times the column k of G at the unit's weights in.</summary>
    private static double LargestSingularValue(PreciseFunctional functional, DeadUnit[] probes, double[] point)
    {
        int outputs = probes[0].Outgoing.Count;
        var columns = new double[outputs][];
        for (int first = 0; first < outputs; first += probes.Length)
        {
            int count = Math.Min(probes.Length, outputs - first);
            var direction = new double[functional.Count];
            for (int i = 0; i < count; i++)
                direction[probes[i].Outgoing[first + i]] = 1;
            double[] product = functional.Product(direction, ProductPrecision.Mixed);
            for (int i = 0; i < count; i++)
                columns[first + i] = [.. probes[i].Incoming.Select(weight => product[weight] / probes[i].Slope(point))];
        }

        var squares = new double[outputs * outputs];
        for (int i = 0; i < squares.Length; i++)
            squares[i] = Vectors.Dot(columns[i / outputs], columns[i % outputs]);
        return Math.Sqrt(Math.Max(0, SymmetricEigen.Of(squares, outputs).Values[0]));
    }
}
