using System.Globalization;
using Minima.Data;
using Minima.Geometry;
using Minima.Networks;
using Minima.Numerics;
using Minima.Studies.Pairs;
using Minima.Trajectories;

namespace Minima.Studies.Experiments;

/// <summary>How large a push must be for a training to end elsewhere: a copy of a run gets noise at an epoch, and both go on alike.</summary>
public static class PerturbStudy
{
    /// <summary>The sizes that are tried unless others are asked for: 1e-7 to 1.</summary>
    public static IReadOnlyList<double> UsualSizes { get; } = [1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1];

    /// <summary>
    /// Trains what is missing and measures. All runs take the examples in the files' order, so the noise is all that differs; the noises of a
    /// replicate are one direction in several lengths.
    /// </summary>
    /// <param name="setting">What the runs have in common.</param>
    /// <param name="epoch">When the noise is added; before the last epoch.</param>
    /// <param name="sizes">Its relative L2 sizes.</param>
    /// <param name="scale">What they are relative to.</param>
    /// <param name="data">What they are trained on.</param>
    /// <param name="progress">Is told how far it has come.</param>
    /// <param name="cancellation">Stops it; the same call goes on.</param>
    /// <inheritdoc cref="InitStudy.Run" path="/exception"/>
    public static SweepStudy Run(
        StudySetting setting,
        int epoch,
        IReadOnlyList<double> sizes,
        NoiseScale scale,
        DataSet data,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        double[] pushes = Demand(setting, epoch, sizes);
        var bench = new Workbench(setting, data, progress, cancellation);
        Dictionary<string, Run> runs = bench.Train(Plan(bench, setting, epoch, pushes, scale));
        int[] replicates = [.. Enumerable.Range(0, setting.Replicates)];
        Parameters[] befores = [.. replicates.Select(r => runs[Parent(setting, r)].Read(epoch).Parameters)];
        string Copy(int r, double size) => Child(setting, r, epoch, size, scale);
        PairMeasure[] measures = bench.Measure(runs, [.. pushes.SelectMany(size => replicates.Select(r => (Parent(setting, r), Copy(r, size))))]);
        return new SweepStudy("perturb", setting, data, runs.Count, [.. pushes.Select((size, i) =>
        {
            Parameters[] after = [.. replicates.Select(r => runs[Copy(r, size)].Read(epoch).Parameters)];
            return new SweepPoint(
                size,
                measures[(i * setting.Replicates)..((i + 1) * setting.Replicates)],
                [.. replicates.Select(r => Distances.Between(befores[r], after[r]).Total.L2)],
                [.. replicates.Select(r => Perturbation.RelativeSize(befores[r], after[r]))]);
        })]);
    }

    /// <summary>The distinct runs that it needs, parents first.</summary>
    /// <param name="setting">What they have in common.</param>
    /// <param name="epoch">When the noise is added.</param>
    /// <param name="sizes">Its relative L2 sizes.</param>
    /// <param name="scale">What they are relative to.</param>
    /// <param name="data">What they are trained on.</param>
    /// <exception cref="UnusableInputException">The setting, the epoch or a size cannot be used.</exception>
    public static IReadOnlyList<StudyRun> RunsOf(StudySetting setting, int epoch, IReadOnlyList<double> sizes, NoiseScale scale, DataSet data) =>
        Plan(new Workbench(setting, data, null, CancellationToken.None), setting, epoch, Demand(setting, epoch, sizes), scale);

    private static double[] Demand(StudySetting setting, int epoch, IReadOnlyList<double> sizes)
    {
        double[] pushes = [.. sizes.Distinct().Order()];
        if (epoch < 0 || epoch >= setting.Epochs)
            throw new UnusableInputException($"Noise at epoch {epoch} was asked for in runs of {setting.Epochs}; it must be from 0 to {setting.Epochs - 1}.");
        if (pushes.Length == 0 || !pushes.All(static size => double.IsFinite(size) && size > 0))
            throw new UnusableInputException($"Noise of the sizes {string.Join(", ", pushes)} was asked for; positive numbers are needed.");
        return pushes;
    }

    private static StudyRun[] Plan(Workbench bench, StudySetting setting, int epoch, double[] pushes, NoiseScale scale)
    {
        int[] replicates = [.. Enumerable.Range(0, setting.Replicates)];
        return
        [
            .. replicates.Select(r => StudyRun.Drawn(bench.Drawn(Parent(setting, r), new Start(setting.HiddenSeed(r, 0)), null, [epoch]))),
            .. replicates.SelectMany(r => pushes.Select(size => new StudyRun(Child(setting, r, epoch, size, scale), Parent(setting, r), () =>
            {
                Parameters before = bench.Open(Parent(setting, r)).Read(epoch).Parameters;
                Parameters pushed = Perturbation.Of(before, size, new RandomState(setting.NoiseSeed(r)), scale);
                return bench.Given(Child(setting, r, epoch, size, scale), pushed, epoch, null);
            }))),
        ];
    }

    private static string Parent(StudySetting setting, int r) => FormattableString.Invariant($"hidden-{setting.HiddenSeed(r, 0)}");

    private static string Child(StudySetting setting, int r, int epoch, double size, NoiseScale scale) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Parent(setting, r)}-noise-{size:R}-{scale.ToString().ToLowerInvariant()}-at-{epoch}-seed-{setting.NoiseSeed(r)}");
}
