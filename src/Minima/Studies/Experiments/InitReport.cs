using Minima.Figures;
using Minima.Numerics;
using Minima.Studies.Pairs;

namespace Minima.Studies.Experiments;

/// <summary>The study of starts as tables and figures.</summary>
public static class InitReport
{
    /// <summary>
    /// A row a cell: means over the replicates, half the 95 % interval beside the barriers in training loss, and how many pairs meet (error barrier
    /// below two points, train and test).
    /// </summary>
    public static Table Cells(InitStudy study)
    {
        var table = new Table(
        [
            .. InitCell.Factors.Select(static factor => new Column(factor, Alignment.Left)),
            new Column("barrier raw", Format: "F4"), new Column("+-", Format: "F4"), new Column("aligned", Format: "F4"), new Column("+-", Format: "F4"),
            new Column("error % raw", Format: "F2"), new Column("aligned", Format: "F2"), new Column("distance raw", Format: "F3"), new Column("aligned", Format: "F3"),
            new Column("overlap raw", Format: "F3"), new Column("aligned", Format: "F3"), new Column("meet raw"), new Column("aligned"),
        ]);
        foreach (InitCell cell in study.Cells)
        {
            Estimate raw = cell.Of(PairQuantity.RawLoss), aligned = cell.Of(PairQuantity.AlignedLoss);
            table.Add(
            [
                .. Names(cell), raw.Value, Known(raw.High - raw.Value), aligned.Value, Known(aligned.High - aligned.Value),
                100 * cell.Of(PairQuantity.RawError).Value, 100 * cell.Of(PairQuantity.AlignedError).Value,
                cell.Of(PairQuantity.RawDistance).Value, cell.Of(PairQuantity.AlignedDistance).Value,
                cell.Of(PairQuantity.RawOverlap).Value, cell.Of(PairQuantity.AlignedOverlap).Value,
                $"{cell.Pairs.Count(static pair => pair.MeetsRaw)} of {cell.Pairs.Count}", $"{cell.Pairs.Count(static pair => pair.MeetsAligned)} of {cell.Pairs.Count}",
            ]);
        }

        return table;
    }

    /// <summary>A row a cell and quantity, mean and interval, with all digits.</summary>
    public static Table LongCells(InitStudy study)
    {
        var table = new Table(
        [
            .. InitCell.Factors.Select(static factor => new Column(factor.Replace(' ', '_'), Alignment.Left)), new Column("quantity", Alignment.Left),
            new Column("mean"), new Column("low"), new Column("high"), new Column("replicates"),
        ]);
        foreach (InitCell cell in study.Cells)
        {
            foreach (PairQuantity quantity in PairQuantity.All)
            {
                Estimate estimate = cell.Of(quantity);
                table.Add([.. Names(cell), quantity.Id, estimate.Value, estimate.Low, estimate.High, estimate.Count]);
            }
        }

        return table;
    }

    /// <summary>A row a pair, with all digits.</summary>
    public static Table Pairs(InitStudy study)
    {
        var table = new Table(
        [
            .. InitCell.Factors.Select(static factor => new Column(factor.Replace(' ', '_'), Alignment.Left)), new Column("a", Alignment.Left), new Column("b", Alignment.Left),
            .. PairQuantity.All.Select(static quantity => new Column(quantity.Id)),
        ]);
        foreach (InitCell cell in study.Cells)
        {
            foreach (PairMeasure pair in cell.Pairs)
                table.Add([.. Names(cell), pair.A.Name, pair.B.Name, .. PairQuantity.All.Select(quantity => (object?)quantity.Value(pair))]);
        }

        return table;
    }

    /// <summary>What each factor explains, and what each level adds.</summary>
    public static Table Effects(InitStudy study)
    {
        var table = new Table(
            new Column("quantity", Alignment.Left), new Column("factor", Alignment.Left), new Column("level", Alignment.Left), new Column("against", Alignment.Left),
            new Column("difference", Format: "F4"), new Column("95 % from", Format: "F4"), new Column("to", Format: "F4"),
            new Column("share", Format: "F3"), new Column("share from", Format: "F3"), new Column("share to", Format: "F3"));
        foreach (InitEffects effects in study.Effects)
        {
            foreach (FactorShare share in effects.Shares)
            {
                LevelEffect?[] levels = [.. effects.Levels.Where(level => level.Factor == share.Factor)];
                foreach ((LevelEffect? level, int i) in levels.DefaultIfEmpty(null).Select(static (level, i) => (level, i)))
                {
                    Estimate? part = i == 0 ? share.Share : null;
                    table.Add(
                        effects.Quantity.Title, share.Factor, level?.Level, level?.Against, level?.Difference.Value, Known(level?.Difference.Low),
                        Known(level?.Difference.High), Known(part?.Value), Known(part?.Low), Known(part?.High));
                }
            }
        }

        return table;
    }

    /// <summary>For each quantity the factor that explains most, in a sentence.</summary>
    public static IReadOnlyList<string> Sentences(InitStudy study) =>
    [
        .. study.Effects.Select(static effects => effects.Decisive is not { } most
            ? $"{effects.Quantity.Title}: no cell differs from another."
            : FormattableString.Invariant($"{effects.Quantity.Title}: of single factors the {most.Factor} explain{(most.Factor.EndsWith('s') ? "" : "s")} most, {100 * most.Share.Value:F0} %{Interval(most.Share)}; ")
                + string.Join(", ", effects.Shares.Where(share => share != most).Select(static share => FormattableString.Invariant($"{share.Factor} {100 * share.Share.Value:F0} %")))
                + (effects.Interactions.Share.Value > most.Share.Value ? ": it depends on the combination more than on any one of them." : ".")),
    ];

    /// <summary>The barriers of all cells, raw beside aligned.</summary>
    public static HeatMap Map(InitStudy study, PairQuantity raw, PairQuantity aligned, string quantity, double scale, string format)
    {
        (bool Same, bool Shuffled)[] rows = [(true, false), (true, true), (false, false), (false, true)];
        Matrix Of(string title, PairQuantity what)
        {
            var values = new double[rows.Length, InitCell.Levels[1].Count];
            for (int i = 0; i < rows.Length; i++)
            {
                for (int j = 0; j < InitCell.Levels[1].Count; j++)
                    values[i, j] = scale * study.Cells.Single(cell => (cell.SameHidden, cell.Shuffled, (int)cell.Outputs) == (rows[i].Same, rows[i].Shuffled, j)).Of(what).Value;
            }

            string[] names = [.. rows.Select(static row => $"{(row.Same ? "same" : "different")} hidden seed, {(row.Shuffled ? "shuffled" : "file order")}")];
            return new Matrix(names, InitCell.Levels[1], values) { Title = title, Names = "output layers" };
        }

        return new HeatMap("When do two trainings meet?", [Of("raw", raw), Of("aligned", aligned)], quantity)
        {
            Subtitle = FormattableString.Invariant($"{study.Setting.Epochs} epochs on {study.Data.Name}, means over {study.Setting.Replicates} replicates"),
            Format = format,
            Note = "In shuffled order each of the two runs has an order of its own. Same hidden seed, both zero or one draw, file order: the two runs are one.",
        };
    }

    /// <summary>Writes all tables and figures into the study's folder.</summary>
    /// <returns>The files, each figure's CSV beside it.</returns>
    /// <exception cref="IOException">A file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static IReadOnlyList<string> Save(InitStudy study)
    {
        string At(string name) => Path.Combine(study.Setting.Folder, name);
        AtomicFile.Write(At("cells.csv"), LongCells(study).ToCsv());
        AtomicFile.Write(At("effects.csv"), Effects(study).ToCsv());
        AtomicFile.Write(At("pairs.csv"), Pairs(study).ToCsv());
        Map(study, PairQuantity.RawLoss, PairQuantity.AlignedLoss, "barrier in training loss, nats", 1, "F3").Save(At("barrier"));
        Map(study, PairQuantity.RawError, PairQuantity.AlignedError, "barrier in error, percentage points", 100, "F1").Save(At("error-barrier"));
        return [At("cells.csv"), At("effects.csv"), At("pairs.csv"), At("barrier.svg"), At("error-barrier.svg")];
    }

    private static string[] Names(InitCell cell) => [.. cell.Place.Select(static (level, factor) => InitCell.Levels[factor][level])];

    private static string Interval(Estimate estimate) => double.IsFinite(estimate.Low)
        ? FormattableString.Invariant($" (95 % interval {100 * estimate.Low:F0} to {100 * estimate.High:F0})")
        : "";

    private static double? Known(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}
