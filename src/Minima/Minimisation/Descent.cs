using System.Diagnostics;
using Minima.Data;
using Minima.Kernels;
using Minima.Networks;
using Minima.Numerics;

namespace Minima.Minimisation;

/// <summary>How a descent ended.</summary>
public enum DescentOutcome
{
    /// <summary>All epochs were run.</summary>
    Completed,

    /// <summary>The sink said that an epoch before the last was enough.</summary>
    Ended,

    /// <summary>It was asked to stop, and stands where the sink was last told.</summary>
    Stopped,

    /// <summary>An epoch's cost was not a finite number; the descent ended with that epoch.</summary>
    Diverged,
}

/// <summary>
/// Minibatch gradient descent on a network's cost: the loop that turns a functional and a start into a path. Whatever it is asked,
/// the path's bytes depend on network, data, options and start alone: not on threads, machine, or how often it was interrupted.
/// </summary>
public sealed class Descent : IDisposable
{
    // In an epoch longer than this the sink is offered the position in between, so that a kill loses no more than a few seconds.
    private static readonly TimeSpan PauseInterval = TimeSpan.FromSeconds(1);

    private readonly Network _network;
    private readonly DescentOptions _options;
    private readonly Examples _train;
    private readonly IKernels _kernels;
    private readonly WorkerTeam _team;
    private readonly Crowding _crowding;
    private readonly NetworkPanels _panels;
    private readonly PackedExamples _packed;
    private readonly BatchEngine _engine;
    private readonly Evaluator _validation;
    private readonly Evaluator _test;
    private readonly Parameters _snapshot;
    private readonly RandomState _random = new(0);
    private readonly int[]? _order;
    private readonly Action<int> _work;
    private readonly Step _step;
    private readonly MomentUpdate? _moments;
    private readonly Parameters[] _momentsSnapshot;

    private CancellationToken _cancellation;
    private long _pauseAt;
    private int _epoch;
    private int _batch;
    private long _steps;
    private double _costSum;
    private volatile int _stopAfter;
    private int _packedEpoch = -1;

    /// <summary>A descent on a network's cost over the training part of a data set.</summary>
    /// <param name="network">The network.</param>
    /// <param name="data">The data: trained on, validated and tested after each epoch.</param>
    /// <param name="options">Step, penalties, batches and order.</param>
    /// <param name="threads">How many threads compute; 0: one for each core. The path does not depend on it.</param>
    /// <exception cref="UnusableInputException">The data do not fit the network, or an option is out of range.</exception>
    public Descent(Network network, DataSet data, DescentOptions options, int threads = 0)
        : this(network, data, options, threads, KernelChoice.Current)
    {
    }

    internal Descent(
        Network network, DataSet data, DescentOptions options, int threads, IKernels kernels, int stretch = PutOffRows.UsualStretch)
    {
        foreach (Examples part in (ReadOnlySpan<Examples>)[data.Train, data.Validation, data.Test])
            network.RequireFit(part);
        options.Validate(data.Train.Count);
        (_network, _options, _train, _kernels) = (network, options, data.Train, kernels);
        _team = new WorkerTeam(threads == 0 ? Environment.ProcessorCount : threads);
        _crowding = new Crowding(_team);
        _panels = new NetworkPanels(network);
        _order = options.Order == ExampleOrder.File ? null : new int[_train.Count];
        _packed = new PackedExamples(_train, options.BatchSize, dropTail: true, _team, withGradients: true, PutsOff(options) ? stretch : 0);
        int moments = MinimiserState.Count(options.Minimiser);
        _moments = moments == 0 ? null : new MomentUpdate(_panels, _team, kernels, moments);
        _momentsSnapshot = [.. Enumerable.Range(0, moments).Select(_ => new Parameters(network.Layout))];
        _engine = new BatchEngine(_panels, _packed, _team, kernels, 1f / options.BatchSize, _moments?.Gradient);
        _validation = new Evaluator(_panels, data.Validation, _team, kernels);
        _test = new Evaluator(_panels, data.Test, _team, kernels);
        _snapshot = new Parameters(network.Layout);
        _step = new Step(options.LearningRate, options.L1, options.L2);
        _work = Work;
    }

    /// <summary>Batches in an epoch.</summary>
    public int Batches => _packed.Batches;

    /// <summary>Examples that no epoch uses, because they do not fill a batch.</summary>
    public int DroppedExamples => _train.Count - _packed.Count;

    /// <summary>Begins a path: tells the sink of epoch 0, and goes on from there as <see cref="Continue"/> does.</summary>
    public DescentOutcome Begin(Parameters start, int epochs, IPathSink sink, CancellationToken cancellation) =>
        Begin(start, 0, epochs, sink, cancellation);

    /// <summary>
    /// Begins a path with parameters that other epochs led to, known by their number alone: tells the sink of that epoch, and goes on.
    /// </summary>
    /// <param name="start">The parameters.</param>
    /// <param name="first">The epochs behind them.</param>
    /// <param name="epochs">The last epoch.</param>
    /// <param name="sink">Takes the path.</param>
    /// <param name="cancellation">Asks to stop, which happens within a batch or 1,024 examples.</param>
    public DescentOutcome Begin(Parameters start, int first, int epochs, IPathSink sink, CancellationToken cancellation)
    {
        Load(start, null);
        double seconds = 0;
        Report(sink, first, trainCost: null, Stopwatch.GetTimestamp(), ref seconds);
        return sink.IsEnough && first < epochs
            ? DescentOutcome.Ended
            : Continue(new PathPosition(first, 0, 0, 0, start), epochs, sink, cancellation);
    }

    /// <summary>Goes on from a position, telling the sink of every epoch that ends.</summary>
    /// <param name="from">Where to go on.</param>
    /// <param name="epochs">The last epoch.</param>
    /// <param name="sink">Takes the path.</param>
    /// <param name="cancellation">Asks to stop, which happens within a batch or 1,024 examples.</param>
    public DescentOutcome Continue(PathPosition from, int epochs, IPathSink sink, CancellationToken cancellation)
    {
        _cancellation = cancellation;
        Load(from.Parameters, from.Minimiser);
        (_batch, _costSum) = (from.Batch, from.CostSum);
        double seconds = from.Seconds;
        int epoch = from.Epoch;
        bool told = true;
        while (epoch < epochs)
        {
            long began = Stopwatch.GetTimestamp();
            if (told)
                _pauseAt = began + (long)(PauseInterval.TotalSeconds * Stopwatch.Frequency);
            Pack(epoch);
            _crowding.Begin();
            _epoch = epoch;
            _team.Run(_work);
            _crowding.End();
            if (_batch < Batches)
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
            double cost = _costSum / Batches;
            (_batch, _costSum) = (0, 0);
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

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IDisposable part in (IDisposable[])[_validation, _test, _engine, _packed, _panels, _team])
            part.Dispose();
        _moments?.Dispose();
    }

    /// <summary>What every worker does: batches to the epoch's end, or until worker 0 says which one is the last.</summary>
    private void Work(int worker)
    {
        if (worker == 0)
            _stopAfter = int.MaxValue;
        int first = _batch;
        _engine.Begin(worker, _step);
        int batch = first;
        for (; batch < Batches && batch <= _stopAfter; batch++)
        {
            // Said before a meeting of this batch, so that every worker knows at its end.
            if (worker == 0 && _stopAfter == int.MaxValue && IsTimeToPause())
                _stopAfter = FirstToSettle(batch);

            double cost = _engine.Batch(worker, batch, StepOf(batch), _options.L1, _options.L2);
            if (worker == 0)
                _costSum += cost;
            if (_moments is not null)
                StepMoments(worker, batch, batch - first);
        }

        _engine.Flush(worker);
        if (worker == 0)
            (_batch, _steps) = (batch, _steps + batch - first);
    }

    /// <summary>The whole gradient first, then the step; and all that a run of batches begins with, for the batch after.</summary>
    private void StepMoments(int worker, int batch, int done)
    {
        _engine.Flush(worker);
        (double rate, double l1, double l2) = (RateOf(batch), _options.L1, _options.L2);
        _moments!.Take(worker, _options.Minimiser switch
        {
            Adam adam => MomentStep.Adam(rate, l1, l2, adam.DecoupledDecay, adam.Beta1, adam.Beta2, adam.Epsilon, _steps + done + 1),
            Momentum momentum => MomentStep.Momentum(rate, l1, l2, momentum.DecoupledDecay, momentum.Factor, momentum.Nesterov),
            _ => throw new InvalidOperationException("A minimiser that is not known."),
        });
        _team.Meet(worker);
        _engine.Begin(worker, _step);
    }

    private int FirstToSettle(int batch)
    {
        while (!_packed.Settles(batch))
            batch++;
        return batch;
    }

    // A row's decays can be taken later if they are all alike, and are all that its step would be.
    private static bool PutsOff(DescentOptions options) =>
        options.Schedule is null && options.L1 == 0 && MinimiserState.Count(options.Minimiser) == 0;

    private Step StepOf(int batch) => _options.Schedule is null ? _step : new Step(RateOf(batch), _options.L1, _options.L2);

    private double RateOf(int batch) =>
        _options.Schedule?.Rate(_options.LearningRate, ((long)_epoch * Batches) + batch, Batches) ?? _options.LearningRate;

    private void Load(Parameters parameters, MinimiserState? state)
    {
        _panels.Load(parameters, _kernels);
        _moments?.Load(state?.Moments);
        _steps = state?.Steps ?? 0;
    }

    private bool IsTimeToPause()
    {
        long now = Stopwatch.GetTimestamp();
        return _cancellation.IsCancellationRequested || now > _pauseAt || _crowding.IsTooCrowded(now);
    }

    private void Pack(int epoch)
    {
        // Only a position that another version left stands where something would be owed; its epoch is packed for itself.
        bool settled = _packed.CanBegin(_batch);
        int needed = _order is null ? 0 : epoch;
        if (_packedEpoch == needed && settled)
            return;
        if (_order is not null)
        {
            // Epochs count from 1: that after epoch e takes the permutation of RandomState([seed, e + 1]).
            _random.Seed(_options.OrderSeed, (uint)epoch + 1);
            _random.Permutation(_order);
        }

        _packed.Pack(_order, _batch);
        _packedEpoch = settled ? needed : -1;
    }

    private PathPosition Position(int epoch, double seconds)
    {
        _panels.Save(_snapshot);
        _moments?.Save(_momentsSnapshot);
        return new PathPosition(
            epoch, _batch, _costSum, seconds, _snapshot, _moments is null ? null : new MinimiserState(_steps, _momentsSnapshot));
    }

    private void Report(IPathSink sink, int epoch, double? trainCost, long began, ref double seconds)
    {
        int validation = _validation.Run().Errors, test = _test.Run().Errors;
        seconds += Stopwatch.GetElapsedTime(began).TotalSeconds;
        PathPosition position = Position(epoch, 0);
        sink.EpochEnded(new EpochMetrics(epoch, trainCost, validation, test, seconds), position);
        seconds = 0;
    }
}
