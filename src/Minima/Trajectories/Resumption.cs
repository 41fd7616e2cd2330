using Minima.Minimisation;

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
/// <para>A run that may stop early writes its best snapshot between the row and the scheduled one. The epoch that it holds is a point as
/// well; a point is usable if the best snapshot of the epochs up to it is there.</para>
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
    private readonly int _first;
    private readonly int _formerLast;
    private readonly SaveSchedule _recorded;
    private readonly MetricsFile _metrics;
    private readonly SortedSet<int> _snapshots;
    private readonly PathPosition? _state;
    private readonly BestSnapshot? _best;
    private readonly bool _wasWatched;

    private Resumption(
        string folder, RunFile? recorded, RunConfiguration configuration, SaveSchedule schedule, int epochs, EarlyStopping? stopping)
    {
        (_folder, _configuration, _schedule, _epochs, _first) = (folder, configuration, schedule, epochs, configuration.FirstEpoch);
        (_recorded, _wasWatched) = (recorded?.Schedule ?? schedule, recorded is null || recorded.Stopping is not null);
        _metrics = MetricsFile.Read(RunFolder.Metrics(folder), _first);
        _snapshots = RunFolder.SnapshotEpochs(folder);
        string state = RunFolder.State(folder);
        _state = File.Exists(state) ? RunState.Read(state, configuration) : null;
        if (_state?.Epoch < _first)
        {
            throw new UnusableInputException(
                $"'{state}' is damaged: it stands at epoch {_state.Epoch}, before the run's first, {_first}. Delete it, and the run goes on without.");
        }

        _best = stopping is null ? null : new BestSnapshot(folder, configuration, stopping, _metrics, _snapshots);
        bool ended = EndsDiverged(_metrics.Next) || recorded?.Stopping?.After(_metrics.Rows).IsExhausted == true;
        _formerLast = ended ? _metrics.Next - 1 : recorded?.Epochs ?? epochs;

        int reached = new[] { _first, _state?.Epoch ?? 0, _snapshots.Max, _best?.Epoch ?? 0 }.Max();
        _best?.DemandNotPassed(reached, _state is { } at && at.Epoch == reached && at.Batch > 0);
        if (reached > epochs || (reached == epochs && _state is { } s && s.Epoch == epochs && s.Batch > 0))
        {
            throw new UnusableInputException(
                $"The run in '{folder}' has already reached epoch {reached}, beyond the {epochs} asked for. "
                + $"Ask for at least {reached + (reached == epochs ? 1 : 0)} epochs, or name another folder.");
        }

        Position = Choose(reached);
        if (_snapshots.FirstOrDefault(epoch => epoch >= NextRow && epoch != _formerLast && !Asks(epoch, _epochs), -1) is >= 0 and var lost)
        {
            throw new UnusableInputException(
                $"{Remark} The snapshot of epoch {lost} in '{folder}' would be lost then, as the schedule does not name it. "
                + $"Ask for it too (--save-at {lost}), name another folder, or discard that run (--force).");
        }
    }

    /// <summary>Where the run goes on; null: from its start.</summary>
    public PathPosition? Position { get; }

    /// <summary>The epoch of the first row of the metrics that does not stay.</summary>
    public int NextRow => Position is null ? _first : Position.Epoch + 1;

    /// <summary>What the rule of early stopping says at the position; null where there is none.</summary>
    public EarlyStopping.Standing? Standing => _best?.At(NextRow);

    /// <summary>Whether the last epoch before the position ended with a cost that is not finite.</summary>
    public bool HasDiverged => EndsDiverged(NextRow);

    /// <summary>Whether nothing is left to be done.</summary>
    public bool IsOver => Position is { Batch: 0 } && (Position.Epoch == _epochs || HasDiverged || Standing?.IsExhausted == true);

    /// <summary>Why the run goes back behind what it had reached; null where it does not.</summary>
    public string? Remark { get; private set; }

    /// <summary>Looks at the folder, whose run.json says <paramref name="recorded"/>, and finds the point, changing nothing.</summary>
    /// <exception cref="UnusableInputException">
    /// A file that the point depends on is damaged; the run is already past <paramref name="epochs"/>; <paramref name="schedule"/> asks for a
    /// snapshot that was never taken of an epoch already passed; or a snapshot would be lost that it does not name.
    /// </exception>
    public static Resumption Find(
        string folder, RunFile? recorded, RunConfiguration configuration, SaveSchedule schedule, int epochs, EarlyStopping? stopping = null) =>
        new(folder, recorded, configuration, schedule, epochs, stopping);

    /// <summary>Brings the folder's files, but for run.json, to the position.</summary>
    public void Prepare(IRunStorage storage)
    {
        foreach (string leftover in RunFolder.Leftovers(_folder).ToArray())
            storage.Delete(leftover);

        // A run that diverged or stopped early ends there, and its last snapshot is kept as a last one.
        int last = IsOver ? Position!.Epoch : _epochs;
        if (Position is { Batch: 0 })
        {
            bool kept = IsKept(Position.Epoch, last);
            if (kept && !_snapshots.Contains(Position.Epoch))
                storage.Replace(RunFolder.Snapshot(_folder, Position.Epoch), RunWriter.SnapshotOf(Position, _configuration).ToBytes());
            else if (!kept && !ReferenceEquals(Position, _state))
                storage.Replace(RunFolder.State(_folder), RunState.ToBytes(Position, _configuration));
        }

        _best?.Prepare(storage, NextRow, Position);
        foreach (int epoch in _snapshots.Where(epoch => epoch >= NextRow || (epoch == _formerLast && !IsKept(epoch, last))))
            storage.Delete(RunFolder.Snapshot(_folder, epoch));
        if (Position is null)
            storage.Delete(RunFolder.Metrics(_folder));
        else if (_metrics.UpTo(Position.Epoch).Length < _metrics.Length)
            storage.Replace(RunFolder.Metrics(_folder), _metrics.UpTo(Position.Epoch));
        if (IsOver || (_state is not null && (Position is null || Compare(_state, Position) > 0)))
            storage.Delete(RunFolder.State(_folder));
    }

    private PathPosition? Choose(int reached)
    {
        int rows = _metrics.Next;
        int gap = FirstGap(Math.Min(reached, rows));

        // The first epoch is no point of its own: the start is known from the configuration, or given.
        int[] kept = [.. _snapshots.Concat(_best?.Epoch is { } best ? [best] : []).Where(epoch => epoch > _first && epoch < rows && epoch <= gap)];
        int point = kept.Where(epoch => _best?.IsUsable(epoch, isEnd: true) != false).DefaultIfEmpty(_first).Max();
        bool stateUsable = _state is not null && (_state.Epoch, _state.Batch) != (_first, 0)
            && _state.Epoch < rows && (_state.Batch > 0 ? _state.Epoch < gap : _state.Epoch <= gap)
            && _best?.IsUsable(_state.Epoch, _state.Batch == 0) != false;
        bool fromState = stateUsable && _state!.Epoch >= point;
        if (fromState)
            point = _state!.Epoch;
        if (point < reached)
        {
            if (gap < int.MaxValue && !_recorded.Names(gap))
                throw NeverTaken(gap, reached);
            if (gap == int.MaxValue && reached < rows && !_wasWatched)
                throw _best!.NeverTaken(reached);
            Remark = $"The run goes back from epoch {reached} to {point}: "
                + (gap < int.MaxValue ? $"a snapshot of epoch {gap} is to be kept, and there is none."
                    : reached >= rows ? $"its metrics end before epoch {rows}."
                    : "the snapshot with the fewest validation errors is to be kept, and there is none.");
        }

        return fromState ? _state : point == _first ? null : FromSnapshot(point);
    }

    /// <summary>Whether the schedule names it; the start is always kept.</summary>
    private bool Asks(int epoch, int last) => epoch == _first || _schedule.Includes(epoch, last);

    private bool IsKept(int epoch, int last) => Asks(epoch, last) || _recorded.Names(epoch);

    private bool EndsDiverged(int next) => next > _first && _metrics.Rows[next - 1 - _first].TrainCost is { } cost && !double.IsFinite(cost);

    private UnusableInputException NeverTaken(int gap, int reached)
    {
        string at = _recorded.At.Count > 0 ? $" --save-at {string.Join(',', _recorded.At)}" : "";
        return new UnusableInputException(
            $"A snapshot of epoch {gap} was asked for, but the run in '{_folder}' has reached epoch {reached} and kept none of {gap}. "
            + $"Ask for the schedule that it records (--save-every {_recorded.Every}{at}), name another folder, or discard that run (--force).");
    }

    private int FirstGap(int last)
    {
        for (int epoch = _first; epoch <= last; epoch++)
        {
            if (Asks(epoch, _epochs) && !_snapshots.Contains(epoch))
                return epoch;
        }

        return int.MaxValue;
    }

    private PathPosition FromSnapshot(int epoch)
    {
        bool scheduled = _snapshots.Contains(epoch);
        string path = scheduled ? RunFolder.Snapshot(_folder, epoch) : RunFolder.Best(_folder);
        try
        {
            Snapshot read = scheduled ? Run.ReadSnapshot(_folder, epoch, _configuration) : Run.ReadOwn(path, _configuration);
            return MinimiserTensors.Suits(read.Minimiser, _configuration)
                ? new PathPosition(epoch, 0, 0, 0, read.Parameters, read.Minimiser)
                : throw new UnusableInputException($"'{path}' does not hold the state of the run's minimiser.");
        }
        catch (UnusableInputException e)
        {
            throw new UnusableInputException($"{e.Message} The run cannot continue from '{path}'; delete it, and it is computed again.", e);
        }
    }

    private static int Compare(PathPosition a, PathPosition b) => (a.Epoch, a.Batch).CompareTo((b.Epoch, b.Batch));
}
