using Minima.Data;
using Minima.Kernels;
using Minima.Networks;
using Minima.Numerics;

namespace Minima.Minimisation;

/// <summary>
/// Minibatch gradient descent on an autoencoder's cost: the mean over a batch of how far what it makes of corrupted examples is from the
/// examples as they are. The path's bytes depend on network, data, options and start alone, as those of <see cref="Descent"/> do.
/// </summary>
public sealed class Denoising : IDescent
{
    // All of a batch's hidden units are kept for each of eight parts of the weights, twice.
    private const int LargestBatch = 4096;

    private readonly DescentOptions _options;
    private readonly IKernels _kernels;
    private readonly WorkerTeam _team;
    private readonly DescentLoop _loop;
    private readonly TiedWeights _weights;
    private readonly CorruptedBatches _batches;
    private readonly TiedEngine _engine;
    private readonly Reconstruction _validation;
    private readonly Reconstruction _test;
    private readonly Parameters _snapshot;
    private readonly RandomState _random = new(0);
    private readonly int[]? _order;
    private int _orderEpoch = -1;
    private volatile int _stopAfter;

    /// <summary>A descent on an autoencoder's cost over the training part of a data set.</summary>
    /// <param name="network">An autoencoder.</param>
    /// <param name="data">The data, values from 0 to 1: trained on, and given back uncorrupted after each epoch for the metrics.</param>
    /// <param name="options">Plain gradient descent without penalties, with a corruption.</param>
    /// <param name="threads">How many threads compute; 0: one for each core. The path does not depend on it.</param>
    /// <exception cref="UnusableInputException">The data do not fit the network, or an option is out of range or not understood of an autoencoder.</exception>
    public Denoising(Network network, DataSet data, DescentOptions options, int threads = 0)
        : this(network, data, options, threads, KernelChoice.Current)
    {
    }

    internal Denoising(
        Network network, DataSet data, DescentOptions options, int threads, IKernels kernels, int stretch = TiedEngine.UsualStretch)
    {
        foreach (Examples part in (ReadOnlySpan<Examples>)[data.Train, data.Validation, data.Test])
            Reconstruction.RequireFit(network, part);
        options.Validate(data.Train.Count);
        Demand(options);
        (_options, _kernels) = (options, kernels);
        _team = new WorkerTeam(threads == 0 ? Environment.ProcessorCount : threads);
        _loop = new DescentLoop(new Epochs(this), _team);
        _weights = new TiedWeights(network);
        _batches = new CorruptedBatches(data.Train, options.BatchSize, options.Corruption!);
        _engine = new TiedEngine(_weights, _batches, options.LearningRate, _team, _kernels, stretch);
        _validation = new Reconstruction(network, data.Validation, _team, kernels, _weights);
        _test = new Reconstruction(network, data.Test, _team, kernels, _weights);
        _snapshot = new Parameters(network.Layout);
        _order = options.Order == ExampleOrder.File ? null : new int[data.Train.Count];
        DroppedExamples = data.Train.Count - (Batches * options.BatchSize);
    }

    /// <summary>Batches in an epoch.</summary>
    public int Batches => _batches.Batches;

    /// <summary>Examples that no epoch uses, because they do not fill a batch.</summary>
    public int DroppedExamples { get; }

    /// <inheritdoc cref="Descent.Begin(Parameters, int, int, IPathSink, CancellationToken)"/>
    public DescentOutcome Begin(Parameters start, int first, int epochs, IPathSink sink, CancellationToken cancellation) =>
        _loop.Begin(start, first, epochs, sink, cancellation);

    /// <inheritdoc cref="Descent.Continue"/>
    public DescentOutcome Continue(PathPosition from, int epochs, IPathSink sink, CancellationToken cancellation) =>
        _loop.Continue(from, epochs, sink, cancellation);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IDisposable part in (IDisposable[])[_validation, _test, _engine, _batches, _weights, _team])
            part.Dispose();
    }

    private static void Demand(DescentOptions options)
    {
        if (options.Corruption is null)
            throw new UnusableInputException("An autoencoder is trained with a corruption; 0 is one that leaves the examples as they are.");
        if (options.L1 != 0 || options.L2 != 0)
            throw new UnusableInputException($"l1 is {options.L1} and l2 is {options.L2}; the cost of an autoencoder has no penalties, so both must be 0.");
        if (options.Minimiser is not null || options.Schedule is not null)
            throw new UnusableInputException("An autoencoder is trained by plain gradient descent at one rate; leave the minimiser and the schedule out.");
        if (options.BatchSize > LargestBatch)
            throw new UnusableInputException($"The batch size is {options.BatchSize}; that of an autoencoder must be at most {LargestBatch}.");
    }

    private void Work(int worker)
    {
        if (worker == 0)
            _stopAfter = int.MaxValue;
        int batch = _loop.Batch;
        _engine.Begin(worker, batch);
        while (true)
        {
            // Said before a meeting of this batch, so that every worker knows at its end.
            bool settles = _engine.Settles(batch);
            if (worker == 0 && settles && _loop.IsTimeToPause())
                _stopAfter = batch;
            double cost = _engine.Batch(worker, batch);
            if (worker == 0)
                _loop.Add(cost);
            batch++;
            if (batch == Batches || batch > _stopAfter)
                break;
            if (settles)
                _engine.Encode(worker, batch);
        }

        _engine.Flush(worker);
        if (worker == 0)
            _loop.Done(batch);
    }

    private void Prepare(int epoch, int batch)
    {
        if (_order is not null && _orderEpoch != epoch)
        {
            _random.Seed(_options.OrderSeed, (uint)epoch + 1);
            _random.Permutation(_order);
            _orderEpoch = epoch;
        }

        _batches.Begin(_order, epoch, batch);
    }

    private (Parameters Parameters, MinimiserState? State) Save()
    {
        _weights.Save(_snapshot);
        return (_snapshot, null);
    }

    private EpochMetrics Measure(int epoch, double? trainCost)
    {
        var costs = new ReconstructionCosts(_validation.Cost(), _test.Cost());
        return new EpochMetrics(epoch, trainCost, 0, 0, 0) { Reconstruction = costs };
    }

    private sealed class Epochs(Denoising descent) : IEpochWork
    {
        public int Batches => descent.Batches;

        public void Load(Parameters parameters, MinimiserState? state) => descent._weights.Load(parameters);

        public void Prepare(int epoch, int batch) => descent.Prepare(epoch, batch);

        public void Work(int worker) => descent.Work(worker);

        public (Parameters Parameters, MinimiserState? State) Save() => descent.Save();

        public EpochMetrics Measure(int epoch, double? trainCost) => descent.Measure(epoch, trainCost);
    }
}
