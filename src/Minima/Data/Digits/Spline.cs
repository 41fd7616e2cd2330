namespace Minima.Data.Digits;

/// <summary>A smooth curve through given points (a uniform Catmull-Rom spline), with corners where they are marked.</summary>
internal static class Spline
{
    private const int StepsPerSpan = 6;

    /// <summary>The curve as a chain of short straight pieces; each span between two points becomes six.</summary>
    public static List<(double X, double Y)> Flatten(ReadOnlySpan<PenPoint> points)
    {
        List<(double X, double Y)> chain = [(points[0].X, points[0].Y)];
        for (int i = 0; i + 1 < points.Length; i++)
        {
            PenPoint from = points[i];
            PenPoint to = points[i + 1];

            // At a corner and at either end the span sees its own mirror image, not its neighbour.
            PenPoint before = i == 0 || from.Corner ? Mirror(to, from) : points[i - 1];
            PenPoint after = i + 2 == points.Length || to.Corner ? Mirror(from, to) : points[i + 2];
            for (int step = 1; step <= StepsPerSpan; step++)
            {
                double t = step / (double)StepsPerSpan;
                chain.Add((Interpolate(before.X, from.X, to.X, after.X, t), Interpolate(before.Y, from.Y, to.Y, after.Y, t)));
            }
        }

        return chain;
    }

    private static PenPoint Mirror(PenPoint point, PenPoint at) => new(2.0 * at.X - point.X, 2.0 * at.Y - point.Y, false);

    /// <summary>The cubic from b (t = 0) to c (t = 1) whose slopes there are (c - a)/2 and (d - b)/2 (Catmull and Rom, 1974).</summary>
    private static double Interpolate(double a, double b, double c, double d, double t) =>
        b + 0.5 * t * (c - a + t * (2.0 * a - 5.0 * b + 4.0 * c - d + t * (3.0 * (b - c) + d - a)));
}
