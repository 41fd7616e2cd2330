using Minima.Figures;
using Minima.Geometry;
using Minima.Trajectories;

namespace Minima.Studies;

/// <summary>The distances at one epoch.</summary>
/// <param name="Epoch">The epoch.</param>
/// <param name="Distances">The distances, by parameter and in total.</param>
public sealed record EpochDistances(int Epoch, Distances Distances);

/// <summary>Distances along a series, epoch by epoch.</summary>
/// <param name="Rows">One for each epoch, ascending; there is at least one.</param>
public sealed record SeriesDistances(IReadOnlyList<EpochDistances> Rows)
{
    /// <summary>The parameters' names in the layout's order, and the total's.</summary>
    public IReadOnlyList<string> Names => [.. Rows[0].Distances.Parameters.Select(static parameter => parameter.Name), Distances.TotalName];

    /// <summary>How far each of a run's snapshots lies from one and the same snapshot (B of the distances).</summary>
    /// <exception cref="UnusableInputException">The run has no snapshot, one is damaged, or the networks have different parameters.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested.</exception>
    public static SeriesDistances To(Snapshot target, Run run, CancellationToken cancellation = default)
    {
        if (run.SnapshotEpochs.Count == 0)
            throw new UnusableInputException($"The run '{run.Folder}' has no snapshot yet.");
        return Over(run.SnapshotEpochs, epoch => Distances.Between(run.Read(epoch).Parameters, target.Parameters), cancellation);
    }

    /// <summary>How far two runs lie apart at each epoch of which both have a snapshot.</summary>
    /// <exception cref="UnusableInputException">There is no such epoch, a snapshot is damaged, or the networks have different parameters.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested.</exception>
    public static SeriesDistances Between(Run a, Run b, CancellationToken cancellation = default)
    {
        int[] shared = [.. a.SnapshotEpochs.Intersect(b.SnapshotEpochs)];
        if (shared.Length == 0)
            throw new UnusableInputException($"The runs '{a.Folder}' and '{b.Folder}' have no epoch of which both keep a snapshot.");
        return Over(shared, epoch => Distances.Between(a.Read(epoch).Parameters, b.Read(epoch).Parameters), cancellation);
    }

    /// <summary>
    /// One measure by parameter and in total, a row an epoch: to read. A measure that does not exist (relative to a parameter that is
    /// zero) is null.
    /// </summary>
    public Table ToTable(Func<ParameterDistance, double?> measure)
    {
        var table = new Table([new Column("epoch"), .. Names.Select(static name => new Column(name, Format: DistanceTable.NumberFormat))]);
        foreach (EpochDistances row in Rows)
            table.Add([row.Epoch, .. All(row.Distances).Select(parameter => (object?)measure(parameter))]);
        return table;
    }

    /// <summary>All measures, a row for each parameter of each epoch: to compute with.</summary>
    public Table ToLongTable()
    {
        var table = new Table([new Column("epoch"), .. DistanceTable.Columns]);
        foreach (EpochDistances row in Rows)
        {
            foreach (ParameterDistance parameter in All(row.Distances))
                table.Add([row.Epoch, .. DistanceTable.Cells(parameter)]);
        }

        return table;
    }

    /// <summary>A chart of the L2 distance for each parameter and the total.</summary>
    /// <param name="title">The heading.</param>
    /// <param name="label">What the vertical axis measures, such as <c>distance to epoch 500</c>.</param>
    /// <param name="scale">The vertical axis's scale.</param>
    /// <param name="withUnrelated">Whether to draw, for reference, how far two unrelated vectors of the same norms would lie apart.</param>
    public Figure ToFigure(string title, string label, AxisScale scale, bool withUnrelated)
    {
        double[] epochs = [.. Rows.Select(static row => (double)row.Epoch)];
        Chart[] charts = [.. Names.Select((name, i) =>
        {
            ParameterDistance[] distances = [.. Rows.Select(row => All(row.Distances).ElementAt(i))];
            var measured = new Series("distance", epochs, [.. distances.Select(static distance => distance.L2)]);
            var unrelated = new Series("if unrelated", epochs, [.. distances.Select(static distance => distance.IfUnrelated)])
            {
                Role = SeriesRole.Reference,
            };
            return new Chart(new Axis("epoch"), new Axis(label, "L2", scale), withUnrelated ? [measured, unrelated] : [measured]) { Title = name };
        })];
        return new Figure(title, charts)
        {
            Note = withUnrelated ? "If unrelated: sqrt(||A||\u00B2 + ||B||\u00B2), the distance of two vectors of the same norms that are orthogonal." : "",
        };
    }

    private static IEnumerable<ParameterDistance> All(Distances distances) => distances.Parameters.Append(distances.Total);

    private static SeriesDistances Over(IEnumerable<int> epochs, Func<int, Distances> measure, CancellationToken cancellation)
    {
        var rows = new List<EpochDistances>();
        foreach (int epoch in epochs)
        {
            cancellation.ThrowIfCancellationRequested();
            rows.Add(new EpochDistances(epoch, measure(epoch)));
        }

        return new SeriesDistances(rows);
    }
}
