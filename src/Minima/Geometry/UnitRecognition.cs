using Minima.Networks;

namespace Minima.Geometry;

/// <summary>How many of a layer's units are recognised in the other network.</summary>
/// <param name="Group">The layer.</param>
/// <param name="Cosines">The cosine between each unit of A and the unit of the aligned B in its place: incoming weights, bias, outgoing weights.</param>
/// <param name="Threshold">The largest cosine of two matched units in all draws of the null.</param>
public sealed record UnitRecognition(UnitGroup Group, IReadOnlyList<double> Cosines, double Threshold)
{
    /// <summary>How many cosines are above the threshold.</summary>
    public int Recognised => Cosines.Count(cosine => cosine > Threshold);

    /// <summary>The cosine in the middle.</summary>
    public double Median
    {
        get
        {
            double[] sorted = [.. Cosines.Order()];
            return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
        }
    }
}
