using Minima.Data;
using Minima.Geometry;
using Minima.Networks;
using Minima.Studies.Comparisons;
using Minima.Trajectories;

namespace Minima.Studies.Reports;

/// <summary>All that is said of some runs: each by itself, every two of them, and the ways of all in one plane.</summary>
/// <param name="Data">What was measured on.</param>
/// <param name="Runs">The runs.</param>
/// <param name="Pairs">Every two of them.</param>
/// <param name="Planes">Their ways; empty where they have other shapes, or fewer than three snapshots that are finite.</param>
/// <param name="Remarks">What a reader should know, in sentences.</param>
public sealed record Report(
    DataSet Data, IReadOnlyList<RunReport> Runs, IReadOnlyList<PairReport> Pairs, IReadOnlyList<PlaneReport> Planes, IReadOnlyList<string> Remarks)
{
    /// <summary>How many runs a report takes: every two of them are compared.</summary>
    public const int MostRuns = 6;

    private const int UsualEpochs = 25;

    /// <summary>Gathers a report.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="data">What is measured on.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told how far it has come.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="UnusableInputException">There is no run, or there are too many; or what a run's or a pair's report refuses.</exception>
    public static Report Of(
        IReadOnlyList<Run> runs, DataSet data, ReportOptions options, IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        if (runs.Count is 0 or > MostRuns)
        {
            throw new UnusableInputException(
                $"A report takes 1 to {MostRuns} runs, since every two of them are compared; {runs.Count} were named. `minima fleet` compares many.");
        }

        // So that a page of many runs stays as small as one of two.
        if (runs.Count > 2)
            options = options with { UnitBytes = options.UnitBytes * 2 / runs.Count, Digits = options.Digits * 2 / runs.Count };
        string[] names = NamesOf(runs);
        List<string> remarks = [.. runs.Select(run => RecordedData.Remark(run, data)).OfType<string>().Distinct()];
        RunReport[] reports = [.. runs.Select((run, i) => RunReport.Of(run, data, options, names[i], progress, cancellation))];
        List<PairReport> pairs = [];
        for (int a = 0; a < runs.Count; a++)
        {
            for (int b = a + 1; b < runs.Count; b++)
                pairs.Add(Pair(runs[a], names[a], runs[b], names[b], data, options, remarks, progress, cancellation));
        }

        return new Report(data, reports, pairs, Ways.Of(runs, names, data, options, remarks, progress, cancellation), remarks);
    }

    private static PairReport Pair(
        Run a, string nameA, Run b, string nameB, DataSet data, ReportOptions options, List<string> remarks, IProgress<WorkProgress>? progress,
        CancellationToken cancellation)
    {
        var reporter = new WorkReporter(progress, $"comparing {nameA} and {nameB}");
        bool common = a.SnapshotEpochs.Intersect(b.SnapshotEpochs).Any();
        if (common && Comparison.SameShape(a.Configuration.Network, b.Configuration.Network))
        {
            int count = a.SnapshotEpochs.Intersect(b.SnapshotEpochs).Count();
            int every = options.Every > 0 ? options.Every : Math.Max(1, (count + UsualEpochs - 1) / UsualEpochs);
            return PairReport.Of(
                SeriesComparison.Of(
                    a, b, data, options.Comparison,
                    new Told<(int Done, int All)>(value => reporter.Report(
                        $"comparing {nameA} and {nameB}: {value.Done} of {value.All} epochs", (double)value.Done / value.All)),
                    every: every, cancellation: cancellation),
                nameA, nameB);
        }

        if (!common)
            remarks.Add($"{nameA} and {nameB} have no epoch in common of which both keep a snapshot; their last snapshots were compared.");
        return PairReport.Of(
            Comparison.Of(
                nameA, a.ReadLast(), nameB, b.ReadLast(), data, options.Comparison,
                progress: new Told<int>(done => reporter.Report($"comparing {nameA} and {nameB}", (double)done / options.Comparison.Alignment.NullDraws)),
                cancellation: cancellation),
            nameA, nameB);
    }

    // The folder's name; where two have the same, the folder as it was named.
    private static string[] NamesOf(IReadOnlyList<Run> runs)
    {
        string[] names = [.. runs.Select(static run => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(run.Folder))))];
        return names.Distinct(StringComparer.Ordinal).Count() == names.Length ? names : [.. runs.Select(static run => Path.TrimEndingDirectorySeparator(run.Folder))];
    }

    private sealed class Told<T>(Action<T> tell) : IProgress<T>
    {
        public void Report(T value) => tell(value);
    }
}
