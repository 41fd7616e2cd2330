using Minima.Networks;
using Minima.Numerics;

namespace Minima.Geometry;

/// <summary>One group's best map while all others stay: an assignment on what each pair of units costs.</summary>
internal sealed class UnitMatching(
    IReadOnlyList<UnitGroup> groups, AlignmentCoordinates a, AlignmentCoordinates b, SymmetryKind kind)
{
    // What hangs on no map: what comes from the inputs and what goes to the classes, computed once for all sweeps and starts.
    private Side? _fromInputs, _toClasses;

    /// <summary>||A - gB||^2.</summary>
    public double SquaredDistance(IReadOnlyList<UnitMap> maps) => a.SquaredDistance(b, maps);

    /// <summary>The map, what it costs, and what any map costs at least.</summary>
    public (UnitMap Map, double Cost, double Bound) Match(int group, IReadOnlyList<UnitMap> maps, bool useIncoming = true, bool useOutgoing = true)
    {
        int n = groups[group].Count;
        Side incoming = Products(group, outgoing: false, maps, useIncoming), outgoing = Products(group, outgoing: true, maps, useOutgoing);
        UnitGauge gauge = kind == SymmetryKind.Full ? groups[group].Gauge : UnitGauge.None;
        double[] costs = new double[n * n];
        double[] factors = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                int at = (i * n) + j;
                if (gauge == UnitGauge.Scale)
                {
                    (costs[at], factors[at]) = PairCost.OfScale(
                        incoming.A[i], incoming.B[j], incoming.Products[at], outgoing.A[i], outgoing.B[j], outgoing.Products[at]);
                    continue;
                }

                double product = incoming.Products[at] + outgoing.Products[at];
                factors[at] = product < 0 && gauge != UnitGauge.None ? -1 : 1;
                costs[at] = incoming.A[i] + outgoing.A[i] + incoming.B[j] + outgoing.B[j] - (2 * factors[at] * product);
            }
        }

        var assignment = Assignment.Minimise(costs, n);
        var map = new UnitMap(assignment.Columns, [.. assignment.Columns.Select((j, i) => factors[(i * n) + j])]);
        return (map, assignment.Cost, assignment.LowerBound);
    }

    private Side Products(int group, bool outgoing, IReadOnlyList<UnitMap> maps, bool use)
    {
        int n = groups[group].Count;
        if (!use)
            return new Side(new double[n], new double[n], new double[n * n]);
        if (!outgoing && group == 0)
            return _fromInputs ??= Compute(group, outgoing, maps);
        return outgoing && group == groups.Count - 1 ? _toClasses ??= Compute(group, outgoing, maps) : Compute(group, outgoing, maps);
    }

    private Side Compute(int group, bool outgoing, IReadOnlyList<UnitMap> maps)
    {
        int n = groups[group].Count;
        var side = new Side(new double[n], new double[n], new double[n * n]);
        double[] mine = a.Units(group, outgoing, null), theirs = b.Units(group, outgoing, maps);
        ColumnProducts.Add(mine, theirs, n, side.Products);
        for (int first = 0; first < mine.Length; first += n)
        {
            for (int j = 0; j < n; j++)
            {
                side.A[j] += mine[first + j] * mine[first + j];
                side.B[j] += theirs[first + j] * theirs[first + j];
            }
        }

        return side;
    }

    // Squared norms of A's and B's units, and all inner products, of what goes in or of what goes out.
    private sealed record Side(double[] A, double[] B, double[] Products);
}
