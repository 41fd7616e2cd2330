using System.Diagnostics;
using Minima.Data;
using Minima.Kernels;
using Minima.Networks;

namespace Minima.Geometry;

/// <summary>
/// Loss, cost and errors at many places of a plane, exact on whole sets of examples. The first layer is multiplied with the three points that
/// define the plane alone; see docs/surface.md for what a place costs then. Results do not depend on the number of threads.
/// </summary>
public sealed class PlaneMeasure : IDisposable
{
    private readonly Network _network;
    private readonly WorkerTeam _team;
    private readonly IPlaneEvaluator? _train;
    private readonly IPlaneEvaluator? _test;
    private readonly double _l1;
    private readonly double _l2;
    private Plane? _plane;
    private PlanePenalty? _penalty;

    /// <summary>Measures planes in the parameters of a network.</summary>
    /// <param name="network">The network; with at least one hidden layer.</param>
    /// <param name="train">The training set; null: not measured.</param>
    /// <param name="test">The test set; null: not measured.</param>
    /// <param name="l1">Factor of the sum of absolute weights in the cost.</param>
    /// <param name="l2">Factor of the sum of squared weights in the cost.</param>
    /// <param name="threads">How many threads compute; 0: one for each core.</param>
    /// <exception cref="UnusableInputException">The examples do not fit the network, or it has no hidden layer.</exception>
    public PlaneMeasure(Network network, Examples? train, Examples? test, double l1, double l2, int threads = 0)
    {
        if (network.Layers.Count < 2)
            throw new UnusableInputException("The network has no hidden layer; its loss is convex, and a surface of it shows nothing else.");
        foreach (Examples examples in new[] { train, test }.OfType<Examples>())
            network.RequireFit(examples);
        (_network, _l1, _l2) = (network, l1, l2);
        _team = new WorkerTeam(threads == 0 ? Environment.ProcessorCount : threads);
        _train = train is null ? null : Engines.Plane(network, train, _team, KernelChoice.Current);
        _test = test is null ? null : Engines.Plane(network, test, _team, KernelChoice.Current);
    }

    /// <summary>Measures places of a plane.</summary>
    /// <param name="plane">The plane.</param>
    /// <param name="places">Where. Those that share X are cheapest when they stand together.</param>
    /// <param name="progress">Told the part that is done.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="UnusableInputException">The plane's parameters are not those of the network.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public IReadOnlyList<PlanePoint> At(
        Plane plane, IReadOnlyList<PlanePlace> places, Action<double>? progress = null, CancellationToken cancellation = default)
    {
        Load(plane);
        double share = _train is null ? 0 : _test is null ? 1 : (double)_train.Blocks / (_train.Blocks + _test.Blocks);
        Evaluation[]? train = _train?.Run(places, _train.Blocks, done => progress?.Invoke(share * done), cancellation);
        Evaluation[]? test = _test?.Run(places, _test.Blocks, done => progress?.Invoke(share + ((1 - share) * done)), cancellation);
        return [.. places.Select((place, i) =>
            new PlanePoint(place, train?[i], train is null ? null : train[i].Loss + _penalty!.At(place), test?[i]))];
    }

    /// <summary>The penalties at a place, nats.</summary>
    internal double Penalty(Plane plane, PlanePlace place)
    {
        Load(plane);
        return _penalty!.At(place);
    }

    /// <summary>About how long <see cref="At"/> will take, from a trial on a few blocks of examples.</summary>
    public TimeSpan Estimate(Plane plane, int places)
    {
        const int Trial = 24;
        Load(plane);
        PlanePlace[] few = [.. Enumerable.Range(0, Trial).Select(static i => new PlanePlace(0, i * 1e-3))];
        double seconds = 0;
        foreach (IPlaneEvaluator evaluator in new[] { _train, _test }.OfType<IPlaneEvaluator>())
        {
            // The first time, the code is still being compiled.
            int blocks = Math.Min(evaluator.Blocks, 4 * _team.Count);
            evaluator.Run(few, blocks, null, CancellationToken.None);
            long start = Stopwatch.GetTimestamp();
            evaluator.Run(few, blocks, null, CancellationToken.None);
            seconds += Stopwatch.GetElapsedTime(start).TotalSeconds * evaluator.Blocks / blocks * places / Trial;
        }

        return TimeSpan.FromSeconds(seconds);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _train?.Dispose();
        _test?.Dispose();
        _team.Dispose();
    }

    private void Load(Plane plane)
    {
        if (ReferenceEquals(plane, _plane))
            return;
        if (!_network.Layout.Matches(plane.Origin.Layout))
            throw new UnusableInputException("The plane's parameters have other names or shapes than the network's.");
        _train?.Load(plane.Origin, plane.U, plane.V);
        _test?.Load(plane.Origin, plane.U, plane.V);
        (_plane, _penalty) = (plane, new PlanePenalty(_network, plane, _l1, _l2));
    }
}
