namespace Minima.Studies.Comparisons;

/// <summary>
/// What can show that two networks lie at different minima: both were taken on to critical points, and either their costs differ, or the smallest
/// distance that any symmetry leaves between them is above what the polishing leaves open.
/// </summary>
/// <param name="CostA">The cost of A's critical point.</param>
/// <param name="CostB">The cost of B's.</param>
/// <param name="CostTolerance">How far each cost may be from that of the exact critical point.</param>
/// <param name="SmallestDistance">No symmetry brings the two points closer: the alignment's lower bound, exact for one hidden layer.</param>
/// <param name="DistanceTolerance">How far both points together may lie from the exact ones.</param>
public sealed record DifferenceCertificate(double CostA, double CostB, double CostTolerance, double SmallestDistance, double DistanceTolerance)
{
    /// <summary>Whether the costs differ by more than is left open.</summary>
    public bool CostsDiffer => Math.Abs(CostA - CostB) > 2 * CostTolerance;

    /// <summary>Whether the distance is more than is left open.</summary>
    public bool PointsDiffer => SmallestDistance > DistanceTolerance;

    /// <summary>Whether it shows a difference.</summary>
    public bool Holds => CostsDiffer || PointsDiffer;
}
