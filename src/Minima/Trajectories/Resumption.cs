using Minima.Minimisation;
using Minima.Networks;

namespace Minima.Trajectories;

/// <summary>
/// Finds the point from which a run in a folder goes on, and brings the folder to what an uninterrupted run would have had there.
/// </summary>
/// <remarks>
/// <para>Why any kill can be recovered from. At an epoch's end a run first appends the row of the metrics, then writes the snapshot (if
/// one is due), then the state (if one is due); a whole file is there or not. So, whenever a snapshot of epoch E or a state after E epochs
/// is found, the rows up to E and the scheduled snapshots before E are there too: a point is <i>usable</i> if they are. The newest usable
/// point decides. What lies beyond it (rows, snapshots) is cut away and comes again with the same bytes, because the path from a point
/// is a function of the point and the configuration. Without a usable point the run starts anew, and comes to the same bytes as well.</para>
/// <para>The same rule heals what is no kill's work: where a scheduled snapshot or the metrics were deleted, the run goes back to the last
/// point before the gap.</para>
/// <para>No snapshot that was once asked for is thrown away. One that the schedule no longer names stays; a schedule that asks for one that
/// was never taken is refused, and so is going back behind one that would not come again. The only snapshot that goes is that of the
/// former last epoch, kept for no other reason than to go on from it.</para>
/// <para>The steps of <see cref="Prepare"/> keep the point itself until the end: where the point is a snapshot that the schedule does not
/// keep (the last one of a run that now gets more epochs), it is written as the state before it is deleted. A kill between any two steps
/// leaves the same newest usable point, so the next attempt does the same; run.json, which says what the former last epoch was, is replaced
/// after them.</para>
/// </remarks>
internal sealed class Resumption
{
    private readonly string _folder;
    private readonly RunConfiguration _configuration;
    private readonly SaveSchedule _schedule;
    private readonly int _epochs;
    private readonly int _formerLast;
    private readonly SaveSchedule _recorded;
    private readonly MetricsFile _metrics;
    private readonly SortedSet<int> _snapshots;
    private readonly PathPosition? _state;

    private Resumption(string folder, RunFile? recorded, RunConfiguration configuration, SaveSchedule schedule, int epochs)
    {
        (_folder, _configuration, _schedule, _epochs) = (folder, configuration, schedule, epochs);
        _recorded = recorded?.Schedule ?? schedule;
        _metrics = MetricsFile.Read(RunFolder.Metrics(folder));
        _snapshots = RunFolder.SnapshotEpochs(folder);
        string state = RunFolder.State(folder);
        _state = File.Exists(state) ? RunState.Read(state, configuration) : null;
        _formerLast = EndsDiverged(_metrics.Rows.Count) ? _metrics.Rows.Count - 1 : recorded?.Epochs ?? epochs;

        int reached = Math.Max(_state?.Epoch ?? 0, _snapshots.Count > 0 ? _snapshots.Max : 0);
        if (reached > epochs || (reached == epochs && _state is { } s && s.Epoch == epochs && s.Batch > 0))
        {
            throw new UnusableInputException(
                $"The run in '{folder}' has already reached epoch {reached}, beyond the {epochs} asked for. "
                + $"Ask for at least {reached + (reached == epochs ? 1 : 0)} epochs, or name another folder.");
        }

        Position = Choose(reached);
        if (_snapshots.FirstOrDefault(epoch => epoch >= Rows && epoch != _formerLast && !_schedule.Includes(epoch, _epochs), -1) is >= 0 and var lost)
        {
            throw new UnusableInputException(
                $"{Remark} The snapshot of epoch {lost} in '{folder}' would be lost then, as the schedule does not name it. "
                + $"Ask for it too (--save-at {lost}), name another folder, or discard that run (--force).");
        }
    }

    /// <summary>Where the run goes on; null: from its start.</summary>
    public PathPosition? Position { get; }

    /// <summary>Rows of the metrics that stay.</summary>
    public int Rows => Position is null ? 0 : Position.Epoch + 1;

    /// <summary>Whether the last epoch before the position ended with a cost that is not finite.</summary>
    public bool HasDiverged => EndsDiverged(Rows);

    /// <summary>Whether nothing is left to be done.</summary>
    public bool IsOver => Position is { Batch: 0 } && (Position.Epoch == _epochs || HasDiverged);

    /// <summary>Why the run goes back behind what it had reached; null where it does not.</summary>
    public string? Remark { get; private set; }

    /// <summary>Looks at the folder, whose run.json says <paramref name="recorded"/>, and finds the point, changing nothing.</summary>
    /// <exception cref="UnusableInputException">
    /// A file that the point depends on is damaged; the run is already past <paramref name="epochs"/>; <paramref name="schedule"/> asks for a
    /// snapshot that was never taken of an epoch already passed; or a snapshot would be lost that it does not name.
    /// </exception>
    public static Resumption Find(string folder, RunFile? recorded, RunConfiguration configuration, SaveSchedule schedule, int epochs) =>
        new(folder, recorded, configuration, schedule, epochs);

    /// <summary>Brings the folder's files, but for run.json, to the position.</summary>
    public void Prepare(IRunStorage storage)
    {
        foreach (string leftover in RunFolder.Leftovers(_folder).ToArray())
            storage.Delete(leftover);

        // A diverged run ends where it diverged, and its last snapshot is kept as a last one.
        int last = IsOver ? Position!.Epoch : _epochs;
        if (Position is { Batch: 0 })
        {
            bool kept = IsKept(Position.Epoch, last);
            if (kept && !_snapshots.Contains(Position.Epoch))
                storage.Replace(RunFolder.Snapshot(_folder, Position.Epoch), RunWriter.SnapshotOf(Position, _configuration).ToBytes());
            else if (!kept && !ReferenceEquals(Position, _state))
                storage.Replace(RunFolder.State(_folder), RunState.ToBytes(Position, _configuration));
        }

        foreach (int epoch in _snapshots.Where(epoch => epoch >= Rows || (epoch == _formerLast && !IsKept(epoch, last))))
            storage.Delete(RunFolder.Snapshot(_folder, epoch));
        if (Rows == 0)
            storage.Delete(RunFolder.Metrics(_folder));
        else if (_metrics.UpTo(Rows - 1).Length < _metrics.Length)
            storage.Replace(RunFolder.Metrics(_folder), _metrics.UpTo(Rows - 1));
        if (IsOver || (_state is not null && (Position is null || Compare(_state, Position) > 0)))
            storage.Delete(RunFolder.State(_folder));
    }

    private PathPosition? Choose(int reached)
    {
        int rows = _metrics.Rows.Count;
        int gap = FirstGap(Math.Min(reached, rows));

        // Epoch 0 is no point of its own: the start is a function of the configuration.
        int point = _snapshots.Where(epoch => epoch > 0 && epoch < rows && epoch <= gap).DefaultIfEmpty(0).Max();
        bool stateUsable = _state is not null && (_state.Epoch, _state.Batch) != (0, 0)
            && _state.Epoch < rows && (_state.Batch > 0 ? _state.Epoch < gap : _state.Epoch <= gap);
        bool fromState = stateUsable && _state!.Epoch >= point;
        if (fromState)
            point = _state!.Epoch;
        if (point < reached)
        {
            if (gap < int.MaxValue && !_recorded.Names(gap))
                throw NeverTaken(gap, reached);
            Remark = $"The run goes back from epoch {reached} to {point}: "
                + (gap < int.MaxValue ? $"a snapshot of epoch {gap} is to be kept, and there is none." : $"its metrics end before epoch {rows}.");
        }

        return fromState ? _state : point == 0 ? null : FromSnapshot(point);
    }

    private bool IsKept(int epoch, int last) => _schedule.Includes(epoch, last) || _recorded.Names(epoch);

    private bool EndsDiverged(int rows) => rows > 0 && _metrics.Rows[rows - 1].TrainCost is { } cost && !double.IsFinite(cost);

    private UnusableInputException NeverTaken(int gap, int reached)
    {
        string at = _recorded.At.Count > 0 ? $" --save-at {string.Join(',', _recorded.At)}" : "";
        return new UnusableInputException(
            $"A snapshot of epoch {gap} was asked for, but the run in '{_folder}' has reached epoch {reached} and kept none of {gap}. "
            + $"Ask for the schedule that it records (--save-every {_recorded.Every}{at}), name another folder, or discard that run (--force).");
    }

    private int FirstGap(int last)
    {
        for (int epoch = 0; epoch <= last; epoch++)
        {
            if (_schedule.Includes(epoch, _epochs) && !_snapshots.Contains(epoch))
                return epoch;
        }

        return int.MaxValue;
    }

    private PathPosition FromSnapshot(int epoch)
    {
        string path = RunFolder.Snapshot(_folder, epoch);
        try
        {
            Parameters parameters = Run.ReadSnapshot(_folder, epoch, _configuration).Parameters;
            return new PathPosition(epoch, 0, 0, 0, parameters);
        }
        catch (UnusableInputException e)
        {
            throw new UnusableInputException($"{e.Message} The run cannot continue from '{path}'; delete it, and it is computed again.", e);
        }
    }

    private static int Compare(PathPosition a, PathPosition b) => (a.Epoch, a.Batch).CompareTo((b.Epoch, b.Batch));
}
