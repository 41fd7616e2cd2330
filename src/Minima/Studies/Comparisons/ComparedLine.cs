using Minima.Geometry;

namespace Minima.Studies.Comparisons;

/// <summary>A straight line from A to a copy of B that computes what B does.</summary>
/// <param name="Name">How the copy was found: <c>raw</c> (B as it is), <c>permuted</c> (exchanges alone), <c>weights</c> (closest in L2).</param>
/// <param name="Meaning">The same in words.</param>
/// <param name="Symmetry">What makes the copy.</param>
/// <param name="Path">The line.</param>
public sealed record ComparedLine(string Name, string Meaning, Symmetry Symmetry, LinePath Path)
{
    /// <summary>By how much, as a share of it, the training cost rises above that of the higher end; 0 where it does not.</summary>
    public double CostRise => CostRiseOf(Path);

    /// <summary>The point in the middle, the mean of both networks' weights; null where the grid has none.</summary>
    public LinePoint? Middle => Path.Points.FirstOrDefault(static point => point.T == 0.5);

    /// <summary>
    /// The barrier in training loss as a share of the higher end's cost. A line within one basin is convex and has none; from an end that costs more,
    /// for its penalty or because it learned less, the cost may fall all the way to the other and hide a ridge.
    /// </summary>
    internal static double RidgeOf(LinePath path) => path.Barrier.TrainLoss / Math.Max(path.Points[0].TrainCost, path.Points[^1].TrainCost);

    /// <summary>The rise on any line.</summary>
    internal static double CostRiseOf(LinePath path)
    {
        double higher = Math.Max(path.Points[0].TrainCost, path.Points[^1].TrainCost), highest = path.Points.Max(static point => point.TrainCost);
        return (Math.Max(highest, path.Top?.TrainCost ?? highest) / higher) - 1;
    }
}
