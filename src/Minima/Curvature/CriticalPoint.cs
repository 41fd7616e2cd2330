using Minima.Data;
using Minima.Networks;

namespace Minima.Curvature;

/// <summary>Where a search for a critical point came to.</summary>
public sealed record CriticalPoint
{
    /// <summary>The point, in the order of the network's layout.</summary>
    public required IReadOnlyList<double> Point { get; init; }

    /// <summary>How it ended.</summary>
    public required PolishOutcome Outcome { get; init; }

    /// <summary>The gradient's norm, of the cost, where it began.</summary>
    public required double GradientNormBefore { get; init; }

    /// <summary>The gradient's norm at the point.</summary>
    public required double GradientNorm { get; init; }

    /// <summary>The cost where it began.</summary>
    public required double CostBefore { get; init; }

    /// <summary>The cost at the point.</summary>
    public required double Cost { get; init; }

    /// <summary>The mean loss at the point.</summary>
    public required double Loss { get; init; }

    /// <summary>Training examples read wrongly at the point.</summary>
    public required int Errors { get; init; }

    /// <summary>The distance (L2) from where it began, of which <see cref="MovedKnown"/> is known beforehand.</summary>
    public required double Moved { get; init; }

    /// <summary>The part of the distance along directions that the data do not see: they are zero at every critical point, and are set so at once.</summary>
    public required double MovedKnown { get; init; }

    /// <summary>Gradients that L-BFGS took.</summary>
    public required int Gradients { get; init; }

    /// <summary>Steps of Newton's method.</summary>
    public required int Steps { get; init; }

    /// <summary>Products with the Hessian that those took.</summary>
    public required int Products { get; init; }

    /// <summary>
    /// Hidden units that are dead: the penalty has taken all their weights, in and out, to zero, and they are set so. Their biases are free, so the point lies
    /// on a flat of as many dimensions, beside what the data do not see.
    /// </summary>
    public required int DeadUnits { get; init; }

    /// <summary>The smallest eigenvalue of the cost's Hessian outside the known directions and the biases of dead units; null where it was not looked for.</summary>
    public required Eigenvalue? Smallest { get; init; }

    /// <summary>The largest eigenvalue; null likewise.</summary>
    public required Eigenvalue? Largest { get; init; }

    /// <summary>Whether the smallest eigenvalue's sign is settled: it is farther from zero than its residual.</summary>
    public bool IsSettled => Smallest is { } smallest && Math.Abs(smallest.Value) > smallest.Residual;

    /// <summary>Whether the point is a minimum, as far as the eigenvalue found can say: its sign is settled and positive.</summary>
    public bool IsMinimum => IsSettled && Smallest!.Value > 0;

    /// <summary>
    /// Goes from a point to a critical point of the cost: what is known of it at once, then L-BFGS, then Newton's method by conjugate gradients in a
    /// trust region, both preconditioned by the Gauss-Newton matrix's Kronecker factors. All is over all examples: L-BFGS in single precision,
    /// as long as that shows the way; Newton's cost and gradient in double, and its products with the Hessian, of which a step needs only a few digits, in mixed, until they
    /// no longer help.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="examples">All examples of the cost.</param>
    /// <param name="l2">Factor of the squared weights.</param>
    /// <param name="start">Where it begins.</param>
    /// <param name="options">How it is done.</param>
    /// <param name="resume">What <paramref name="keep"/> was told last by a search from the same start that was stopped; null: it begins anew.</param>
    /// <param name="keep">Is told after each step where the search stands.</param>
    /// <param name="progress">Is told after each product and step.</param>
    /// <param name="cancellation">Stops it between products.</param>
    /// <exception cref="UnusableInputException">The examples do not fit, or a number is not finite.</exception>
    public static CriticalPoint From(
        Network network,
        Examples examples,
        double l2,
        IReadOnlyList<double> start,
        PolishOptions options,
        PolishState? resume = null,
        Action<PolishState>? keep = null,
        IProgress<PolishProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        using var searched = new SearchedCost(network, examples, l2, options.Threads);
        return new CriticalSearch(searched, options, progress, keep, cancellation).Run([.. start], resume);
    }
}
