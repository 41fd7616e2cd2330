using Minima.Data;
using Minima.Figures;
using Minima.Networks;
using Minima.Numerics;
using Minima.Trajectories;

namespace Minima.Studies;

/// <summary>What the snapshot of an epoch makes of the examples.</summary>
/// <param name="Epoch">The epoch.</param>
/// <param name="Evaluation">Errors and loss; null where a parameter is not finite.</param>
/// <param name="NotFinite">The first parameter that is not finite, in words; null where all are.</param>
public sealed record EpochTest(int Epoch, Evaluation? Evaluation, string? NotFinite)
{
    /// <summary>The 95 % interval of the error rate; null where there is no evaluation.</summary>
    public ShareInterval? Interval => Evaluation is { } known ? Wilson.Interval(known.Errors, known.Examples) : null;
}

/// <summary>What all snapshots of a run make of a part of its data.</summary>
/// <param name="Run">The run.</param>
/// <param name="Data">The data set.</param>
/// <param name="Part">The part of it.</param>
/// <param name="Rows">One for each snapshot, by epoch; there is at least one.</param>
public sealed record SeriesTest(Run Run, DataSet Data, DataPart Part, IReadOnlyList<EpochTest> Rows)
{
    /// <summary>Tests every snapshot of a run. The examples are packed once for all of them.</summary>
    /// <param name="run">The run.</param>
    /// <param name="data">The data set.</param>
    /// <param name="part">The part of it to read.</param>
    /// <param name="threads">How many threads compute; 0: one for each core. The result does not depend on it.</param>
    /// <param name="progress">Is told each row when it is done.</param>
    /// <param name="cancellation">Stops between two snapshots.</param>
    /// <exception cref="UnusableInputException">The run has no snapshot, one is damaged, the data does not fit, or the part is empty.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested.</exception>
    public static SeriesTest Of(
        Run run,
        DataSet data,
        DataPart part = DataPart.Test,
        int threads = 0,
        IProgress<EpochTest>? progress = null,
        CancellationToken cancellation = default)
    {
        if (run.SnapshotEpochs.Count == 0)
            throw new UnusableInputException($"The run '{run.Folder}' has no snapshot yet.");
        Network network = run.Configuration.Network;
        Fit.Require(network, data, run.Folder);
        Fit.RequireExamples(data, part);
        using var functional = new Functional(network, data[part], threads: threads);
        var rows = new List<EpochTest>();
        foreach (int epoch in run.SnapshotEpochs)
        {
            cancellation.ThrowIfCancellationRequested();
            Parameters parameters = run.Read(epoch).Parameters;
            string? notFinite = parameters.FirstNonFinite();
            rows.Add(new EpochTest(epoch, notFinite is null ? functional.Evaluate(parameters) : null, notFinite));
            progress?.Report(rows[^1]);
        }

        return new SeriesTest(run, data, part, rows);
    }

    /// <summary>A row an epoch: errors, error rate with its 95 % interval (fractions), loss in nats.</summary>
    public Table ToTable()
    {
        var table = new Table(
            new Column("epoch"),
            new Column("errors"),
            new Column("error_rate", Format: "F4"),
            new Column("low", Format: "F4"),
            new Column("high", Format: "F4"),
            new Column("loss", Format: "F6"));
        foreach (EpochTest row in Rows)
        {
            table.Add(
                row.Epoch, row.Evaluation?.Errors, row.Evaluation?.ErrorRate, row.Interval?.Low, row.Interval?.High, row.Evaluation?.Loss);
        }

        return table;
    }

    /// <summary>The errors by epoch, with their 95 % interval as a band.</summary>
    /// <param name="scale">The vertical axis's scale.</param>
    public Figure ToFigure(AxisScale scale)
    {
        int examples = Data[Part].Count;
        var errors = new Series(
            "errors",
            [.. Rows.Select(static row => (double)row.Epoch)],
            [.. Rows.Select(static row => row.Evaluation?.Errors ?? double.NaN)])
        {
            Band = new Band(
                [.. Rows.Select(row => row.Interval?.Low * examples ?? double.NaN)],
                [.. Rows.Select(row => row.Interval?.High * examples ?? double.NaN)]),
        };
        return new Figure(
            $"Errors by epoch: {Run.Folder}",
            new Chart(new Axis("epoch"), new Axis($"errors on the {Fit.Words(Part)}", $"of {examples:N0}", scale), [errors]))
        {
            Subtitle = $"{SnapshotSheet.Sizes(Run.Configuration.Network)} perceptron on {Data.Name}",
            Note = "Band: 95 % interval (Wilson), for other examples of the same kind. The epochs are tested on the same examples: "
                + "from one to the next less is due to chance than it shows.",
        };
    }
}
