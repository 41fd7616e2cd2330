using Minima.Data;
using Minima.Networks;

namespace Minima.Curvature;

/// <summary>The cost that a search for a critical point goes down, and its preconditioner: of the network or of its <see cref="LivingPart"/>, in double precision or, while far off, in single.</summary>
internal sealed class SearchedCost : IDisposable
{
    private readonly Examples _examples;
    private readonly int _threads;
    private Functional? _single;
    private Preconditioner? _preconditioner;
    private double[] _found = [];

    /// <summary>The cost of a whole network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="examples">All examples.</param>
    /// <param name="l2">Factor of the squared weights.</param>
    /// <param name="threads">How many threads compute; 0: one for each core. The results do not depend on it.</param>
    /// <exception cref="UnusableInputException">The examples do not fit the network.</exception>
    public SearchedCost(Network network, Examples examples, double l2, int threads)
    {
        (Whole, _examples, L2, _threads) = (network, examples, l2, threads);
        Part = new LivingPart(network, [], []);
        Precise = new PreciseFunctional(network, examples, 0, l2, threads);
        Known = KnownDirections.Of(network, examples);
    }

    /// <summary>The whole network.</summary>
    public Network Whole { get; }

    /// <summary>Factor of the squared weights.</summary>
    public double L2 { get; }

    /// <summary>Whether it is computed in single precision.</summary>
    public bool IsRough { get; set; }

    /// <summary>The part of the network that is searched, in whose numbers points are.</summary>
    public LivingPart Part { get; private set; }

    /// <summary>That part's known directions.</summary>
    public KnownDirections Known { get; private set; }

    /// <summary>That part's cost in double precision.</summary>
    public PreciseFunctional Precise { get; private set; }

    /// <summary>Whether <see cref="Renew"/> was called for this part.</summary>
    public bool HasPreconditioner => _preconditioner is not null;

    /// <summary>Takes another part of the network.</summary>
    public void Take(LivingPart part)
    {
        Dispose();
        (Part, _single, _preconditioner) = (part, null, null);
        Precise = new PreciseFunctional(part.Network, _examples, 0, L2, _threads);
        Known = KnownDirections.Of(part.Network, _examples);
    }

    /// <summary>Goes to a point, which single precision rounds.</summary>
    /// <returns>The cost there.</returns>
    public double MoveTo(double[] point)
    {
        if (!IsRough)
            return Precise.MoveTo(point);
        var rounded = new Parameters(Part.Network.Layout, [.. point.Select(static value => (float)value)]);
        for (int i = 0; i < point.Length; i++)
            point[i] = rounded.Values[i];
        _single ??= new Functional(Part.Network, _examples, 0, L2, _threads);
        (double cost, _found) = _single.CostAndGradient(rounded);
        return cost;
    }

    /// <summary>The gradient at the point that <see cref="MoveTo"/> went to.</summary>
    public double[] Gradient() => IsRough ? _found : Precise.Gradient();

    /// <summary>Makes the preconditioner at the point at which <see cref="Precise"/> stands.</summary>
    public void Renew() => _preconditioner = Preconditioner.Of(Precise, L2 > 0 ? 0 : CriticalLimits.LeastCurvature, _threads);

    /// <summary>About the inverse of the Hessian, times a vector: nothing along what is known and not flat.</summary>
    public double[] Precondition(double[] vector)
    {
        double[] result = _preconditioner!.Apply(vector);
        Known.Remove(result, keepFlat: true);
        return result;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Precise.Dispose();
        _single?.Dispose();
    }
}
