using Minima.Formats;
using Minima.Minimisation;

namespace Minima.Trajectories;

/// <summary>
/// Writes a run's files while a descent goes on, in a new folder or in one where the same run was stopped. The files are a function of
/// the configuration, the epochs and the schedule, but for the column <c>seconds</c>: however often the process was killed.
/// </summary>
public sealed class RunWriter : IPathSink, IDisposable
{
    private static readonly TimeSpan StateInterval = TimeSpan.FromSeconds(5);

    private readonly string _folder;
    private readonly RunConfiguration _configuration;
    private readonly SaveSchedule _schedule;
    private readonly int _epochs;
    private readonly IRunStorage _storage;
    private readonly TimeProvider _time;
    private readonly RunLock _lock;
    private readonly EarlyStopping? _stopping;
    private long _lastState;
    private int _rows;
    private bool _rowsDurable = true;
    private EarlyStopping.Standing? _standing;

    private RunWriter(
        string folder, RunConfiguration configuration, int epochs, SaveSchedule schedule, bool force, TimeProvider time, IRunStorage storage,
        RunLock runLock, EarlyStopping? stopping)
    {
        (_folder, _configuration, _epochs, _schedule) = (folder, configuration, epochs, schedule);
        (_time, _storage, _lock, _stopping) = (time, storage, runLock, stopping);
        string description = RunFolder.Description(folder);
        RunFile? recorded = null;
        if (File.Exists(description) && force)
            Discard();
        else if (File.Exists(description))
            Demand(recorded = RunFile.Read(description));

        var resumption = Resumption.Find(folder, recorded, configuration, schedule, epochs, stopping);
        resumption.Prepare(storage);
        // A run of which nothing is left to be computed remains the work of the version that computed it.
        string version = resumption.IsOver && recorded is not null ? recorded.Version : RunFile.ThisVersion;
        byte[] content = new RunFile(configuration, epochs, schedule, version, stopping).ToBytes();
        if (!File.Exists(description) || !File.ReadAllBytes(description).AsSpan().SequenceEqual(content))
            storage.Replace(description, content);
        (Position, Remark, HasDiverged) = (resumption.Position, resumption.Remark, resumption.HasDiverged);
        IsOver = resumption.IsOver;
        (_rows, _standing) = (resumption.NextRow, resumption.Standing);
        _lastState = time.GetTimestamp();
    }

    /// <summary>Where the descent has to go on; null: from the start, epoch 0 included.</summary>
    public PathPosition? Position { get; }

    /// <summary>Whether nothing is left to be done: the last epoch was reached, or the run has diverged or stopped early.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Whether the last epoch ended with a cost that is not finite. Such a run is over: going on would add nothing.</summary>
    public bool HasDiverged { get; private set; }

    /// <inheritdoc/>
    public bool IsEnough => _standing?.IsExhausted == true;

    /// <summary>
    /// Why the run goes back behind what it had reached, a sentence to be printed: a snapshot that is to be kept, or a row of the metrics,
    /// is missing. Null where it does not.
    /// </summary>
    public string? Remark { get; }

    /// <summary>
    /// Begins a run in a folder that is new or empty, or goes on with the same run where it stands. The folder is locked until
    /// <see cref="Dispose"/>.
    /// </summary>
    /// <param name="folder">The run's folder; it is created.</param>
    /// <param name="configuration">What decides the run's bytes; a run in the folder must have the same.</param>
    /// <param name="epochs">The last epoch; a run that was shorter is continued.</param>
    /// <param name="schedule">At which epochs snapshots are kept.</param>
    /// <param name="force">Discards a run that is in the folder, also a damaged one, and begins anew.</param>
    /// <param name="stopping">When the run may end before its last epoch; null: it does not. A run that may cannot be continued without.</param>
    /// <param name="time">The clock by which the state is written at most every five seconds; null: the system's.</param>
    /// <exception cref="UnusableInputException">
    /// The folder holds something else than a run, or a run of another configuration (every difference is named), or one that is past
    /// <paramref name="epochs"/>, or of which <paramref name="schedule"/> asks for snapshots that were never taken; another process is
    /// writing it; a file of it is damaged; the folder may not be written to.
    /// </exception>
    /// <exception cref="IOException">The disk is full or fails; what was saved is as it was.</exception>
    public static RunWriter Open(
        string folder, RunConfiguration configuration, int epochs, SaveSchedule schedule, bool force = false, TimeProvider? time = null,
        EarlyStopping? stopping = null) =>
        Open(folder, configuration, epochs, schedule, force, time ?? TimeProvider.System, new DiskStorage(), stopping);

    /// <summary>Opens a run whose files are changed through <paramref name="storage"/>.</summary>
    internal static RunWriter Open(
        string folder, RunConfiguration configuration, int epochs, SaveSchedule schedule, bool force, TimeProvider time, IRunStorage storage,
        EarlyStopping? stopping = null)
    {
        if (epochs < 0)
            throw new UnusableInputException($"A run of {epochs} epochs was asked for; at least 0 were expected.");
        if (epochs < configuration.FirstEpoch)
        {
            throw new UnusableInputException(
                $"A run up to epoch {epochs} was asked for, but its start has {configuration.FirstEpoch} epochs behind it already. "
                + $"Ask for more than {configuration.FirstEpoch} epochs: those of the start count.");
        }

        if (configuration.Descent.Schedule?.CosineEpochs is { } end && epochs > end)
        {
            throw new UnusableInputException(
                $"A run up to epoch {epochs} was asked for, but its learning rate comes to 0 at epoch {end}. Ask for at most {end} epochs.");
        }

        if (stopping is { Patience: < 1 })
            throw new UnusableInputException($"The patience is {stopping.Patience}; it must be at least 1.");
        DemandRunOrEmpty(folder);
        RunLock? runLock = null;
        try
        {
            Directory.CreateDirectory(folder);
            runLock = RunLock.Take(folder);
            return new RunWriter(folder, configuration, epochs, schedule, force, time, storage, runLock, stopping);
        }
        catch (Exception e)
        {
            runLock?.Dispose();
            switch (e)
            {
                case UnauthorizedAccessException:
                    throw new UnusableInputException(
                        $"The run's folder '{folder}' may not be written to: {e.Message.TrimEnd('.')}. Name another folder.", e);
                case IOException:
                    throw new IOException(
                        $"The run in '{folder}' could not be opened: {e.Message.TrimEnd('.')}. What was saved before is as it was.", e);
                default:
                    throw;
            }
        }
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">
    /// The disk is full or fails; what was saved before is as it was, and the run can be continued.
    /// </exception>
    public void EpochEnded(EpochMetrics metrics, PathPosition position)
    {
        if (metrics.Epoch != _rows || position.Epoch != metrics.Epoch || position.Batch != 0)
        {
            throw new InvalidOperationException(
                $"Epoch {metrics.Epoch} ended at ({position.Epoch}, {position.Batch}); epoch {_rows} was to be next.");
        }

        bool isStart = metrics.Epoch == _configuration.FirstEpoch;
        if (metrics.TrainCost is null != isStart)
            throw new InvalidOperationException($"Epoch {metrics.Epoch} ended {(isStart ? "with" : "without")} a cost.");
        EpochMetrics? formerBest = _standing?.Best;
        _standing = _standing is null ? null : _stopping!.Next(_standing, metrics);
        bool best = _standing?.Best != formerBest;
        bool save = isStart || _schedule.Includes(metrics.Epoch, _epochs);
        bool state = metrics.Epoch < _epochs && !IsEnough && StateIsDue();

        // In this order, with nothing left to the disk's whim: see Resumption.
        Guard(() =>
        {
            _storage.Append(RunFolder.Metrics(_folder), MetricsFile.Format(metrics), durable: save || state || best);
            _rowsDurable = save || state || best;
            if (best)
                _storage.Replace(RunFolder.Best(_folder), SnapshotOf(position, _configuration).ToBytes());
            if (save)
                WriteSnapshot(position);
            if (state)
                WriteState(position);
        });
        _rows++;
        HasDiverged = metrics.TrainCost is { } cost && !double.IsFinite(cost);
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">
    /// The disk is full or fails; what was saved before is as it was, and the run can be continued.
    /// </exception>
    public void Paused(PathPosition position, bool stopping)
    {
        if (!stopping && !StateIsDue())
            return;
        Guard(() =>
        {
            if (!_rowsDurable)
                _storage.Append(RunFolder.Metrics(_folder), [], durable: true);
            _rowsDurable = true;
            WriteState(position);
        });
    }

    /// <summary>
    /// The path has ended: at the last epoch, at the one that exhausted the patience, or at the one whose cost was not finite. Its last
    /// parameters are kept as a snapshot, and the state is removed.
    /// </summary>
    /// <exception cref="InvalidOperationException">The path stands elsewhere.</exception>
    /// <exception cref="IOException">The disk is full or fails; what was saved before is as it was.</exception>
    public void Finish(PathPosition end)
    {
        if (end.Batch != 0 || end.Epoch != _rows - 1 || (end.Epoch != _epochs && !HasDiverged && !IsEnough))
        {
            throw new InvalidOperationException(
                $"The path stands at ({end.Epoch}, {end.Batch}), which is not the end of {_epochs} epochs.");
        }

        Guard(() =>
        {
            // The last epoch's was written when it ended; that of an epoch in which the run diverged may not have been due.
            if (!File.Exists(RunFolder.Snapshot(_folder, end.Epoch)))
                WriteSnapshot(end);
            _storage.Delete(RunFolder.State(_folder));
        });
        IsOver = true;
    }

    /// <summary>Lets go of the folder. Writes nothing: what a stopped run stands at was saved by <see cref="Paused"/>.</summary>
    public void Dispose() => _lock.Dispose();

    /// <summary>The snapshot of a position at an epoch's end.</summary>
    internal static Snapshot SnapshotOf(PathPosition position, RunConfiguration configuration) =>
        new(configuration.Network, position.Parameters, position.Epoch, configuration.Identity) { Minimiser = position.Minimiser };

    private static void DemandRunOrEmpty(string folder)
    {
        if (File.Exists(folder))
            throw new UnusableInputException($"'{folder}' is a file; a run needs a folder. Name another one.");
        if (!Directory.Exists(folder) || RunFolder.IsRun(folder))
            return;

        // What is left of a run that was killed before it could say what it is.
        string[] own = [RunFolder.Lock(folder), RunFolder.Description(folder) + AtomicFile.TemporaryEnding];
        if (Directory.EnumerateFileSystemEntries(folder).FirstOrDefault(entry => !own.Contains(entry)) is { } other)
        {
            throw new UnusableInputException(
                $"The folder '{folder}' is no run, and not empty: it holds {Shown.Quoted(Path.GetFileName(other))}. Name a new folder.");
        }
    }

    private void Demand(RunFile inFolder)
    {
        IReadOnlyList<string> differences = RunConfiguration.Differences(inFolder.Configuration, _configuration);
        if (differences.Count > 0)
        {
            throw new UnusableInputException(
                $"'{_folder}' holds a run of another configuration: {string.Join("; ", differences)}. "
                + "Ask for the same, name another folder, or discard that run (--force).");
        }

        // Its best snapshot would become stale. Any patience may be asked for, so the run can go on as long as one likes.
        if (inFolder.Stopping is { } stopping && _stopping is null)
        {
            throw new UnusableInputException(
                $"The run in '{_folder}' watches for its best epoch, with a patience of {stopping.Patience} batches, and none was asked for. "
                + "Ask for the same or for more (--patience), name another folder, or discard that run (--force).");
        }
    }

    // run.json stays until it is replaced: a kill in between leaves a run, not a folder of which nobody knows what it is.
    private void Discard()
    {
        if (Directory.Exists(RunFolder.Pretraining(_folder)))
            Directory.Delete(RunFolder.Pretraining(_folder), recursive: true);
        _storage.Delete(RunFolder.State(_folder));
        foreach (int epoch in RunFolder.SnapshotEpochs(_folder))
            _storage.Delete(RunFolder.Snapshot(_folder, epoch));
        _storage.Delete(RunFolder.Best(_folder));
        _storage.Delete(RunFolder.Metrics(_folder));
    }

    private bool StateIsDue() => _time.GetElapsedTime(_lastState) >= StateInterval;

    private void WriteSnapshot(PathPosition position) =>
        _storage.Replace(RunFolder.Snapshot(_folder, position.Epoch), SnapshotOf(position, _configuration).ToBytes());

    private void WriteState(PathPosition position)
    {
        _storage.Replace(RunFolder.State(_folder), RunState.ToBytes(position, _configuration));
        _lastState = _time.GetTimestamp();
    }

    private void Guard(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException(
                $"The run in '{_folder}' could not be saved: {e.Message.TrimEnd('.')}. What was saved before is as it was; "
                + "when there is room and permission to write, the same command continues the run.", e);
        }
    }
}
