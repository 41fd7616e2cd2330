using Minima.Figures;
using Minima.Minimisation;
using Minima.Numerics;

namespace Minima.Studies.Fleets;

/// <summary>What the members of a fleet were at an epoch: means with Student's 95 % interval over the members.</summary>
/// <param name="Epoch">The epoch.</param>
/// <param name="TrainCost">Mean of the epoch's minibatch costs, in nats; null at the start, which has none.</param>
/// <param name="ValidationErrors">Errors on the validation set.</param>
/// <param name="TestErrors">Errors on the test set.</param>
public sealed record FleetEpoch(int Epoch, Estimate? TrainCost, Estimate ValidationErrors, Estimate TestErrors);

/// <summary>The courses of a fleet, epoch by epoch, over the members that have come so far.</summary>
/// <param name="Rows">By epoch, ascending.</param>
public sealed record FleetCurves(IReadOnlyList<FleetEpoch> Rows)
{
    /// <summary>The courses of some runs, from their metrics.</summary>
    public static FleetCurves Of(IEnumerable<IReadOnlyList<EpochMetrics>> runs) => new(
    [
        .. runs.SelectMany(static rows => rows).GroupBy(static row => row.Epoch).OrderBy(static group => group.Key).Select(static group =>
        {
            double[] costs = [.. group.Select(static row => row.TrainCost).OfType<double>()];
            return new FleetEpoch(
                group.Key,
                costs.Length == 0 ? null : Estimate.OfMean(costs),
                Estimate.OfMean([.. group.Select(static row => (double)row.ValidationErrors)]),
                Estimate.OfMean([.. group.Select(static row => (double)row.TestErrors)]));
        }),
    ]);

    /// <summary>A row an epoch: how many members, and of each course mean and interval.</summary>
    public Table ToTable()
    {
        string[] courses = ["train_cost", "valid_errors", "test_errors"];
        var table = new Table(
            [new Column("epoch"), new Column("members"), .. courses.SelectMany(static name => new[] { name, name + "_low", name + "_high" }).Select(static name => new Column(name))]);
        foreach (FleetEpoch row in Rows)
        {
            Estimate?[] estimates = [row.TrainCost, row.ValidationErrors, row.TestErrors];
            table.Add([row.Epoch, row.TestErrors.Count, .. estimates.SelectMany(static one => new object?[] { one?.Value, one?.Low, one?.High })]);
        }

        return table;
    }

    /// <summary>The courses as three charts, their intervals as bands.</summary>
    public Figure ToFigure(string title) => new(
        title,
        [
            Chart("training cost", new Axis("cost", "nats", AxisScale.Logarithmic), static row => row.TrainCost),
            Chart("validation errors", new Axis("errors", Scale: AxisScale.Logarithmic), static row => row.ValidationErrors),
            Chart("test errors", new Axis("errors", Scale: AxisScale.Logarithmic), static row => row.TestErrors),
        ])
    {
        Columns = 3,
        Note = "Line: mean over the members. Band: 95 % interval of that mean (Student), for other members of the same kind.",
    };

    private Chart Chart(string title, Axis y, Func<FleetEpoch, Estimate?> value)
    {
        (int Epoch, Estimate Value)[] points = [.. Rows.Where(row => value(row) is not null).Select(row => (row.Epoch, value(row)!.Value))];
        bool banded = points.All(static point => point.Value.Count > 1);
        return new Chart(new Axis("epoch"), y,
        [
            new Series("mean", [.. points.Select(static point => (double)point.Epoch)], [.. points.Select(static point => point.Value.Value)])
            {
                Band = banded ? new Band([.. points.Select(static point => point.Value.Low)], [.. points.Select(static point => point.Value.High)]) : null,
            },
        ])
        {
            Title = title,
        };
    }
}
