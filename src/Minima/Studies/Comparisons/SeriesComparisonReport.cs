using Minima.Figures;
using Minima.Geometry;

namespace Minima.Studies.Comparisons;

/// <summary>The course of two runs as a table and a figure.</summary>
public static class SeriesComparisonReport
{
    /// <summary>A row an epoch.</summary>
    public static Table ToTable(this SeriesComparison compared)
    {
        var table = new Table(
            new Column("epoch"), new Column("verdict", Alignment.Left), new Column("distance raw", Format: "F4"), new Column("aligned", Format: "F4"),
            new Column("overlap raw", Format: "F4"), new Column("aligned", Format: "F4"), new Column("cosine raw", Format: "F4"),
            new Column("aligned", Format: "F4"), new Column("train barrier raw", Format: "F4"), new Column("aligned", Format: "F4"),
            new Column("train error % raw", Format: "F2"), new Column("aligned", Format: "F2"));
        foreach (EpochComparison row in compared.Rows)
        {
            (LineBarrier raw, LineBarrier aligned) = (row.RawLine.Barrier, row.AlignedLine.Barrier);
            table.Add(
                row.Epoch, row.Verdict.Word(), row.Raw.Total.L2, row.Aligned.Total.L2, row.RawOverlap, row.Overlap, row.Raw.Total.Cosine,
                row.Aligned.Total.Cosine, raw.TrainLoss, aligned.TrainLoss, 100 * raw.TrainError, 100 * aligned.TrainError);
        }

        return table;
    }

    /// <summary>All figures of all epochs under plain names: to compute with.</summary>
    public static Table ToLongTable(this SeriesComparison compared)
    {
        var table = new Table(
        [
            new Column("epoch"), new Column("verdict", Alignment.Left),
            .. new[]
            {
                "distance_raw", "distance_aligned", "overlap_raw", "overlap_aligned", "cosine_raw", "cosine_aligned", "train_loss_barrier_raw",
                "train_loss_barrier_aligned", "train_error_barrier_raw", "train_error_barrier_aligned", "test_error_barrier_raw",
                "test_error_barrier_aligned", "train_cost_rise_raw", "train_cost_rise_aligned",
            }.Select(static name => new Column(name)),
        ]);
        foreach (EpochComparison row in compared.Rows)
        {
            (LineBarrier raw, LineBarrier aligned) = (row.RawLine.Barrier, row.AlignedLine.Barrier);
            table.Add(
                row.Epoch, row.Verdict.Word(), row.Raw.Total.L2, row.Aligned.Total.L2, row.RawOverlap, row.Overlap, row.Raw.Total.Cosine,
                row.Aligned.Total.Cosine, raw.TrainLoss, aligned.TrainLoss, raw.TrainError, aligned.TrainError, raw.TestError, aligned.TestError,
                ComparedLine.CostRiseOf(row.RawLine), ComparedLine.CostRiseOf(row.AlignedLine));
        }

        return table;
    }

    /// <summary>Distance, overlap, cosine and error barrier by epoch, raw and aligned.</summary>
    public static Figure ToFigure(this SeriesComparison compared, string title)
    {
        double[] epochs = [.. compared.Rows.Select(static row => (double)row.Epoch)];
        double threshold = 100 * compared.Last.Options.Thresholds.ErrorBarrier;
        return new Figure(
            title,
            [
                Chart("distance", new Axis("L2"), static row => row.Raw.Total.L2, static row => row.Aligned.Total.L2),
                Chart("overlap", new Axis("1: the same network"), static row => row.RawOverlap, static row => row.Overlap),
                Chart("cosine", new Axis("1: the same direction"), static row => row.Raw.Total.Cosine, static row => row.Aligned.Total.Cosine),
                Chart("error barrier, training set", new Axis("percentage points"), static row => 100 * row.RawLine.Barrier.TrainError,
                    static row => 100 * row.AlignedLine.Barrier.TrainError) with
                {
                    Lines = [new ReferenceLine(Orientation.Horizontal, threshold, "connected below")],
                },
            ])
        {
            Note = "Raw: the networks as they are; aligned: the copy of B, computing the same function, that lies closest to A, found anew at each epoch. "
                + "Overlap: 1 for the same network, 0 for orthogonal ones.",
        };

        Chart Chart(string name, Axis axis, Func<EpochComparison, double?> raw, Func<EpochComparison, double?> aligned) => new(
            new Axis("epoch"), axis, [Series("raw", raw), Series("aligned", aligned)])
        { Title = name };

        Series Series(string name, Func<EpochComparison, double?> value) =>
            new(name, epochs, [.. compared.Rows.Select(row => value(row) ?? double.NaN)]);
    }
}
