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
public sealed class Descent : IDescent
{
    private readonly DescentOptions _options;
    private readonly Examples _train;
    private readonly WorkerTeam _team;
    private readonly DescentLoop _loop;
    private readonly IDescentEngine _engine;
    private readonly IEvaluator _validation;
    private readonly IEvaluator _test;
    private readonly Parameters _snapshot;
    private readonly RandomState _random = new(0);
    private readonly int[]? _order;
    private readonly Step _step;
    private readonly Parameters[] _moments;

    private long _steps;
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
        Network network, DataSet data, DescentOptions options, int threads, IKernels kernels, int stretch = Stretches.Usual)
    {
        foreach (Examples part in (ReadOnlySpan<Examples>)[data.Train, data.Validation, data.Test])
            network.RequireFit(part);
        options.Validate(data.Train.Count);
        (_options, _train) = (options, data.Train);
        _team = new WorkerTeam(threads == 0 ? Environment.ProcessorCount : threads);
        _loop = new DescentLoop(new Epochs(this), _team);
        _order = options.Order == ExampleOrder.File ? null : new int[_train.Count];
        _moments = [.. Enumerable.Range(0, MinimiserState.Count(options.Minimiser)).Select(_ => new Parameters(network.Layout))];
        _engine = Engines.Descent(network, _train, options.BatchSize, _team, kernels, _moments.Length, PutsOff(options) ? stretch : 0);
        (_validation, _test) = (_engine.Over(data.Validation), _engine.Over(data.Test));
        _snapshot = new Parameters(network.Layout);
        _step = new Step(options.LearningRate, options.L1, options.L2);
    }

    /// <summary>Batches in an epoch.</summary>
    public int Batches => _engine.Batches;

    /// <summary>Examples that no epoch uses, because they do not fill a batch.</summary>
    public int DroppedExamples => _train.Count - _engine.Used;

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
    public DescentOutcome Begin(Parameters start, int first, int epochs, IPathSink sink, CancellationToken cancellation) =>
        _loop.Begin(start, first, epochs, sink, cancellation);

    /// <summary>Goes on from a position, telling the sink of every epoch that ends.</summary>
    /// <param name="from">Where to go on.</param>
    /// <param name="epochs">The last epoch.</param>
    /// <param name="sink">Takes the path.</param>
    /// <param name="cancellation">Asks to stop, which happens within a batch or 1,024 examples.</param>
    public DescentOutcome Continue(PathPosition from, int epochs, IPathSink sink, CancellationToken cancellation) =>
        _loop.Continue(from, epochs, sink, cancellation);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IDisposable part in (IDisposable[])[_validation, _test, _engine, _team])
            part.Dispose();
    }

    /// <summary>What every worker does: batches to the epoch's end, or until worker 0 says which one is the last.</summary>
    private void Work(int worker)
    {
        if (worker == 0)
            _stopAfter = int.MaxValue;
        int first = _loop.Batch;
        _engine.Begin(worker, _step);
        int batch = first;
        for (; batch < Batches && batch <= _stopAfter; batch++)
        {
            // Said before a meeting of this batch, so that every worker knows at its end.
            if (worker == 0 && _engine.Settles(batch) && _loop.IsTimeToPause())
                _stopAfter = batch;

            double cost = _engine.Batch(worker, batch, StepOf(batch), _options.L1, _options.L2);
            if (worker == 0)
                _loop.Add(cost);
            if (_moments.Length > 0)
                StepMoments(worker, batch, batch - first);
        }

        _engine.Flush(worker);
        if (worker != 0)
            return;
        _loop.Done(batch);
        _steps += batch - first;
    }

    private void StepMoments(int worker, int batch, int done)
    {
        (double rate, double l1, double l2) = (RateOf(batch), _options.L1, _options.L2);
        MomentStep moment = _options.Minimiser switch
        {
            Adam adam => MomentStep.Adam(rate, l1, l2, adam.DecoupledDecay, adam.Beta1, adam.Beta2, adam.Epsilon, _steps + done + 1),
            Momentum momentum => MomentStep.Momentum(rate, l1, l2, momentum.DecoupledDecay, momentum.Factor, momentum.Nesterov),
            _ => throw new InvalidOperationException("A minimiser that is not known."),
        };
        _engine.StepMoments(worker, in moment, _step);
    }

    // A row's decays can be taken later if they are all alike, and are all that its step would be.
    private static bool PutsOff(DescentOptions options) =>
        options.Schedule is null && options.L1 == 0 && MinimiserState.Count(options.Minimiser) == 0;

    private Step StepOf(int batch) => _options.Schedule is null ? _step : new Step(RateOf(batch), _options.L1, _options.L2);

    private double RateOf(int batch) =>
        _options.Schedule?.Rate(_options.LearningRate, ((long)_loop.Epoch * Batches) + batch, Batches) ?? _options.LearningRate;

    private void Load(Parameters parameters, MinimiserState? state)
    {
        _engine.Load(parameters, state?.Moments);
        _steps = state?.Steps ?? 0;
    }

    private void Pack(int epoch, int batch)
    {
        // Only a position that another version left stands where something would be owed; its epoch is packed for itself.
        bool settled = _engine.CanBegin(batch);
        int needed = _order is null ? 0 : epoch;
        if (_packedEpoch == needed && settled)
            return;
        if (_order is not null)
        {
            // Epochs count from 1: that after epoch e takes the permutation of RandomState([seed, e + 1]).
            _random.Seed(_options.OrderSeed, (uint)epoch + 1);
            _random.Permutation(_order);
        }

        _engine.Pack(_order, batch);
        _packedEpoch = settled ? needed : -1;
    }

    private (Parameters Parameters, MinimiserState? State) Save()
    {
        _engine.Save(_snapshot, _moments);
        return (_snapshot, _moments.Length == 0 ? null : new MinimiserState(_steps, _moments));
    }

    private sealed class Epochs(Descent descent) : IEpochWork
    {
        public int Batches => descent.Batches;

        public void Load(Parameters parameters, MinimiserState? state) => descent.Load(parameters, state);

        public void Prepare(int epoch, int batch) => descent.Pack(epoch, batch);

        public void Work(int worker) => descent.Work(worker);

        public (Parameters Parameters, MinimiserState? State) Save() => descent.Save();

        public EpochMetrics Measure(int epoch, double? trainCost) =>
            new(epoch, trainCost, descent._validation.Run().Errors, descent._test.Run().Errors, 0);
    }
}
