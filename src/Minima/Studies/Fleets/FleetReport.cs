using Minima.Figures;
using Minima.Numerics;
using Minima.Studies.Pairs;

namespace Minima.Studies.Fleets;

/// <summary>A figure of a fleet's pairs.</summary>
/// <param name="Id">Its name in JSON.</param>
/// <param name="Title">What it is, in words.</param>
/// <param name="Value">Of a pair; null where it has none.</param>
public sealed record FleetQuantity(string Id, string Title, Func<FleetPair, double?> Value);

/// <summary>A fleet's study as tables and figures.</summary>
public static class FleetReport
{
    /// <summary>What is told of pairs: distances, overlaps, barriers of the training loss (nats) and of the error (fractions), disagreement.</summary>
    public static IReadOnlyList<FleetQuantity> Quantities { get; } =
    [
        new("raw_distance", "distance, raw", static pair => pair.Measure?.RawDistance),
        new("aligned_distance", "distance, aligned", static pair => pair.Measure?.AlignedDistance),
        new("raw_overlap", "overlap, raw", static pair => pair.Measure?.RawOverlap),
        new("overlap", "overlap, aligned", static pair => pair.Measure?.Overlap),
        new("raw_barrier", "barrier in train loss, raw", static pair => pair.Measure?.Raw.TrainLoss),
        new("aligned_barrier", "barrier in train loss, aligned", static pair => pair.Measure?.Aligned.TrainLoss),
        new("referred_barrier", "barrier in train loss, both aligned to the reference", static pair => pair.Measure?.Referred?.TrainLoss),
        new("raw_error_barrier", "barrier in test error, raw", static pair => pair.Measure?.Raw.TestError),
        new("aligned_error_barrier", "barrier in test error, aligned", static pair => pair.Measure?.Aligned.TestError),
        new("referred_error_barrier", "barrier in test error, both aligned to the reference", static pair => pair.Measure?.Referred?.TestError),
        new("differ", "test predictions that differ", static pair => pair.Differ),
    ];

    /// <summary>A row a member: its end.</summary>
    public static Table Members(FleetStudy study)
    {
        var table = new Table(
            new Column("member", Alignment.Left), new Column(study.Varied, Alignment.Left), new Column("epoch"), new Column("train loss", Format: "F6"),
            new Column("train errors"), new Column("valid errors"), new Column("test loss", Format: "F6"), new Column("test errors"));
        for (int i = 0; i < study.Runs.Count; i++)
        {
            (FleetRun run, MeasuredNetwork? member) = (study.Runs[i], study.Members[i]);
            table.Add(
                run.Name, run.Value, run.Run.Metrics[^1].Epoch, member?.Train.Loss, member?.Train.Errors, run.Run.Metrics[^1].ValidationErrors,
                member?.Test.Loss, member?.Test.Errors);
        }

        return table;
    }

    /// <summary>A row a quantity: mean over the pairs, the interval over the members, least and largest.</summary>
    public static Table Summary(FleetStudy study)
    {
        var table = new Table(
            new Column("over all pairs", Alignment.Left), new Column("pairs"), new Column("mean", Format: "F4"), new Column("95 % from", Format: "F4"),
            new Column("to", Format: "F4"), new Column("least", Format: "F4"), new Column("largest", Format: "F4"));
        foreach (FleetQuantity quantity in Quantities)
        {
            if (study.MeanOf(quantity.Value) is not { } mean)
                continue;
            Estimate estimate = mean.Estimate;
            table.Add(quantity.Title, mean.Count, estimate.Value, Known(estimate.Low), Known(estimate.High), mean.Least, mean.Largest);
        }

        return table;
    }

    /// <summary>A row a pair, with all digits.</summary>
    public static Table Pairs(FleetStudy study)
    {
        var table = new Table([new Column("a", Alignment.Left), new Column("b", Alignment.Left), .. Quantities.Select(static quantity => new Column(quantity.Id))]);
        foreach (FleetPair pair in study.Pairs)
            table.Add([study.Runs[pair.A].Name, study.Runs[pair.B].Name, .. Quantities.Select(quantity => (object?)quantity.Value(pair))]);
        return table;
    }

    /// <summary>The matrices as heat maps, by file name.</summary>
    public static IReadOnlyList<(string Name, HeatMap Map)> Maps(FleetStudy study)
    {
        string data = $"{study.Runs.Count} runs on {study.Data.Name} that differ in {study.Varied}";
        HeatMap Map(string title, string unit, string format, int columns, string note, params (string Title, string Id)[] parts) =>
            new(title, [.. parts.Select(part => Matrix(study, part.Title, part.Id))], unit) { Subtitle = data, Format = format, Columns = columns, Note = note };
        return
        [
            ("distance", Map(
                "How far the runs lie apart, raw and aligned", "L2", "F1", 2,
                "Aligned: one of the two as the copy, computing the same function, that lies closest to the other.",
                ("raw", "raw_distance"), ("aligned", "aligned_distance"))),
            ("barrier", Map(
                "Barriers between the runs", "training loss, nats", "F3", 3,
                "Barrier: the largest excess of the training loss on the line over the straight mix of its ends. "
                + $"Aligned in pairs: each to the other. To one reference: both to {study.Reference.Name}, and the line is between these copies.",
                ("raw", "raw_barrier"), ("aligned in pairs", "aligned_barrier"), ("aligned to one reference", "referred_barrier"))),
            ("disagreement", Map(
                "Test examples that two runs read differently", $"of {study.Data.Test.Count}", "F0", 1, "", ("", "differ"))),
        ];
    }

    /// <summary>Writes all tables and figures into a folder.</summary>
    /// <returns>The files, each figure's CSV beside it.</returns>
    /// <exception cref="IOException">A file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static IReadOnlyList<string> Save(FleetStudy study, string folder)
    {
        string At(string name) => Path.Combine(folder, name);
        AtomicFile.Write(At("members.csv"), Members(study).ToCsv());
        AtomicFile.Write(At("pairs.csv"), Pairs(study).ToCsv());
        AtomicFile.Write(At("epochs.csv"), study.Curves.ToTable().ToCsv());
        var files = new List<string> { At("members.csv"), At("pairs.csv"), At("epochs.csv") };
        foreach ((string name, HeatMap map) in Maps(study))
        {
            map.Save(At(name));
            files.Add(At(name + ".svg"));
        }

        study.Curves.ToFigure($"The courses of {study.Runs.Count} runs that differ in {study.Varied}").Save(At("curves"));
        files.Add(At("curves.svg"));
        return files;
    }

    private static double? Known(double value) => double.IsFinite(value) ? value : null;

    private static Matrix Matrix(FleetStudy study, string title, string id)
    {
        Func<FleetPair, double?> value = Quantities.First(quantity => quantity.Id == id).Value;
        var pairs = study.Pairs.ToDictionary(static pair => (pair.A, pair.B));
        return Figures.Matrix.OfPairs(
            [.. study.Runs.Select(static run => run.Value)],
            (i, j) => pairs.TryGetValue((Math.Min(i, j), Math.Max(i, j)), out FleetPair? pair) ? value(pair) ?? double.NaN : double.NaN) with
        {
            Title = title,
            Names = study.Varied,
        };
    }
}
