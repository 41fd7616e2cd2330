using Minima.Data;
using Minima.Kernels;
using Minima.Networks;
using Minima.Numerics;

namespace Minima.Geometry;

/// <summary>
/// Looks for a curve of low cost between two networks: minimises the mean cost over t in [0, 1] of the network at t, one t drawn for each batch,
/// more often where the curve stands high (<see cref="CurvePlaces"/>), the ends held where they are, from the middle between them (Garipov et al. 2018). The engine sums a batch's gradient g of the loss at the
/// curve's point W(t); the bend's gradient is f (g + 2 l2 W(t)) with f the bend's factor in W(t), and Adam steps the bend.
/// </summary>
internal sealed class CurveTrainer : IDisposable
{
    private readonly CurveOptions _options;
    private readonly WorkerTeam _team;
    private readonly CurvePlaces _places;
    private readonly ICurveEngine _engine;

    /// <summary>A trainer of curves in the parameters of a network.</summary>
    /// <exception cref="UnusableInputException">The examples do not fit the network, or do not fill a batch.</exception>
    public CurveTrainer(Network network, Examples examples, CurveOptions options)
    {
        network.RequireFit(examples);
        if (examples.Count < options.BatchSize)
            throw new UnusableInputException($"There are {examples.Count} training examples, fewer than a batch of {options.BatchSize}. Take smaller batches.");
        _options = options;
        _team = new WorkerTeam(options.Threads == 0 ? Environment.ProcessorCount : options.Threads);
        _places = new CurvePlaces(network, examples, options);
        _engine = Engines.Curve(network, examples, options.BatchSize, _team, KernelChoice.Current);
    }

    /// <summary>Trains the curve between two networks. The same seed takes the same batches and t.</summary>
    /// <param name="a">Where it begins.</param>
    /// <param name="b">Where it ends.</param>
    /// <param name="progress">Told the part that is done.</param>
    /// <param name="cancellation">Stops it between epochs.</param>
    /// <exception cref="UnusableInputException">It diverged.</exception>
    public Curve Train(Parameters a, Parameters b, Action<double>? progress, CancellationToken cancellation)
    {
        var bend = new Parameters(a.Layout, [.. a.Values.Zip(b.Values, static (x, y) => (float)(((double)x + y) / 2))]);
        _engine.Load(a, bend, b);
        long steps = (long)_options.Epochs * _engine.Batches, step = 0;
        for (int epoch = 0; epoch < _options.Epochs; epoch++)
        {
            cancellation.ThrowIfCancellationRequested();
            var random = new RandomState(_options.Seed, (uint)epoch);
            _engine.Pack(random.Permutation(_engine.Used));
            double[] places = _places.Draw(epoch == 0 ? null : new Curve(_options.Kind, a, bend, b), _engine.Batches, random);
            MomentStep[] rule = [.. Enumerable.Range(0, _engine.Batches).Select(i => MomentStep.Adam(
                Rate((double)(step + i) / steps), 0, 0, decoupled: false, 0.9, 0.999, 1e-8, step + i + 1))];
            _team.Run(worker => Pass(worker, places, rule));
            step += _engine.Batches;
            _engine.Save(bend);
            if (bend.FirstNonFinite() is { } bad)
                throw new UnusableInputException($"The curve's training diverged ({bad} at its bend). Take a smaller learning rate (--learning-rate).");
            progress?.Invoke((double)(epoch + 1) / _options.Epochs);
        }

        return new Curve(_options.Kind, a, bend, b);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _engine.Dispose();
        _places.Dispose();
        _team.Dispose();
    }

    private double Rate(double done) => _options.LearningRate * (1 + Elementary.Cos(Math.PI * done)) / 2;

    private void Pass(int worker, double[] places, MomentStep[] rule)
    {
        for (int batch = 0; batch < places.Length; batch++)
        {
            (double ofA, double ofBend, double ofB) = Curve.Factors(_options.Kind, places[batch]);
            _engine.Step(worker, batch, (float)ofA, (float)ofBend, (float)ofB, (float)(2 * _options.L2 * ofBend), in rule[batch]);
        }
    }
}
