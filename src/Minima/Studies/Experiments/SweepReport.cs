using Minima.Figures;
using Minima.Numerics;
using Minima.Studies.Pairs;

namespace Minima.Studies.Experiments;

/// <summary>A sweep as tables and figures.</summary>
public static class SweepReport
{
    /// <summary>A row a place: means over the replicates, errors in percentage points.</summary>
    public static Table Points(SweepStudy study)
    {
        var table = new Table(
            new Column(At(study), Format: "G6"), new Column("distance at start", Format: "G4"), new Column("at end", Format: "G4"), new Column("times", Format: "G4"),
            new Column("aligned", Format: "G4"), new Column("overlap", Format: "F4"), new Column("raw barrier", Format: "F4"), new Column("aligned barrier", Format: "F4"),
            new Column("raw error %", Format: "F2"), new Column("95 % from", Format: "F2"), new Column("to", Format: "F2"), new Column("aligned error %", Format: "F2"), new Column("meet raw"));
        foreach (SweepPoint point in study.Points)
        {
            Estimate error = point.Of(PairQuantity.RawError);
            double start = Estimate.OfMean(point.Starts).Value, end = point.Of(PairQuantity.RawDistance).Value;
            table.Add(
                point.At, start, end, start > 0 ? end / start : null, point.Of(PairQuantity.AlignedDistance).Value, point.Of(PairQuantity.RawOverlap).Value, point.Of(PairQuantity.RawLoss).Value,
                point.Of(PairQuantity.AlignedLoss).Value, 100 * error.Value, Known(100 * error.Low), Known(100 * error.High), 100 * point.Of(PairQuantity.AlignedError).Value,
                $"{point.Pairs.Count(static pair => pair.MeetsRaw)} of {point.Pairs.Count}");
        }

        return table;
    }

    /// <summary>A row a place and quantity, mean and interval, with all digits.</summary>
    public static Table LongPoints(SweepStudy study)
    {
        var table = new Table(
            new Column(At(study)), new Column("quantity", Alignment.Left), new Column("mean"), new Column("low"), new Column("high"), new Column("replicates"));
        foreach (SweepPoint point in study.Points)
        {
            IEnumerable<(string Id, Estimate Estimate)> rows = PairQuantity.All.Select(quantity => (quantity.Id, point.Of(quantity)))
                .Prepend(("relative_start", Estimate.OfMean(point.RelativeStarts))).Prepend(("start_distance", Estimate.OfMean(point.Starts)));
            foreach ((string id, Estimate estimate) in rows)
                table.Add(point.At, id, estimate.Value, estimate.Low, estimate.High, estimate.Count);
        }

        return table;
    }

    /// <summary>A row a pair, with all digits.</summary>
    public static Table Pairs(SweepStudy study)
    {
        var table = new Table(
        [
            new Column(At(study)), new Column("a", Alignment.Left), new Column("b", Alignment.Left), new Column("start_distance"), new Column("relative_start"),
            .. PairQuantity.All.Select(static quantity => new Column(quantity.Id)),
        ]);
        foreach (SweepPoint point in study.Points)
        {
            for (int r = 0; r < point.Pairs.Count; r++)
            {
                PairMeasure pair = point.Pairs[r];
                table.Add([point.At, pair.A.Name, pair.B.Name, point.Starts[r], point.RelativeStarts[r], .. PairQuantity.All.Select(quantity => (object?)quantity.Value(pair))]);
            }
        }

        return table;
    }

    /// <summary>The answer, in a sentence.</summary>
    public static string Sentence(SweepStudy study)
    {
        string mean = study.Setting.Replicates == 1 ? "" : $", mean of {study.Setting.Replicates} replicates";
        return study.Name == "fork"
            ? study.MeetFrom is { } epoch
                ? FormattableString.Invariant($"Copies that part at epoch {epoch} or later meet: the raw barrier is below 2 points of error, train and test{mean}.")
                : FormattableString.Invariant($"Even copies that part at epoch {study.Points[^1].At} end with a raw barrier of 2 points of error or more{mean}.")
            : study.PartFrom is { } size
                ? FormattableString.Invariant($"From a relative size of {size:G3} on the runs part: the raw barrier is 2 points of error or more, train or test{mean}.")
                : FormattableString.Invariant($"Up to a relative size of {study.Points[^1].At:G3} the runs do not part: the raw barrier stays below 2 points of error, train and test{mean}.");
    }

    /// <summary>Barriers and distances against where or how the runs parted.</summary>
    public static Figure Figure(SweepStudy study)
    {
        bool fork = study.Name == "fork";
        Axis x = fork ? new Axis("epoch of the fork, plus one", Scale: AxisScale.Logarithmic) : new Axis("relative size of the noise", Scale: AxisScale.Logarithmic);
        double[] places = [.. study.Points.Select(point => fork ? point.At + 1 : point.At)];
        Series Of(string name, double factor, PairQuantity quantity)
        {
            Estimate[] estimates = [.. study.Points.Select(point => point.Of(quantity))];
            return new Series(name, places, [.. estimates.Select(estimate => factor * estimate.Value)])
            {
                Band = study.Setting.Replicates < 2 ? null : new Band([.. estimates.Select(estimate => factor * estimate.Low)], [.. estimates.Select(estimate => factor * estimate.High)]),
            };
        }

        return new Figure(
            fork ? "From which epoch on is it decided where a training goes?" : "How large a push parts two trainings?",
            [
                new Chart(x, new Axis("error barrier", "percentage points"), [Of("raw", 100, PairQuantity.RawError), Of("aligned", 100, PairQuantity.AlignedError)])
                {
                    Title = "barrier",
                    Lines = [new ReferenceLine(Orientation.Horizontal, 100 * PairMeasure.Connected, "2 points")],
                },
                new Chart(x, new Axis("distance at the end", "L2", fork ? AxisScale.Linear : AxisScale.Logarithmic), [Of("raw", 1, PairQuantity.RawDistance), Of("aligned", 1, PairQuantity.AlignedDistance)]) { Title = "distance" },
            ])
        {
            Subtitle = FormattableString.Invariant($"{study.Setting.Epochs} epochs on {study.Data.Name}, {study.Setting.Replicates} replicates"),
            Note = "Barrier: the largest excess of the error on the line over the straight mix of its ends, train or test, whichever is larger. Bands: 95 % intervals over the replicates (Student)."
                + (IsCovered(study) ? " Aligned covers raw: in every pair the closest copy is the network as it is." : ""),
        };
    }

    /// <summary>Writes all tables and the figure into the study's folder.</summary>
    /// <returns>The files, the figure's CSV beside it.</returns>
    /// <exception cref="IOException">A file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static IReadOnlyList<string> Save(SweepStudy study)
    {
        string In(string name) => Path.Combine(study.Setting.Folder, name);
        AtomicFile.Write(In("points.csv"), LongPoints(study).ToCsv());
        AtomicFile.Write(In("pairs.csv"), Pairs(study).ToCsv());
        Figure(study).Save(In(study.Name));
        return [In("points.csv"), In("pairs.csv"), In(study.Name + ".svg")];
    }

    private static bool IsCovered(SweepStudy study) => study.Points.All(static point =>
        point.Pairs.All(static pair => PairQuantity.AlignedDistance.Value(pair) == PairQuantity.RawDistance.Value(pair)));

    private static string At(SweepStudy study) => study.Name == "fork" ? "epoch" : "size";

    private static double? Known(double value) => double.IsFinite(value) ? value : null;
}
