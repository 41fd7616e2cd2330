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
        var jobs = new List<TrainingJob>();
        var pairs = new List<(string A, string B)>();
        var cells = new List<InitCell>();
        foreach (bool same in new[] { true, false })
        {
            foreach (OutputPairing outputs in Enum.GetValues<OutputPairing>())
            {
                foreach (bool shuffled in new[] { false, true })
                    cells.Add(new InitCell(same, outputs, shuffled, []));
            }
        }

        foreach (InitCell cell in cells)
        {
            for (int r = 0; r < setting.Replicates; r++)
            {
                TrainingJob a = Job(cell, r, 0), b = Job(cell, r, 1);
                jobs.AddRange([a, b]);
                pairs.Add((Path.GetFileName(a.Folder), Path.GetFileName(b.Folder)));
            }
        }

        Dictionary<string, Run> runs = bench.Train(jobs, "runs");
        PairMeasure[] measures = bench.Measure(runs, pairs);
        InitCell[] measured = [.. cells.Select((cell, i) => cell with { Pairs = measures[(i * setting.Replicates)..((i + 1) * setting.Replicates)] })];
        PairQuantity[] decided = [PairQuantity.RawLoss, PairQuantity.AlignedLoss, PairQuantity.RawError, PairQuantity.AlignedError];
        return new InitStudy(setting, data, runs.Count, measured, [.. decided.Select(quantity => InitEffects.Of(quantity, measured))]);

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
