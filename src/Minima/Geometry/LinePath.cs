namespace Minima.Geometry;

/// <summary>The straight line from a network A, t = 0, to a network B, t = 1.</summary>
/// <param name="Points">A grid of equal steps from A to B.</param>
/// <param name="Top">Where the training loss is highest, to 1e-4 in t; null where it was not looked for.</param>
public sealed record LinePath(IReadOnlyList<LinePoint> Points, LinePoint? Top)
{
    /// <summary>The same line on further grids of equal steps, where they were asked for.</summary>
    public IReadOnlyList<IReadOnlyList<LinePoint>> MoreGrids { get; init; } = [];

    /// <summary>The barrier: the largest excess over the straight mix of the two ends, over the grid and the top.</summary>
    public LineBarrier Barrier => Over(BarrierBase.Mix, Top is null ? Points : [.. Points, Top]);

    /// <summary>
    /// The barrier as a published study defines it: over its grid, where that is among those measured, and otherwise over
    /// <see cref="Points"/>. A supremum (Entezari) counts the top too.
    /// </summary>
    public LineBarrier BarrierBy(BarrierDefinition definition)
    {
        IReadOnlyList<LinePoint> grid = MoreGrids.Prepend(Points).FirstOrDefault(grid => grid.Count == definition.Points) ?? Points;
        return Over(definition.Base, definition.Base == BarrierBase.Mix && Top is not null ? [.. grid, Top] : grid);
    }

    private LineBarrier Over(BarrierBase from, IReadOnlyList<LinePoint> points)
    {
        return new LineBarrier(
            Largest(static point => point.Train.Loss),
            Largest(static point => point.TrainCost),
            Largest(static point => point.Train.ErrorRate),
            Largest(static point => point.Test.Loss),
            Largest(static point => point.Test.ErrorRate));

        double Largest(Func<LinePoint, double> value)
        {
            (double a, double b) = (value(Points[0]), value(Points[^1]));
            return points.Max(point => value(point) - from switch
            {
                // To the bit at both ends, and where they are equal: a line without a rise has a barrier of exactly 0.
                BarrierBase.Mix => point.T == 1 ? b : a + (point.T * (b - a)),
                BarrierBase.Mean => (a + b) / 2,
                _ => 0,
            });
        }
    }
}
