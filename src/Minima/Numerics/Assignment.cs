using System.Runtime.Intrinsics;

namespace Minima.Numerics;

/// <summary>
/// The linear assignment problem: n rows to n columns, one to one, at the least total cost; with the dual numbers that prove it.
/// </summary>
/// <remarks>
/// Shortest augmenting paths with potentials (Jonker and Volgenant, Computing 38 (1987) 325; the form without their heuristics is in
/// Crouse, IEEE Trans. Aerosp. Electron. Syst. 52 (2016) 1679), started from the greedy assignment of the reduced matrix and from their
/// augmenting row reduction. About n^3 steps at most; ties go to the lower index, so the result is the same on every machine.
/// </remarks>
public sealed class Assignment
{
    // How often the free rows bid for columns before paths are searched, as in Jonker and Volgenant's program.
    private const int RowSweeps = 2;

    private Assignment(int[] columns, double[] rowDuals, double[] columnDuals, double cost)
    {
        (Columns, RowDuals, ColumnDuals, Cost) = (columns, rowDuals, columnDuals, cost);
        LowerBound = rowDuals.Sum() + columnDuals.Sum();
    }

    /// <summary>The column of each row.</summary>
    public IReadOnlyList<int> Columns { get; }

    /// <summary>u, with u[i] + v[j] at most cost[i, j] but for rounding.</summary>
    public IReadOnlyList<double> RowDuals { get; }

    /// <summary>v.</summary>
    public IReadOnlyList<double> ColumnDuals { get; }

    /// <summary>The sum of the chosen costs.</summary>
    public double Cost { get; }

    /// <summary>
    /// The sum of the dual numbers. Every assignment costs at least that: sum cost[i, p(i)] >= sum u[i] + v[p(i)]. Equal to
    /// <see cref="Cost"/> but for rounding, which is the certificate.
    /// </summary>
    public double LowerBound { get; }

    /// <summary>Solves the problem.</summary>
    /// <param name="costs">[n][n], row after row.</param>
    /// <param name="size">n.</param>
    /// <exception cref="ArgumentException">There are not n * n costs, or one of them is not finite.</exception>
    public static Assignment Minimise(ReadOnlySpan<double> costs, int size)
    {
        if (costs.Length != (long)size * size)
            throw new ArgumentException($"{costs.Length} costs were given for {size} rows and columns.", nameof(costs));
        foreach (double cost in costs)
        {
            if (!double.IsFinite(cost))
                throw new ArgumentException("A cost is not finite.", nameof(costs));
        }

        double[] u = new double[size], v = new double[size];
        int[] rowOf = new int[size], columnOf = new int[size];
        var distances = new ColumnDistances(size);
        Reduce(costs, size, u, v);
        StartGreedily(costs, size, u, v, rowOf, columnOf);
        for (int sweep = 0; sweep < RowSweeps; sweep++)
            ReduceRows(costs, size, v, rowOf, columnOf);
        TakeRowDuals(costs, size, u, v, columnOf);
        for (int free = 0; free < size; free++)
        {
            if (columnOf[free] < 0)
                Augment(costs, size, free, u, v, rowOf, columnOf, distances);
        }

        double total = 0;
        for (int i = 0; i < size; i++)
            total += costs[(i * size) + columnOf[i]];
        return new Assignment(columnOf, u, v, total);
    }

    // The largest feasible v for u = 0, then the largest u for that v.
    private static void Reduce(ReadOnlySpan<double> costs, int size, double[] u, double[] v)
    {
        Array.Fill(v, double.PositiveInfinity);
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < size; j++)
                v[j] = Math.Min(v[j], costs[(i * size) + j]);
        }

        for (int i = 0; i < size; i++)
        {
            double least = double.PositiveInfinity;
            for (int j = 0; j < size; j++)
                least = Math.Min(least, costs[(i * size) + j] - v[j]);
            u[i] = least;
        }
    }

    private static void StartGreedily(ReadOnlySpan<double> costs, int size, double[] u, double[] v, int[] rowOf, int[] columnOf)
    {
        Array.Fill(rowOf, -1);
        Array.Fill(columnOf, -1);
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < size && columnOf[i] < 0; j++)
            {
                // Duals must be exact on what is assigned: u is taken anew from the column that gave it.
                if (rowOf[j] < 0 && costs[(i * size) + j] - v[j] <= u[i])
                    (rowOf[j], columnOf[i]) = (i, j);
            }
        }
    }

    // Each free row takes its cheapest column and makes it dearer by what its second choice would cost more, so that it is as well off
    // with either; the row that had it looks for another one, at once if that made a difference, otherwise in the next sweep. Columns
    // only get cheaper to leave (v falls), so every assigned row keeps its cheapest column.
    private static void ReduceRows(ReadOnlySpan<double> costs, int size, double[] v, int[] rowOf, int[] columnOf)
    {
        // Rounding, or ties, could hand two columns round and round: no more bids than this.
        int bids = 8 * size;
        for (int free = 0; free < size; free++)
        {
            int row = columnOf[free] < 0 ? free : -1;
            while (row >= 0 && bids-- > 0)
            {
                ReadOnlySpan<double> own = costs.Slice(row * size, size);
                (double least, double second, int column, int other) = TwoLeast(own, v);
                double step = second - least;
                if (double.IsFinite(step) && step > 0)
                    v[column] -= step;
                else if (rowOf[column] >= 0 && other >= 0)
                    column = other;
                int displaced = rowOf[column];
                (rowOf[column], columnOf[row]) = (row, column);
                if (displaced >= 0)
                    columnOf[displaced] = -1;
                row = double.IsFinite(step) && step > 0 ? displaced : -1;
            }
        }
    }

    // The two least of cost - v and where they are; the first of equals.
    private static (double Least, double Second, int Column, int Other) TwoLeast(ReadOnlySpan<double> own, double[] v)
    {
        double least = double.PositiveInfinity, second = double.PositiveInfinity;
        int column = -1, other = -1;
        int block = Vector256<double>.Count;
        for (int j = 0; j < own.Length; j++)
        {
            // Of a long row nearly all numbers are above both, and are passed by some at a time.
            while (j + block <= own.Length && Vector256.GreaterThanOrEqualAll(
                Vector256.Create(own.Slice(j, block)) - Vector256.Create(v.AsSpan(j, block)), Vector256.Create(second)))
                j += block;
            if (j == own.Length)
                break;
            double reduced = own[j] - v[j];
            if (reduced >= second)
                continue;
            if (reduced < least)
                (least, second, column, other) = (reduced, least, j, column);
            else
                (second, other) = (reduced, j);
        }

        return (least, second, column, other);
    }

    // u of an assigned row from its column, so that the two are exact on what is assigned; of a free one the largest that is feasible.
    private static void TakeRowDuals(ReadOnlySpan<double> costs, int size, double[] u, double[] v, int[] columnOf)
    {
        for (int i = 0; i < size; i++)
        {
            ReadOnlySpan<double> own = costs.Slice(i * size, size);
            u[i] = columnOf[i] >= 0 ? own[columnOf[i]] - v[columnOf[i]] : TwoLeast(own, v).Least;
        }
    }

    // Dijkstra's algorithm on the reduced costs from one free row to the nearest free column.
    private static void Augment(
        ReadOnlySpan<double> costs, int size, int free, double[] u, double[] v, int[] rowOf, int[] columnOf, ColumnDistances distances)
    {
        distances.Clear();
        int row = free, sink = -1;
        double reached = 0;
        while (sink < 0)
        {
            reached = distances.Reach(row, reached - u[row], costs.Slice(row * size, size), v);
            int nearest = distances.Nearest(reached, rowOf);
            distances.Pass(nearest);
            if (rowOf[nearest] < 0)
                sink = nearest;
            else
                row = rowOf[nearest];
        }

        // Potentials of all that was passed, so that reduced costs stay non-negative and are zero along the path.
        u[free] += reached;
        for (int j = 0; j < size; j++)
        {
            double passed = distances.Passed(j);
            if (double.IsNaN(passed))
                continue;
            if (j != sink)
                u[rowOf[j]] += reached - passed;
            v[j] -= reached - passed;
        }

        int column = sink;
        while (true)
        {
            int from = distances.Before(column);
            rowOf[column] = from;
            (columnOf[from], column) = (column, columnOf[from]);
            if (from == free)
                return;
        }
    }
}
