using Minima.Minimisation;

namespace Minima.Trajectories;

/// <summary>A run on disk, to be read: its configuration, its metrics, and its snapshots in order. It may be unfinished.</summary>
public sealed class Run
{
    private readonly SortedSet<int> _snapshots;

    private Run(string folder, RunFile file)
    {
        (Folder, Configuration, Epochs, Schedule, Version) = (folder, file.Configuration, file.Epochs, file.Schedule, file.Version);
        Stopping = file.Stopping;

        // In this order: a run that is being written adds a row before the snapshot, so each snapshot seen has its row.
        _snapshots = RunFolder.SnapshotEpochs(folder);
        Metrics = MetricsFile.Read(RunFolder.Metrics(folder), Configuration.FirstEpoch).Rows;
    }

    /// <summary>The folder that was named.</summary>
    public string Folder { get; }

    /// <summary>What decides the run's bytes.</summary>
    public RunConfiguration Configuration { get; }

    /// <summary>The epochs that were asked for last.</summary>
    public int Epochs { get; }

    /// <summary>At which of them a snapshot is kept.</summary>
    public SaveSchedule Schedule { get; }

    /// <summary>The version of the library that computed last.</summary>
    public string Version { get; }

    /// <summary>When it may end before its last epoch; null: it does not.</summary>
    public EarlyStopping? Stopping { get; }

    /// <summary>A row for each epoch so far, from <see cref="RunConfiguration.FirstEpoch"/> on, without a gap.</summary>
    public IReadOnlyList<EpochMetrics> Metrics { get; }

    /// <summary>The epochs of which there is a snapshot, ascending.</summary>
    public IReadOnlyCollection<int> SnapshotEpochs => _snapshots;

    /// <summary>Whether the last epoch ended with a cost that is not finite.</summary>
    public bool HasDiverged => Metrics.Count > 0 && Metrics[^1].TrainCost is { } cost && !double.IsFinite(cost);

    /// <summary>The epoch with the fewest validation errors so far; null where the run does not watch for it, or has none yet.</summary>
    public EpochMetrics? Best => Stopping?.After(Metrics).Best;

    /// <summary>Whether it ended before the epochs that were asked for, because its patience was exhausted.</summary>
    public bool HasStoppedEarly => Metrics.Count > 0 && Metrics[^1].Epoch < Epochs && Stopping?.After(Metrics).IsExhausted == true;

    /// <summary>Whether all epochs that were asked for are done, or it has stopped early.</summary>
    public bool IsComplete => Metrics.Count > 0 && (Metrics[^1].Epoch == Epochs || HasStoppedEarly)
        && _snapshots.Contains(Metrics[^1].Epoch) && !File.Exists(RunFolder.State(Folder));

    /// <summary>Whether the folder holds a run.</summary>
    public static bool Exists(string folder) => RunFolder.IsRun(folder);

    /// <summary>Opens a run, finished or not; it may be written to meanwhile.</summary>
    /// <exception cref="UnusableInputException">There is no run in the folder, or a file of it is damaged.</exception>
    public static Run Open(string folder)
    {
        if (!Directory.Exists(folder))
            throw new UnusableInputException($"There is no folder '{folder}'; a run's folder was expected.");
        if (!RunFolder.IsRun(folder))
        {
            throw new UnusableInputException(
                $"The folder '{folder}' is no run: it holds no run.json. `minima train --out {folder}` makes one.");
        }

        return new Run(folder, RunFile.Read(RunFolder.Description(folder)));
    }

    /// <summary>Reads the snapshot of an epoch.</summary>
    /// <exception cref="UnusableInputException">
    /// There is none (those near it are named), it is damaged, or it is not this run's snapshot of that epoch.
    /// </exception>
    public Snapshot Read(int epoch)
    {
        if (_snapshots.Contains(epoch))
            return ReadSnapshot(Folder, epoch, Configuration);
        throw new UnusableInputException($"The run '{Folder}' has no snapshot of epoch {epoch}; {Near(epoch)}.");
    }

    /// <summary>Reads the newest snapshot: of a finished run, that of its last epoch.</summary>
    /// <exception cref="UnusableInputException">There is none yet, or it is damaged.</exception>
    public Snapshot ReadLast() => _snapshots.Count > 0
        ? ReadSnapshot(Folder, _snapshots.Max, Configuration)
        : throw new UnusableInputException($"The run '{Folder}' has no snapshot yet.");

    /// <summary>Reads the snapshot with the fewest validation errors, which a run that may stop early keeps.</summary>
    /// <exception cref="UnusableInputException">The run keeps none, or has none yet, or it is damaged.</exception>
    public Snapshot ReadBest() => File.Exists(RunFolder.Best(Folder))
        ? ReadOwn(RunFolder.Best(Folder), Configuration)
        : throw new UnusableInputException(
            $"The run '{Folder}' keeps no best snapshot{(Stopping is null ? ": a run does so when it is trained with --patience" : " yet")}.");

    /// <summary>Reads a snapshot and sees to it that it is the run's own.</summary>
    internal static Snapshot ReadSnapshot(string folder, int epoch, RunConfiguration configuration)
    {
        string path = RunFolder.Snapshot(folder, epoch);
        Snapshot snapshot = ReadOwn(path, configuration);
        return snapshot.Epoch == epoch
            ? snapshot
            : throw new UnusableInputException($"'{path}' states the epoch {snapshot.Epoch}; its name says {epoch}.");
    }

    /// <summary>Reads a snapshot of any epoch of the run.</summary>
    internal static Snapshot ReadOwn(string path, RunConfiguration configuration)
    {
        var snapshot = Snapshot.Read(path);
        return snapshot.Run == configuration.Identity && snapshot.Network.Layout.Matches(configuration.Network.Layout)
            ? snapshot
            : throw new UnusableInputException($"'{path}' is not a snapshot of the run it lies in: it states another run.");
    }

    private string Near(int epoch)
    {
        int[] before = [.. _snapshots.Where(candidate => candidate < epoch).TakeLast(1)];
        int[] after = [.. _snapshots.Where(candidate => candidate > epoch).Take(1)];
        return (before, after) switch
        {
            ([int b], [int a]) => $"the nearest are {b} and {a}",
            ([int b], []) => $"the last is {b}",
            ([], [int a]) => $"the first is {a}",
            _ => "it has none yet",
        };
    }
}
