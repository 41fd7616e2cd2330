using Minima.Numerics;
using static Minima.Curvature.CriticalLimits;

namespace Minima.Curvature;

/// <summary>Looks along a direction for a point that meets Wolfe's conditions (Nocedal and Wright, Numerical Optimization, 3.1).</summary>
internal static class LineSearch
{
    /// <summary>The first such point that is found, its cost and its gradient; null: none was among the points that one step may try.</summary>
    /// <param name="point">Where the line begins.</param>
    /// <param name="cost">The cost there.</param>
    /// <param name="direction">The direction.</param>
    /// <param name="slope">The cost's derivative along it, below zero.</param>
    /// <param name="look">Goes to a point for its cost, and may round it.</param>
    /// <param name="gradient">The gradient at the point last looked at.</param>
    public static (double[] Point, double Cost, double[] Gradient)? Along(
        double[] point, double cost, double[] direction, double slope, Func<double[], double> look, Func<double[]> gradient)
    {
        double low = 0, high = double.PositiveInfinity, length = 1;
        for (int trial = 0; trial < Trials; trial++)
        {
            double[] there = [.. point];
            Vectors.AddScaled(length, direction, there);
            double costThere = look(there);
            if (!(costThere <= cost + (Decrease * length * slope)))
            {
                // Where a parabola has its least; it must not come too near to either end.
                double least = double.IsFinite(costThere) ? slope * length * length / (2 * (cost + (slope * length) - costThere)) : 0;
                high = length;
                length = low == 0 ? Math.Clamp(least, 0.1 * high, 0.8 * high) : (low + high) / 2;
                continue;
            }

            double[] found = gradient();
            if (Vectors.Dot(found, direction) >= Slope * slope)
                return (there, costThere, found);
            low = length;
            length = double.IsFinite(high) ? (low + high) / 2 : 2 * length;
        }

        return null;
    }
}
