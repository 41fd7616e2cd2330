using System.Runtime.ExceptionServices;
using Minima.Data;
using Minima.Trajectories;

namespace Minima.Studies;

/// <summary>How far a pool has come.</summary>
/// <param name="Jobs">How many runs there are.</param>
/// <param name="Complete">How many of them are done.</param>
/// <param name="Done">The part of all work that is done, from 0 to 1.</param>
/// <param name="Folder">The run that the latest report came from.</param>
/// <param name="Training">That report.</param>
public sealed record PoolProgress(int Jobs, int Complete, double Done, string Folder, TrainingProgress Training);

/// <summary>
/// Trains independent runs, one a core: runs do not wait for one another, so the throughput grows with the cores until memory traffic
/// limits it. Which run is trained when does not change a byte of any.
/// </summary>
public static class TrainingPool
{
    /// <summary>Trains all jobs, and returns their results in the jobs' order.</summary>
    /// <param name="jobs">The runs, each in a folder of its own.</param>
    /// <param name="data">The data of all of them.</param>
    /// <param name="workers">How many are trained at the same time, each by one thread; 0: one on each core.</param>
    /// <param name="progress">Is told how far all have come, by one worker at a time.</param>
    /// <param name="cancellation">Asks all to stop; where each stands is saved.</param>
    /// <exception cref="UnusableInputException">
    /// Two jobs name one folder, or there are fewer than 0 workers: nothing was begun. Or a job cannot be run: the others stop and can be
    /// continued.
    /// </exception>
    /// <exception cref="IOException">A run could not be saved; the others stop and can be continued.</exception>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public static IReadOnlyList<TrainingResult> Run(
        IReadOnlyList<TrainingJob> jobs,
        DataSet data,
        int workers = 0,
        IProgress<PoolProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        if (workers < 0)
            throw new UnusableInputException($"{workers} workers were asked for; at least 1 is needed, or 0 for one on each core.");
        if (jobs.GroupBy(static job => Path.TrimEndingDirectorySeparator(Path.GetFullPath(job.Folder)))
            .FirstOrDefault(static group => group.Count() > 1) is { } twice)
        {
            throw new UnusableInputException($"Two runs were to be trained into '{twice.Key}'; every run needs a folder of its own.");
        }

        var results = new TrainingResult[jobs.Count];
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var board = new Board(jobs, progress);
        Exception? failure = null;
        int next = -1;
        Thread[] threads = [.. Enumerable.Range(0, Math.Min(workers == 0 ? Environment.ProcessorCount : workers, jobs.Count)).Select(i =>
            new Thread(Work) { IsBackground = true, Name = $"minima pool {i}" })];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        cancellation.ThrowIfCancellationRequested();
        if (failure is not null)
            ExceptionDispatchInfo.Throw(failure);
        return results;

        void Work()
        {
            for (int i = Interlocked.Increment(ref next); i < jobs.Count && !stop.IsCancellationRequested; i = Interlocked.Increment(ref next))
            {
                try
                {
                    results[i] = Training.Run(jobs[i], data, threads: 1, board.Of(i), stop.Token);
                    if (results[i].Outcome != TrainingOutcome.Stopped)
                        board.Complete(i);
                }
                catch (Exception exception)
                {
                    // The first failure is the one to report: the others are told to stop because of it.
                    Interlocked.CompareExchange(ref failure, exception, null);
                    stop.Cancel();
                }
            }
        }
    }

    /// <summary>Adds the jobs' reports up.</summary>
    private sealed class Board(IReadOnlyList<TrainingJob> jobs, IProgress<PoolProgress>? progress)
    {
        private readonly Lock _gate = new();
        private readonly double[] _done = new double[jobs.Count];
        private int _complete;

        public IProgress<TrainingProgress> Of(int job) => new Reporter(this, job);

        public void Complete(int job)
        {
            lock (_gate)
                (_done[job], _complete) = (1, _complete + 1);
        }

        private void Report(int job, TrainingProgress value)
        {
            lock (_gate)
            {
                _done[job] = value.Done;
                progress?.Report(new PoolProgress(jobs.Count, _complete, _done.Sum() / jobs.Count, jobs[job].Folder, value));
            }
        }

        private sealed class Reporter(Board board, int job) : IProgress<TrainingProgress>
        {
            public void Report(TrainingProgress value) => board.Report(job, value);
        }
    }
}
