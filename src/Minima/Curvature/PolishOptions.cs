using Minima.Networks;

namespace Minima.Curvature;

/// <summary>How a search for a critical point is done.</summary>
public sealed record PolishOptions
{
    /// <summary>The gradient's norm that is small enough.</summary>
    public double Tolerance { get; init; } = 1e-9;

    /// <summary>The most products with the Hessian that the search may take; a gradient of L-BFGS counts as one.</summary>
    public int MaxProducts { get; init; } = 20_000;

    /// <summary>Most products for the smallest eigenvalue; 0: it is not looked for.</summary>
    public int EigenSteps { get; init; } = 1500;

    /// <summary>Seed of that search's start.</summary>
    public uint Seed { get; init; }

    /// <summary>How many threads compute; 0: one for each core. The results do not depend on it.</summary>
    public int Threads { get; init; }
}

/// <summary>How a search for a critical point ended.</summary>
public enum PolishOutcome
{
    /// <summary>The gradient's norm is within the tolerance.</summary>
    Reached,

    /// <summary>No step makes the gradient smaller: what is left is what double precision leaves.</summary>
    AtRounding,

    /// <summary>The products that were allowed are used up.</summary>
    OutOfProducts,
}

/// <summary>How far a search has come.</summary>
/// <param name="Stage">What is under way.</param>
/// <param name="Steps">Steps taken in that stage.</param>
/// <param name="Products">Products with the Hessian so far.</param>
/// <param name="Cost">The cost.</param>
/// <param name="GradientNorm">The gradient's norm.</param>
/// <param name="Done">The part that is done, by the orders of magnitude that the gradient has come down; 0 to 1.</param>
/// <param name="Smallest">The smallest eigenvalue of the Hessian so far; null: none was found yet.</param>
public sealed record PolishProgress(string Stage, int Steps, int Products, double Cost, double GradientNorm, double Done, Eigenvalue? Smallest = null);

/// <summary>Where a search stands: it goes on from there to the same point, to the bit.</summary>
/// <param name="Point">The point.</param>
/// <param name="Base">The point at which the preconditioner was made.</param>
/// <param name="Memory">The last steps of L-BFGS, and how the gradient changed along them.</param>
/// <param name="Scale">That of the preconditioner in L-BFGS.</param>
/// <param name="Radius">The trust region's; NaN before Newton's first step.</param>
/// <param name="Near">The gradient's norm down to which L-BFGS leads.</param>
/// <param name="Age">Steps since the preconditioner was made.</param>
/// <param name="Gradients">Gradients that L-BFGS took.</param>
/// <param name="Steps">Steps of Newton's method.</param>
/// <param name="Products">Products taken.</param>
/// <param name="Precision">The products' precision by now.</param>
/// <param name="Rough">Whether it stands in a search of single precision.</param>
/// <param name="Exact">Whether single precision shows the way no longer.</param>
/// <param name="Dead">Units that have left the search, by where their biases stand in the network's layout; points and steps are of the others.</param>
/// <param name="DeadBiases">Their biases.</param>
public sealed record PolishState(
    IReadOnlyList<double> Point,
    IReadOnlyList<double> Base,
    IReadOnlyList<SecantPair> Memory,
    double Scale,
    double Radius,
    double Near,
    int Age,
    int Gradients,
    int Steps,
    int Products,
    ProductPrecision Precision,
    bool Rough,
    bool Exact,
    IReadOnlyList<int> Dead,
    IReadOnlyList<double> DeadBiases)
{
    /// <summary>The last step, along which the cost is soft; null before the first.</summary>
    public double[]? Last { get; init; }

    /// <summary>How far the next step of Newton's method has come; null: it has not begun.</summary>
    public NewtonWay? Way { get; init; }

    /// <summary>How the search for the point ended; null: it has not.</summary>
    public PolishOutcome? Settled { get; init; }

    /// <summary>Where the search for the ends of the spectrum stands, the point being found; null: it has not begun.</summary>
    public SpectrumState? Ends { get; init; }

    /// <summary>The part of the network that is searched.</summary>
    internal LivingPart Part(Network network)
    {
        var point = new double[network.Layout.Count];
        for (int i = 0; i < Dead.Count; i++)
            point[Dead[i]] = DeadBiases[i];
        return new LivingPart(network, DeadUnit.At(network, Dead), point);
    }
}
