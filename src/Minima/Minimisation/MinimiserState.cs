using Minima.Networks;

namespace Minima.Minimisation;

/// <summary>What a minimiser with moments needs, beside the parameters, to go on.</summary>
/// <param name="Steps">Steps taken since the moments were zero.</param>
/// <param name="Moments">The moments, each as many numbers as the network has: one for momentum; m and v for Adam.</param>
public sealed record MinimiserState(long Steps, IReadOnlyList<Parameters> Moments)
{
    /// <summary>How many moments a minimiser keeps; 0 for plain gradient descent, which is null.</summary>
    internal static int Count(Minimiser? minimiser) => minimiser switch { null => 0, Adam => 2, _ => 1 };
}
