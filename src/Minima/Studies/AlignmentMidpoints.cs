using Minima.Geometry;
using Minima.Networks;

namespace Minima.Studies;

/// <summary>
/// The loss in the middle between A and copies of B, in nats (of autoencoders the cost of reconstruction): what a barrier is made of. The closest copy need not have the lowest, so
/// distances do not tell it.
/// </summary>
/// <param name="A">At A.</param>
/// <param name="B">At B and at every copy of it.</param>
/// <param name="Raw">In the middle between A and B as it is.</param>
/// <param name="Closest">Between A and the closest copy, the one by weights.</param>
/// <param name="Aligned">Between A and the copy that was chosen; the same as <paramref name="Closest"/> by weights.</param>
public sealed record AlignmentMidpoints(double A, double B, double Raw, double Closest, double Aligned)
{
    /// <summary>What a loss in the middle exceeds the mean of both ends by.</summary>
    public double Excess(double middle) => middle - ((A + B) / 2);

    /// <summary>Evaluates the middles; what the ends lose is known.</summary>
    internal static AlignmentMidpoints Of(
        Func<Parameters, double> loss, (Parameters Point, double Loss) a, (Parameters Point, double Loss) b, Parameters closest, Parameters aligned)
    {
        double Middle(Parameters end) => loss(MidpointSearch.Midpoint(a.Point, end));
        double ofClosest = Middle(closest);
        return new AlignmentMidpoints(
            a.Loss, b.Loss, Middle(b.Point), ofClosest, ReferenceEquals(closest, aligned) ? ofClosest : Middle(aligned));
    }
}
