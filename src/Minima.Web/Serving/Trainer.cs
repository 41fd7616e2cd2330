using Minima.Data;
using Minima.Studies;

namespace Minima.Web.Serving;

/// <summary>
/// Trains runs in this process: two at a time, so that two starts can be watched side by side, each with half of the threads; others wait.
/// What is on disk is what <c>minima train</c> writes.
/// </summary>
internal sealed class Trainer(EventHub hub, int threads, TimeProvider time)
{
    private const int MostAtATime = 2;
    private const int MostWaiting = 8;
    private const int MostEnds = 64;

    private readonly Lock _gate = new();
    private readonly List<TrainingTask> _tasks = [];
    private readonly Dictionary<string, TrainingEnd> _ends = new(StringComparer.Ordinal);
    private readonly int _threads = Math.Max(1, (threads == 0 ? Environment.ProcessorCount : threads) / MostAtATime);
    private bool _closed;

    /// <summary>What is trained or waits, by the run's name.</summary>
    public IReadOnlyDictionary<string, TrainingTask> Tasks()
    {
        lock (_gate)
            return _tasks.ToDictionary(static task => task.Name, StringComparer.Ordinal);
    }

    /// <summary>How a run's last training here ended; null where there was none, or another is under way.</summary>
    public TrainingEnd? EndOf(string name)
    {
        lock (_gate)
            return _ends.GetValueOrDefault(name);
    }

    /// <summary>Sees to it that another training can be taken, before anything is prepared for it.</summary>
    /// <exception cref="ProblemException">The run is trained or waits already, too many do, or all is about to end.</exception>
    public void DemandRoom(string name)
    {
        lock (_gate)
            Demand(name);
    }

    /// <summary>Trains a run, now or when it is its turn.</summary>
    /// <exception cref="ProblemException">As for <see cref="DemandRoom"/>.</exception>
    public TrainingTask Add(string name, TrainingJob job, DataSet data)
    {
        lock (_gate)
        {
            Demand(name);
            var task = new TrainingTask(name, job, data, hub);
            _ends.Remove(name);
            _tasks.Add(task);
            StartNext();
            return task;
        }
    }

    /// <summary>Stops a run and waits until where it stands is saved; one that waits is dropped.</summary>
    /// <exception cref="ProblemException">The run is not trained here.</exception>
    public async Task<TrainingTask> Stop(string name)
    {
        TrainingTask? task;
        lock (_gate)
        {
            task = _tasks.Find(candidate => candidate.Name == name);
            if (task is null)
            {
                throw new ProblemException(Problem.NotNow(
                    $"The run {Problem.Shown(name)} is not being trained here.", "A run that another process trains is stopped there, by Ctrl-C."));
            }

            task.Cancel();
            if (!task.HasStarted)
                Drop(task);
        }

        if (task.HasStarted)
            await task.End;
        return task;
    }

    /// <summary>Takes no more, stops all, and waits until where each stands is saved.</summary>
    /// <returns>Those that had begun.</returns>
    public async Task<IReadOnlyList<TrainingTask>> Close()
    {
        TrainingTask[] running;
        lock (_gate)
        {
            _closed = true;
            foreach (TrainingTask waiting in _tasks.FindAll(static task => !task.HasStarted))
                Drop(waiting);
            running = [.. _tasks];
            foreach (TrainingTask task in running)
                task.Cancel();
        }

        await Task.WhenAll(running.Select(static task => task.End));
        return running;
    }

    private void Demand(string name)
    {
        if (_closed)
            throw new ProblemException(new Problem(503, "The server is about to end.", Do: "Start it again."));
        if (_tasks.Exists(task => task.Name == name))
            throw new ProblemException(Problem.NotNow($"The run {Problem.Shown(name)} is being trained already, or waits for it."));
        if (_tasks.Count >= MostAtATime + MostWaiting)
            throw new ProblemException(Problem.TooMuch($"{MostAtATime} runs are being trained and {MostWaiting} wait, the most that are taken."));
    }

    private void Drop(TrainingTask task)
    {
        _tasks.Remove(task);
        task.Dispose();
    }

    private void StartNext()
    {
        while (!_closed && _tasks.Count(static task => task.HasStarted) < MostAtATime && _tasks.Find(static task => !task.HasStarted) is { } next)
            next.Start(_threads, Ended);
    }

    private void Ended(TrainingTask task)
    {
        lock (_gate)
        {
            Drop(task);
            if (_ends.Count >= MostEnds)
                _ends.Clear();
            _ends[task.Name] = new TrainingEnd(time.GetUtcNow(), task.Failure);
            StartNext();
        }
    }
}

/// <summary>How a training in this process ended.</summary>
/// <param name="At">When: what was written to the run until then was written here.</param>
/// <param name="Failure">Why it failed; null: it did not.</param>
internal sealed record TrainingEnd(DateTimeOffset At, string? Failure);
