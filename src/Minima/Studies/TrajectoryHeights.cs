using Minima.Geometry;
using Minima.Networks;

namespace Minima.Studies;

/// <summary>How high a network lies: what it is measured by, on both sets.</summary>
/// <param name="Train">On the training set, in nats; null where it is not measured.</param>
/// <param name="Test">On the test set.</param>
public readonly record struct Height(double? Train, double? Test);

/// <summary>What the snapshots of a trajectory are measured by.</summary>
internal interface ITrajectoryHeights : IDisposable
{
    /// <summary>At a point.</summary>
    Height At(Parameters point);

    /// <summary>At places of a plane.</summary>
    IReadOnlyList<Height> At(Plane plane, IReadOnlyList<PlanePlace> places, CancellationToken cancellation);
}

/// <summary>The loss of a network that tells classes apart.</summary>
internal sealed class LossHeights(Network network, Data.DataSet data, SurfaceOptions options) : ITrajectoryHeights
{
    private readonly Functional? _train = options.WithTrain ? new Functional(network, data.Train, threads: options.Threads) : null;
    private readonly Functional? _test = options.WithTest ? new Functional(network, data.Test, threads: options.Threads) : null;
    private readonly PlaneMeasure _plane = new(
        network, options.WithTrain ? data.Train : null, options.WithTest ? data.Test : null, options.L1, options.L2, options.Threads);

    public Height At(Parameters point) => new(_train?.Evaluate(point).Loss, _test?.Evaluate(point).Loss);

    public IReadOnlyList<Height> At(Plane plane, IReadOnlyList<PlanePlace> places, CancellationToken cancellation) =>
        [.. _plane.At(plane, places, cancellation: cancellation).Select(static point => new Height(point.Train?.Loss, point.Test?.Loss))];

    public void Dispose()
    {
        _train?.Dispose();
        _test?.Dispose();
        _plane.Dispose();
    }
}

/// <summary>The cost of an autoencoder's reconstruction, of uncorrupted examples.</summary>
internal sealed class ReconstructionHeights(Network network, Data.DataSet data, SurfaceOptions options) : ITrajectoryHeights
{
    private readonly Reconstruction? _train = options.WithTrain ? new Reconstruction(network, data.Train, options.Threads) : null;
    private readonly Reconstruction? _test = options.WithTest ? new Reconstruction(network, data.Test, options.Threads) : null;

    public Height At(Parameters point) => new(_train?.Cost(point), _test?.Cost(point));

    // Its weights meet the examples twice, and a sigmoid between: nothing is saved by knowing that the points share a plane.
    public IReadOnlyList<Height> At(Plane plane, IReadOnlyList<PlanePlace> places, CancellationToken cancellation) => [.. places.Select(place =>
    {
        cancellation.ThrowIfCancellationRequested();
        return At(plane.At(place));
    })];

    public void Dispose()
    {
        _train?.Dispose();
        _test?.Dispose();
    }
}
