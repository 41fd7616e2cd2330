using System.Buffers;
using System.Runtime.CompilerServices;
using Minima.Networks;
using Minima.Numerics;

namespace Minima.Geometry;

/// <summary>One group's best map while all others stay: an assignment on what each pair of units costs.</summary>
internal sealed class UnitMatching(
    IReadOnlyList<UnitGroup> groups, AlignmentCoordinates a, AlignmentCoordinates b, SymmetryKind kind) : IDisposable
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
        double[] costs = ArrayPool<double>.Shared.Rent(n * n);
        try
        {
            for (int i = 0; i < n; i++)
            {
                Span<double> row = costs.AsSpan(i * n, n);
                if (gauge == UnitGauge.Sign)
                {
                    PairBySign(incoming, outgoing, i, row);
                    continue;
                }

                for (int j = 0; j < n; j++)
                    row[j] = Pair(gauge, incoming, outgoing, i, j).Cost;
            }

            var assignment = Assignment.Minimise(costs.AsSpan(0, n * n), n);
            var map = new UnitMap(assignment.Columns, [.. assignment.Columns.Select((j, i) => Pair(gauge, incoming, outgoing, i, j).Factor)]);
            return (map, assignment.Cost, assignment.LowerBound);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(costs);
            foreach (Side side in new[] { incoming, outgoing }.Where(side => side != _fromInputs && side != _toClasses))
                side.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _fromInputs?.Dispose();
        _toClasses?.Dispose();
    }

    // What B's unit j costs in the place of A's unit i, and its factor there.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (double Cost, double Factor) Pair(UnitGauge gauge, Side incoming, Side outgoing, int i, int j)
    {
        int at = (i * incoming.A.Length) + j;
        if (gauge == UnitGauge.Scale)
            return PairCost.OfScale(incoming.A[i], incoming.B[j], incoming.Products[at], outgoing.A[i], outgoing.B[j], outgoing.Products[at]);
        double product = incoming.Products[at] + outgoing.Products[at];
        double factor = product < 0 && gauge != UnitGauge.None ? -1 : 1;
        return (incoming.A[i] + outgoing.A[i] + incoming.B[j] + outgoing.B[j] - (2 * factor * product), factor);
    }

    // The costs of Pair for all of B's units: the factor has the sign of the product, so that what it multiplies is the product's size.
    private static void PairBySign(Side incoming, Side outgoing, int i, Span<double> row)
    {
        double own = incoming.A[i] + outgoing.A[i];
        ReadOnlySpan<double> first = incoming.Products.AsSpan(i * row.Length, row.Length), second = outgoing.Products.AsSpan(i * row.Length, row.Length);
        ReadOnlySpan<double> entering = incoming.B.AsSpan(0, row.Length), leaving = outgoing.B.AsSpan(0, row.Length);
        for (int j = 0; j < row.Length; j++)
            row[j] = own + entering[j] + leaving[j] - (2 * Math.Abs(first[j] + second[j]));
    }

    private Side Products(int group, bool outgoing, IReadOnlyList<UnitMap> maps, bool use)
    {
        int n = groups[group].Count;
        if (!use)
            return new Side(n);
        if (!outgoing && group == 0)
            return _fromInputs ??= Compute(group, outgoing, maps);
        return outgoing && group == groups.Count - 1 ? _toClasses ??= Compute(group, outgoing, maps) : Compute(group, outgoing, maps);
    }

    private Side Compute(int group, bool outgoing, IReadOnlyList<UnitMap> maps)
    {
        int n = groups[group].Count;
        var side = new Side(n);
        ReadOnlySpan<double> mine = a.Units(group, outgoing, null), theirs = b.Units(group, outgoing, maps);
        ColumnProducts.Add(mine, theirs, n, side.Products.AsSpan(0, n * n));
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

    // Squared norms of A's and B's units, and all inner products, of what goes in or of what goes out; zero at first. Products are megabytes that
    // come and go: their room is taken again.
    private sealed class Side : IDisposable
    {
        public Side(int count)
        {
            (A, B, Products) = (new double[count], new double[count], ArrayPool<double>.Shared.Rent(count * count));
            Array.Clear(Products, 0, count * count);
        }

        public double[] A { get; }

        public double[] B { get; }

        public double[] Products { get; }

        public void Dispose() => ArrayPool<double>.Shared.Return(Products);
    }
}
