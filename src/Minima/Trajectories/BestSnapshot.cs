using Minima.Minimisation;

namespace Minima.Trajectories;

/// <summary>
/// The file <c>best.safetensors</c> of a run that may stop early: the snapshot with the fewest validation errors so far, as the metrics
/// say. It is replaced in one step when an epoch is better, after that epoch's row is on the disk; so the epoch it holds is a point from
/// which the run can go on, and at every later point it is the right one.
/// </summary>
internal sealed class BestSnapshot
{
    private readonly string _folder;
    private readonly RunConfiguration _configuration;
    private readonly EarlyStopping _stopping;
    private readonly int _first;
    private readonly SortedSet<int> _snapshots;
    private readonly List<EarlyStopping.Standing> _standings = [];

    public BestSnapshot(string folder, RunConfiguration configuration, EarlyStopping stopping, MetricsFile metrics, SortedSet<int> snapshots)
    {
        (_folder, _configuration, _stopping, _first, _snapshots) = (folder, configuration, stopping, metrics.First, snapshots);
        EarlyStopping.Standing standing = stopping.After([]);
        foreach (EpochMetrics row in metrics.Rows)
            _standings.Add(standing = stopping.Next(standing, row));
        if (!File.Exists(RunFolder.Best(folder)))
            return;
        try
        {
            Epoch = Run.ReadOwn(RunFolder.Best(folder), configuration).Epoch;
        }
        catch (UnusableInputException e)
        {
            throw new UnusableInputException($"{e.Message} Delete it, and it is computed again.", e);
        }
    }

    /// <summary>The epoch that the file holds; null where there is none.</summary>
    public int? Epoch { get; }

    /// <summary>What the rule says when the next row is that of <paramref name="nextRow"/>.</summary>
    public EarlyStopping.Standing At(int nextRow) => nextRow == _first ? _stopping.After([]) : _standings[nextRow - 1 - _first];

    /// <summary>Whether the best snapshot of a run that stands at <paramref name="epoch"/> is there, or is made from that point.</summary>
    public bool IsUsable(int epoch, bool isEnd) =>
        At(epoch + 1).Best?.Epoch is not { } best || best == Epoch || _snapshots.Contains(best) || (isEnd && best == epoch);

    /// <summary>Sees to it that the run has not gone on after the rule would have ended it.</summary>
    /// <exception cref="UnusableInputException">It has.</exception>
    public void DemandNotPassed(int reached, bool within)
    {
        int end = _standings.FindIndex(static standing => standing.IsExhausted);
        if (end < 0 || _first + end > reached || (_first + end == reached && !within))
            return;
        throw new UnusableInputException(
            $"With a patience of {_stopping.Patience} the run in '{_folder}' would have ended with epoch {_first + end}, but it has gone on "
            + $"{(within ? "from" : "to")} epoch {reached}. Ask for more patience, name another folder, or discard that run (--force).");
    }

    /// <summary>The error for a run that kept no best snapshot because nobody asked for one.</summary>
    public UnusableInputException NeverTaken(int reached) => new(
        $"The run in '{_folder}' has reached epoch {reached} without --patience, and has kept no snapshot of epoch {At(reached + 1).Best!.Epoch}, "
        + "the one with the fewest validation errors. Go on without --patience, name another folder, or discard that run (--force).");

    /// <summary>Brings the file to the position, from which the run goes on with the row <paramref name="nextRow"/>.</summary>
    public void Prepare(IRunStorage storage, int nextRow, PathPosition? position)
    {
        int? best = At(nextRow).Best?.Epoch;
        if (best == Epoch)
            return;
        if (best is not { } epoch)
            storage.Delete(RunFolder.Best(_folder));
        else if (_snapshots.Contains(epoch))
            storage.Replace(RunFolder.Best(_folder), Run.ReadSnapshot(_folder, epoch, _configuration).ToBytes());
        else
            storage.Replace(RunFolder.Best(_folder), RunWriter.SnapshotOf(position!, _configuration).ToBytes());
    }
}
