using Minima.Data;
using Minima.Networks;
using Minima.Studies.Pairs;
using Minima.Trajectories;

namespace Minima.Studies.Experiments;

/// <summary>
/// What the experiment of 2016 was about: does the output layer's start decide to which minimum a training goes? There the hidden seed
/// changed together with the output layer; here hidden seed, output layers and order of the data change each by itself, in all combinations.
/// </summary>
/// <param name="Setting">What the runs have in common.</param>
/// <param name="Data">What they were trained on.</param>
/// <param name="Runs">How many distinct runs were needed.</param>
/// <param name="Cells">The sixteen cells.</param>
/// <param name="Effects">Which factor decides, for each quantity that says whether runs meet.</param>
public sealed record InitStudy(StudySetting Setting, DataSet Data, int Runs, IReadOnlyList<InitCell> Cells, IReadOnlyList<InitEffects> Effects)
{
    /// <summary>
    /// Trains what is missing and measures. A pair that differs in nothing is one run, held against itself. In shuffled order each of a pair
    /// has an order of its own.
    /// </summary>
    /// <param name="setting">What the runs have in common.</param>
    /// <param name="data">What they are trained on.</param>
    /// <param name="progress">Is told how far it has come.</param>
    /// <param name="cancellation">Stops it; the same call goes on.</param>
    /// <exception cref="UnusableInputException">The setting cannot be used, the folder holds other runs, or a run diverged.</exception>
    /// <exception cref="IOException">The disk is full or fails.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested.</exception>
    public static InitStudy Run(StudySetting setting, DataSet data, IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        var bench = new Workbench(setting, data, progress, cancellation);
        InitCell[] cells = AllCells();
        (TrainingJob A, TrainingJob B)[] jobs = Jobs(bench, setting, cells);
        Dictionary<string, Run> runs = bench.Train(jobs.SelectMany(static pair => new[] { pair.A, pair.B }), "runs");
        PairMeasure[] measures = bench.Measure(runs, [.. jobs.Select(static pair => (Path.GetFileName(pair.A.Folder), Path.GetFileName(pair.B.Folder)))]);
        InitCell[] measured = [.. cells.Select((cell, i) => cell with { Pairs = measures[(i * setting.Replicates)..((i + 1) * setting.Replicates)] })];
        PairQuantity[] decided = [PairQuantity.RawLoss, PairQuantity.AlignedLoss, PairQuantity.RawError, PairQuantity.AlignedError];
        return new InitStudy(setting, data, runs.Count, measured, [.. decided.Select(quantity => InitEffects.Of(quantity, measured))]);
    }

    /// <summary>The distinct runs that it needs.</summary>
    /// <param name="setting">What they have in common.</param>
    /// <param name="data">What they are trained on.</param>
    /// <exception cref="UnusableInputException">The setting cannot be used.</exception>
    public static IReadOnlyList<StudyRun> RunsOf(StudySetting setting, DataSet data) =>
    [
        .. Jobs(new Workbench(setting, data, null, CancellationToken.None), setting, AllCells()).SelectMany(static pair => new[] { pair.A, pair.B })
            .DistinctBy(static job => job.Folder, StringComparer.Ordinal).Select(StudyRun.Drawn),
    ];

    private static InitCell[] AllCells()
    {
        var cells = new List<InitCell>();
        foreach (bool same in new[] { true, false })
        {
            foreach (OutputPairing outputs in Enum.GetValues<OutputPairing>())
            {
                foreach (bool shuffled in new[] { false, true })
                    cells.Add(new InitCell(same, outputs, shuffled, []));
            }
        }

        return [.. cells];
    }

    // A pair for each cell and replicate.
    private static (TrainingJob A, TrainingJob B)[] Jobs(Workbench bench, StudySetting setting, IEnumerable<InitCell> cells)
    {
        return [.. cells.SelectMany(cell => Enumerable.Range(0, setting.Replicates).Select(r => (Job(cell, r, 0), Job(cell, r, 1))))];

        TrainingJob Job(InitCell cell, int replicate, int side)
        {
            uint hidden = setting.HiddenSeed(replicate, cell.SameHidden ? 0 : side);
            uint? output = cell.Outputs switch
            {
                OutputPairing.BothZero => null,
                OutputPairing.OneDraw => setting.OutputSeed(replicate, 0),
                OutputPairing.TwoDraws => setting.OutputSeed(replicate, side),
                _ => side == 0 ? null : setting.OutputSeed(replicate, 0),
            };
            uint? order = cell.Shuffled ? setting.OrderSeed(replicate, side) : null;
            string name = $"hidden-{hidden}-output-{(output is null ? "zero" : output.Value)}-order-{(order is null ? "file" : order.Value)}";
            return bench.Drawn(name, output is { } seed ? new Start(hidden, OutputStart.Random, seed) : new Start(hidden), order);
        }
    }
}
