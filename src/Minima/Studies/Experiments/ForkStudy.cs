using System.Globalization;
using Minima.Data;
using Minima.Networks;
using Minima.Studies.Pairs;
using Minima.Trajectories;

namespace Minima.Studies.Experiments;

/// <summary>
/// From which epoch on is it decided where a training goes? Two copies of a run go on from an epoch with other orders of the data, to the
/// run's end: where they end up with no barrier between them, their basin was chosen before (Frankle et al. 2020, arXiv 1912.05671:
/// stable to the noise of SGD).
/// </summary>
public static class ForkStudy
{
    /// <summary>
    /// Trains what is missing and measures. The first copy is the run itself, which from any epoch on takes the examples in its own order; the
    /// second has another order, the same for all epochs of a replicate.
    /// </summary>
    /// <param name="setting">What the runs have in common.</param>
    /// <param name="epochs">The epochs to fork at, each before the last epoch.</param>
    /// <param name="data">What they are trained on.</param>
    /// <param name="progress">Is told how far it has come.</param>
    /// <param name="cancellation">Stops it; the same call goes on.</param>
    /// <inheritdoc cref="InitStudy.Run" path="/exception"/>
    public static SweepStudy Run(
        StudySetting setting, IReadOnlyList<int> epochs, DataSet data, IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        int[] forks = Demand(setting, epochs);
        var bench = new Workbench(setting, data, progress, cancellation);
        Dictionary<string, Run> runs = bench.Train(Plan(bench, setting, forks));
        int[] replicates = [.. Enumerable.Range(0, setting.Replicates)];
        PairMeasure[] measures = bench.Measure(runs, [.. forks.SelectMany(epoch => replicates.Select(r => (Parent(setting, r), Child(setting, r, epoch))))]);
        double[] nothing = new double[setting.Replicates];
        return new SweepStudy("fork", setting, data, runs.Count, [.. forks.Select((epoch, i) =>
            new SweepPoint(epoch, measures[(i * setting.Replicates)..((i + 1) * setting.Replicates)], nothing, nothing))]);
    }

    /// <summary>The distinct runs that it needs, parents first.</summary>
    /// <param name="setting">What they have in common.</param>
    /// <param name="epochs">The epochs to fork at.</param>
    /// <param name="data">What they are trained on.</param>
    /// <exception cref="UnusableInputException">The setting or an epoch cannot be used.</exception>
    public static IReadOnlyList<StudyRun> RunsOf(StudySetting setting, IReadOnlyList<int> epochs, DataSet data) =>
        Plan(new Workbench(setting, data, null, CancellationToken.None), setting, Demand(setting, epochs));

    private static int[] Demand(StudySetting setting, IReadOnlyList<int> epochs)
    {
        int[] forks = [.. epochs.Distinct().Order()];
        return forks.Length > 0 && forks[0] >= 0 && forks[^1] < setting.Epochs
            ? forks
            : throw new UnusableInputException(
                $"Forks at the epochs {string.Join(", ", forks)} were asked for in runs of {setting.Epochs}: each must be from 0 to {setting.Epochs - 1}. Ask for more epochs, or earlier forks.");
    }

    private static StudyRun[] Plan(Workbench bench, StudySetting setting, int[] forks)
    {
        int[] replicates = [.. Enumerable.Range(0, setting.Replicates)];
        return
        [
            .. replicates.Select(r => StudyRun.Drawn(bench.Drawn(Parent(setting, r), new Start(setting.HiddenSeed(r, 0)), setting.OrderSeed(r, 0), forks))),
            .. replicates.SelectMany(r => forks.Select(epoch => new StudyRun(Child(setting, r, epoch), Parent(setting, r), () =>
                bench.Given(Child(setting, r, epoch), bench.Open(Parent(setting, r)).Read(epoch).Parameters, epoch, setting.OrderSeed(r, 1))))),
        ];
    }

    private static string Parent(StudySetting setting, int r) => FormattableString.Invariant($"hidden-{setting.HiddenSeed(r, 0)}-order-{setting.OrderSeed(r, 0)}");

    private static string Child(StudySetting setting, int r, int epoch) =>
        string.Create(CultureInfo.InvariantCulture, $"{Parent(setting, r)}-fork-{epoch}-order-{setting.OrderSeed(r, 1)}");
}
