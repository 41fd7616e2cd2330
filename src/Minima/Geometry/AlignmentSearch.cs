using Minima.Data;
using Minima.Networks;

namespace Minima.Geometry;

/// <summary>What two units have to have in common to be matched.</summary>
public enum AlignmentBy
{
    /// <summary>Their weights and biases: the copy that lies closest.</summary>
    Weights,

    /// <summary>What they give on examples.</summary>
    Activations,

    /// <summary>What they add, on examples, to the sums of the layer behind them.</summary>
    Contribution,

    /// <summary>Not each other: the copy is sought whose midpoint with A has the lowest loss.</summary>
    Loss,
}

/// <summary>Finds a symmetry of B by any of the methods. Only the one by weights has a certificate, since only it minimises the distance.</summary>
public static class AlignmentSearch
{
    /// <summary>The symmetry found, with its distance. The lower bound is that of the distance, whatever was sought.</summary>
    /// <param name="network">The layers of both.</param>
    /// <param name="a">What to come close to.</param>
    /// <param name="b">What is moved.</param>
    /// <param name="closest">The result by weights.</param>
    /// <param name="examples">What the units are watched on; without effect by weights.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Is told the part that is done.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="UnusableInputException">The examples do not fit the network.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested.</exception>
    public static AlignmentResult Find(
        Network network,
        Parameters a,
        Parameters b,
        AlignmentResult closest,
        Examples examples,
        AlignmentOptions options,
        IProgress<double>? progress = null,
        CancellationToken cancellation = default)
    {
        if (options.By == AlignmentBy.Weights)
            return closest;
        if (options.By != AlignmentBy.Loss)
            return ByActivity(network, a, b, closest, Watch(network, a, b, examples, options, progress, cancellation), options);
        return Of(network, a, b, MidpointSearch.Find(network, a, b, closest.Symmetry, Some(examples, options), options, progress, cancellation), closest);
    }

    /// <summary>What activations and contributions are both matched by: how the units of both networks vary together on the first examples.</summary>
    internal static UnitCovariances Watch(
        Network network,
        Parameters a,
        Parameters b,
        Examples examples,
        AlignmentOptions options,
        IProgress<double>? progress = null,
        CancellationToken cancellation = default) =>
        UnitCovariances.Of(network, a, b, Some(examples, options), options.Threads, progress, cancellation);

    /// <summary>The symmetry by activations or by contribution, from what <see cref="Watch"/> saw.</summary>
    internal static AlignmentResult ByActivity(
        Network network, Parameters a, Parameters b, AlignmentResult closest, UnitCovariances seen, AlignmentOptions options) =>
        Of(network, a, b, ActivityMatching.Find(network, a, b, seen, options.Kind, options.By == AlignmentBy.Contribution), closest);

    /// <summary>A symmetry that was found elsewhere, with its distance; the lower bound is that of <paramref name="closest"/>.</summary>
    public static AlignmentResult Of(Network network, Parameters a, Parameters b, Symmetry symmetry, AlignmentResult closest)
    {
        double distance = new AlignmentCoordinates(network, a).SquaredDistance(new AlignmentCoordinates(network, b), symmetry.Maps);
        return new AlignmentResult(symmetry, distance, closest.LowerBound, [distance]);
    }

    private static Examples Some(Examples examples, AlignmentOptions options) =>
        examples.Count <= options.Examples ? examples : examples.Slice(0, options.Examples);
}
