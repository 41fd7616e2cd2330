namespace Minima.Studies;

/// <summary>What was measured elsewhere of a network on a line; null where it was not.</summary>
/// <param name="T">t: 0 is A, 1 is B.</param>
/// <param name="TrainLoss">In nats.</param>
/// <param name="TrainCost">The loss with penalties, in nats.</param>
/// <param name="TrainError">A fraction.</param>
/// <param name="TestLoss">In nats.</param>
/// <param name="TestError">A fraction.</param>
public sealed record MeasuredPoint(double T, double? TrainLoss, double? TrainCost, double? TrainError, double? TestLoss, double? TestError);

/// <summary>A straight line between two networks whose losses were measured elsewhere.</summary>
/// <param name="Name">Such as <c>raw</c> or <c>aligned</c>.</param>
/// <param name="Points">By t, from 0 to 1; all have the same figures.</param>
public sealed record MeasuredLine(string Name, IReadOnlyList<MeasuredPoint> Points)
{
    /// <summary>The point where the training loss is highest (the test loss where that alone was measured, otherwise the training error, or the test error); the first of equals.</summary>
    public MeasuredPoint Top => Points.MaxBy(static point => point.TrainLoss ?? point.TestLoss ?? point.TrainError ?? point.TestError ?? point.TrainCost)!;

    /// <summary>The barrier of some figure: its largest excess over the straight mix of both ends; null where it was not measured.</summary>
    public double? Barrier(Func<MeasuredPoint, double?> figure) => figure(Points[0]) is { } a && figure(Points[^1]) is { } b
        ? Points.Max(point => figure(point)!.Value - (point.T == 1 ? b : a + (point.T * (b - a))))
        : null;

    /// <summary>By how much, as a share of it, a figure rises above that of the higher end; null where it was not measured.</summary>
    public double? Rise(Func<MeasuredPoint, double?> figure)
    {
        if (figure(Points[0]) is not { } a || figure(Points[^1]) is not { } b)
            return null;
        double higher = Math.Max(a, b), highest = Points.Max(point => figure(point)!.Value);
        return highest == higher ? 0 : higher > 0 ? (highest / higher) - 1 : double.PositiveInfinity;
    }
}
