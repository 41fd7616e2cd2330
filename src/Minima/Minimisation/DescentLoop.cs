using System.Diagnostics;
using Minima.Kernels;
using Minima.Networks;

namespace Minima.Minimisation;

/// <summary>What an epoch of a descent is made of, whatever is minimised.</summary>
internal interface IEpochWork
{
    /// <summary>Batches in an epoch.</summary>
    int Batches { get; }

    /// <summary>Takes the parameters, and what the minimiser keeps.</summary>
    void Load(Parameters parameters, MinimiserState? state);

    /// <summary>Gets an epoch's batches ready, from one of them on.</summary>
    void Prepare(int epoch, int batch);

    /// <summary>
    /// What every worker does: batches from <see cref="DescentLoop.Batch"/> to the epoch's end, or until
    /// <see cref="DescentLoop.IsTimeToPause"/>. Worker 0 hands over what was done (<see cref="DescentLoop.Done"/>).
    /// </summary>
    void Work(int worker);

    /// <summary>What would have to be loaded to go on. Valid until the next call.</summary>
    (Parameters Parameters, MinimiserState? State) Save();

    /// <summary>What is known of an epoch at its end.</summary>
    EpochMetrics Measure(int epoch, double? trainCost);
}

/// <summary>
/// Epoch after epoch, with pauses in which a run is saved, and an end where it diverges, is stopped, or the sink has enough: what all descents
/// have in common.
/// </summary>
internal sealed class DescentLoop(IEpochWork work, WorkerTeam team)
{
    // In an epoch longer than this the sink is offered the position in between, so that a kill loses no more than a few seconds.
    private static readonly TimeSpan PauseInterval = TimeSpan.FromSeconds(1);

    private readonly Crowding _crowding = new(team.Count);
    private readonly Action<int> _work = work.Work;
    private CancellationToken _cancellation;
    private long _pauseAt;
    private double _costSum;

    /// <summary>Epochs before the one under way.</summary>
    public int Epoch { get; private set; }

    /// <summary>Batches of it that are done.</summary>
    public int Batch { get; private set; }

    /// <summary>Begins a path with parameters that some epochs led to: tells the sink of that epoch, and goes on.</summary>
    public DescentOutcome Begin(Parameters start, int first, int epochs, IPathSink sink, CancellationToken cancellation)
    {
        work.Load(start, null);
        double seconds = 0;
        Report(sink, first, trainCost: null, Stopwatch.GetTimestamp(), ref seconds);
        return sink.IsEnough && first < epochs
            ? DescentOutcome.Ended
            : Continue(new PathPosition(first, 0, 0, 0, start), epochs, sink, cancellation);
    }

    /// <summary>Goes on from a position, telling the sink of every epoch that ends.</summary>
    public DescentOutcome Continue(PathPosition from, int epochs, IPathSink sink, CancellationToken cancellation)
    {
        _cancellation = cancellation;
        work.Load(from.Parameters, from.Minimiser);
        (Batch, _costSum) = (from.Batch, from.CostSum);
        double seconds = from.Seconds;
        int epoch = from.Epoch;
        bool told = true;
        while (epoch < epochs)
        {
            long began = Stopwatch.GetTimestamp();
            if (told)
                _pauseAt = began + (long)(PauseInterval.TotalSeconds * Stopwatch.Frequency);
            work.Prepare(epoch, Batch);
            Epoch = epoch;
            _crowding.Begin(Stopwatch.GetTimestamp(), team.Waited);
            team.Active = _crowding.Active;
            team.Run(_work);
            team.Active = team.Count;
            _crowding.Judge(Stopwatch.GetTimestamp(), team.Waited);
            if (Batch < work.Batches)
            {
                seconds += Stopwatch.GetElapsedTime(began).TotalSeconds;
                bool stopping = cancellation.IsCancellationRequested;

                // Where only the number of workers changes there is nothing to tell.
                told = stopping || Stopwatch.GetTimestamp() > _pauseAt;
                if (told)
                    sink.Paused(Position(epoch, seconds), stopping);
                if (stopping)
                    return DescentOutcome.Stopped;
                continue;
            }

            epoch++;
            told = true;
            double cost = _costSum / work.Batches;
            (Batch, _costSum) = (0, 0);
            Report(sink, epoch, cost, began, ref seconds);
            if (!double.IsFinite(cost))
                return DescentOutcome.Diverged;
            if (sink.IsEnough && epoch < epochs)
                return DescentOutcome.Ended;
            if (cancellation.IsCancellationRequested && epoch < epochs)
            {
                sink.Paused(Position(epoch, 0), stopping: true);
                return DescentOutcome.Stopped;
            }
        }

        return DescentOutcome.Completed;
    }

    /// <summary>Asked by worker 0 before a batch that settles the parameters: whether the work should end with it.</summary>
    public bool IsTimeToPause()
    {
        long now = Stopwatch.GetTimestamp();
        return _cancellation.IsCancellationRequested || now > _pauseAt || _crowding.Judge(now, team.Waited);
    }

    /// <summary>Adds a batch's cost to the epoch's.</summary>
    public void Add(double cost) => _costSum += cost;

    /// <summary>Says which batch comes next.</summary>
    public void Done(int batch) => Batch = batch;

    private PathPosition Position(int epoch, double seconds)
    {
        (Parameters parameters, MinimiserState? state) = work.Save();
        return new PathPosition(epoch, Batch, _costSum, seconds, parameters, state);
    }

    private void Report(IPathSink sink, int epoch, double? trainCost, long began, ref double seconds)
    {
        EpochMetrics measured = work.Measure(epoch, trainCost);
        seconds += Stopwatch.GetElapsedTime(began).TotalSeconds;
        sink.EpochEnded(measured with { Seconds = seconds }, Position(epoch, 0));
        seconds = 0;
    }
}
