using Minima.Data;
using Minima.Networks;
using Minima.Numerics;
using Minima.Studies.Pairs;
using Minima.Trajectories;

namespace Minima.Studies.Fleets;

/// <summary>A run of a fleet that is on disk.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Value">What the varied option is for it.</param>
/// <param name="Run">The run; its last snapshot counts.</param>
public sealed record FleetRun(string Name, string Value, Run Run);

/// <summary>Two members of a fleet.</summary>
/// <param name="A">The first, by its place.</param>
/// <param name="B">The second, by its place.</param>
/// <param name="Differ">Test examples that they read differently.</param>
/// <param name="Measure">Distances and barriers; null where they have other layers, and so no distance.</param>
public sealed record FleetPair(int A, int B, int Differ, PairMeasure? Measure);

/// <summary>
/// The ends of a fleet's runs, all of them against all others: distances, barriers, predictions; all aligned to one of them; the network
/// that is their mean; whether the alignments of pairs fit together; and the courses of all.
/// </summary>
public sealed record FleetStudy
{
    /// <summary>What the members differ in.</summary>
    public required string Varied { get; init; }

    /// <summary>What they were measured on.</summary>
    public required DataSet Data { get; init; }

    /// <summary>The runs.</summary>
    public required IReadOnlyList<FleetRun> Runs { get; init; }

    /// <summary>Their ends; null where one holds a number that is not finite.</summary>
    public required IReadOnlyList<MeasuredNetwork?> Members { get; init; }

    /// <summary>The one to which all others of its shape are aligned.</summary>
    public required MeasuredNetwork Reference { get; init; }

    /// <summary>All pairs of finite members.</summary>
    public required IReadOnlyList<FleetPair> Pairs { get; init; }

    /// <summary>The mean of the members of the reference's shape; null where that is the reference alone.</summary>
    public required MeanNetwork? Mean { get; init; }

    /// <summary>Round three members of the reference's shape; null where there are fewer than three.</summary>
    public required CycleErrors? Cycles { get; init; }

    /// <summary>The courses of all runs.</summary>
    public required FleetCurves Curves { get; init; }

    /// <summary>A mean over all pairs that have the figure, with the jackknife's interval over the members; null where no pair has it.</summary>
    public TupleMean? MeanOf(Func<FleetPair, double?> value)
    {
        var mean = new TupleMean(Runs.Count);
        foreach (FleetPair pair in Pairs)
        {
            if (value(pair) is { } number)
                mean.Add(number, pair.A, pair.B);
        }

        return mean.Count == 0 ? null : mean;
    }

    /// <summary>
    /// Measures a fleet. What the folder's file <c>lines.csv</c> knows is not measured again: after a stop the same call goes on.
    /// </summary>
    /// <param name="varied">What the members differ in.</param>
    /// <param name="runs">The runs, at least two of them with finite numbers.</param>
    /// <param name="reference">The name of the member that all others are aligned to; null: the first.</param>
    /// <param name="data">What they are measured on.</param>
    /// <param name="folder">The fleet's folder, for the file of lines.</param>
    /// <param name="options">How pairs are measured.</param>
    /// <param name="further">A further file of lines, of which what is needed is taken over; null: none.</param>
    /// <param name="progress">Is told how far it has come.</param>
    /// <param name="cancellation">Stops it; measured lines are kept.</param>
    /// <exception cref="UnusableInputException">A run cannot be read or does not fit the data, or there is no such reference.</exception>
    /// <exception cref="IOException">The file of lines cannot be written.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested.</exception>
    public static FleetStudy Of(
        string varied,
        IReadOnlyList<FleetRun> runs,
        string? reference,
        DataSet data,
        string folder,
        PairOptions options,
        string? further = null,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        var cache = LineCache.Open(LinesIn(folder), further);
        MeasuredNetwork?[] members = Measure(runs, data, options.Threads, progress, cancellation);
        MeasuredNetwork centre = Centre(runs, members, reference);
        try
        {
            return new FleetPairs(members, centre, data, options, cache, progress, cancellation).Study(varied, runs);
        }
        finally
        {
            cache.Save();
        }
    }

    /// <summary>The file of lines in a folder.</summary>
    public static string LinesIn(string folder) => Path.Combine(folder, "lines.csv");

    private static MeasuredNetwork Centre(IReadOnlyList<FleetRun> runs, MeasuredNetwork?[] members, string? reference)
    {
        int at = reference is null ? Array.FindIndex(members, static member => member is not null) : runs.ToList().FindIndex(run => run.Name == reference || run.Value == reference);
        if (reference is not null && at < 0)
            throw new UnusableInputException($"There is no member '{reference}' to align to; there are {string.Join(", ", runs.Select(static run => run.Name))}.");
        return at >= 0 && members[at] is { } centre
            ? centre
            : throw new UnusableInputException(reference is null
                ? "No member has finite numbers: all have diverged. A smaller learning rate may help, in another folder."
                : $"'{reference}' holds numbers that are not finite; align to another member.");
    }

    // Networks of one shape share the packed examples; a diverged run has no network to measure.
    private static MeasuredNetwork?[] Measure(
        IReadOnlyList<FleetRun> runs, DataSet data, int threads, IProgress<WorkProgress>? progress, CancellationToken cancellation)
    {
        var members = new MeasuredNetwork?[runs.Count];
        Snapshot[] ends = [.. runs.Select(static run => run.Run.ReadLast())];
        const string Task = "testing members";
        var reporter = new WorkReporter(progress, Task);
        int done = 0;
        var shapes = Enumerable.Range(0, runs.Count)
            .Where(i => ends[i].Parameters.FirstNonFinite() is null)
            .GroupBy(i => NetworkJson.Format(ends[i].Network), StringComparer.Ordinal);
        foreach (IGrouping<string, int> shape in shapes)
        {
            int[] places = [.. shape];
            Network network = ends[places[0]].Network;
            Fit.Require(network, data, runs[places[0]].Name);
            IReadOnlyList<MeasuredNetwork> measured = MeasuredNetwork.Of(
                network, [.. places.Select(i => (runs[i].Name, ends[i].Parameters))], data, threads,
                () => reporter.Report(Task, (double)++done / runs.Count), cancellation);
            for (int k = 0; k < places.Length; k++)
                members[places[k]] = measured[k];
        }

        return members;
    }
}
