using Minima.Minimisation;

namespace Minima.Web.Serving;

/// <summary>
/// Follows the runs of the served folder, whoever trains them: it looks at the files' times and lengths, reads again what has changed, and
/// tells it. Looking costs little, so requests look too, and never see an older state than the disk's.
/// </summary>
internal sealed class RunWatch(ServedFolder folder, Trainer trainer, EventHub hub, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private Dictionary<string, Seen> _seen = [];
    private long _order;

    /// <summary>Looks again and again until it is told to end; a folder that takes long to look at is looked at less often.</summary>
    public async Task Follow(CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                long began = time.GetTimestamp();
                Look();
                TimeSpan took = time.GetElapsedTime(began);
                await Task.Delay(took * 9 > Pause ? took * 9 : Pause, cancellation);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    /// <summary>All runs as they are now.</summary>
    public IReadOnlyList<RunSummary> Summaries() => [.. Look().Values.Select(static seen => seen.Summary)];

    /// <summary>A run as it is now.</summary>
    public RunSummary Summary(string name) => Look().TryGetValue(name, out Seen? seen) ? seen.Summary : throw new ProblemException(Problem.NoRun(name));

    /// <summary>The run of that name, which can be read.</summary>
    /// <exception cref="ProblemException">There is none, or it cannot be read.</exception>
    public ServedRun Find(string name)
    {
        ServedRun? run = Look().TryGetValue(name, out Seen? seen) ? seen.Run : null;
        if (run is null)
            throw new ProblemException(seen is null ? Problem.NoRun(name) : Problem.NotNow($"The run {Problem.Shown(name)} has not begun yet."));
        return run.Run is not null ? run : throw new ProblemException(Problem.NotNow(run.Problem!));
    }

    private Dictionary<string, Seen> Look()
    {
        lock (_gate)
        {
            var now = new Dictionary<string, Seen>(StringComparer.Ordinal);
            IReadOnlyDictionary<string, TrainingTask> here = trainer.Tasks();
            foreach ((string name, string path) in Found())
            {
                Seen? before = _seen.GetValueOrDefault(name);
                var mark = RunMark.Of(path);
                ServedRun run = before?.Run is { } known && known.Mark == mark ? known : ServedRun.Read(name, path, mark);
                RunState? state = here.TryGetValue(name, out TrainingTask? task) ? task.State : null;
                now[name] = new Seen(run, Ordered(name, run.Summary(time.GetUtcNow(), state, trainer.EndOf(name))));
            }

            // Those that wait for their turn have no folder yet.
            foreach ((string name, TrainingTask task) in here)
            {
                if (!now.ContainsKey(name))
                    now[name] = new Seen(null, Ordered(name, task.Summary()));
            }

            Tell(now);
            return _seen = now;
        }
    }

    /// <summary>A summary with its place in the order: that of the one before, where it says nothing new.</summary>
    private RunSummary Ordered(string name, RunSummary summary) => summary with
    {
        Order = _seen.TryGetValue(name, out Seen? before) && before.Summary.Says(summary) ? before.Summary.Order : ++_order,
    };

    private IReadOnlyList<(string Name, string Folder)> Found()
    {
        try
        {
            return folder.Find();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A folder that is deleted while it is looked at: the next look finds what is left.
            return [];
        }
    }

    private void Tell(Dictionary<string, Seen> now)
    {
        foreach ((string name, Seen seen) in now)
        {
            Seen? before = _seen.GetValueOrDefault(name);
            if (before is not null)
                TellRows(name, before.Run?.Metrics ?? [], seen.Run?.Metrics ?? []);
            if (before?.Summary.Order != seen.Summary.Order)
                hub.Tell(LiveEvent.Of(seen.Summary));
        }

        foreach (string gone in _seen.Keys.Where(name => !now.ContainsKey(name)))
            hub.Tell(LiveEvent.Of(new GoneEvent(gone, ++_order)));
    }

    private void TellRows(string name, IReadOnlyList<EpochMetrics> before, IReadOnlyList<EpochMetrics> now)
    {
        if (ReferenceEquals(before, now))
            return;

        // A run that is continued after a kill cuts its rows back to where it stands, and writes them anew.
        int next = before.Count > 0 && now.Count >= before.Count && now[before.Count - 1] == before[^1] ? before.Count : 0;
        if (next < now.Count)
            hub.Tell(LiveEvent.Of(MetricsEvent.Of(name, now, next)));
    }

    /// <summary>A run as it was when it was looked at; the run itself is null where it waits to begin.</summary>
    private sealed record Seen(ServedRun? Run, RunSummary Summary);
}
