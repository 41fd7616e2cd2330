namespace Minima.Geometry;

/// <summary>How far two vectors A and B of equal length lie apart.</summary>
/// <param name="Name">The parameter, or <see cref="Distances.TotalName"/>.</param>
/// <param name="L2">||A - B||.</param>
/// <param name="Relative">||A - B|| / ||B||; null where B is 0.</param>
/// <param name="Cosine">&lt;A, B&gt; / (||A|| ||B||), between -1 and 1; null where A or B is 0.</param>
/// <param name="NormA">||A||.</param>
/// <param name="NormB">||B||.</param>
public sealed record ParameterDistance(string Name, double L2, double? Relative, double? Cosine, double NormA, double NormB)
{
    /// <summary>
    /// sqrt(||A||^2 + ||B||^2), how far A and B would lie apart if they were orthogonal, as two unrelated vectors of many numbers nearly
    /// are: ||A - B||^2 = ||A||^2 + ||B||^2 - 2 &lt;A, B&gt;.
    /// </summary>
    public double IfUnrelated => Math.Sqrt((NormA * NormA) + (NormB * NormB));
}
