namespace Minima.Geometry;

/// <summary>
/// What it costs to put a unit of B in the place of a unit of A: the least squared distance between the two that the unit's gauge allows.
/// </summary>
internal static class PairCost
{
    private const int Halvings = 60;

    /// <summary>
    /// The least over s &gt; 0 of ||a_in - s b_in||^2 + ||a_out - b_out / s||^2, and the s at which it is taken.
    /// </summary>
    /// <remarks>
    /// With p = &lt;a_in, b_in&gt;, q = &lt;a_out, b_out&gt;, m = ||b_in||^2, n = ||b_out||^2 the derivative vanishes where
    /// m s^4 - p s^3 + q s - n = 0. As s goes from 0 to infinity that quartic goes from -n to infinity, so there is a root; where there
    /// are three, the outer two are the minima. Roots are bracketed between the roots of its second derivative 12 m s^2 - 6 p s
    /// (0 and p / (2 m)) and of its first, then found by bisection. A unit with nothing going in or out
    /// (m or n is 0) has no minimum at a finite s, and is left at s = 1.
    /// </remarks>
    public static (double Cost, double Scale) OfScale(double inA, double inB, double inProduct, double outA, double outB, double outProduct)
    {
        double Cost(double s) => inA + (s * s * inB) - (2 * s * inProduct) + outA + (outB / (s * s)) - (2 * outProduct / s);
        if (!(inB > 0) || !(outB > 0))
            return (Cost(1), 1);
        double Quartic(double s) => (((((inB * s) - inProduct) * s * s) + outProduct) * s) - outB;
        double Slope(double s) => (((4 * inB * s) - (3 * inProduct)) * s * s) + outProduct;

        // Beyond this everything is positive: m s^4 outweighs each of the others three times.
        double end = Math.Max(1, 3 * Math.Max(Math.Abs(inProduct), Math.Max(Math.Abs(outProduct), outB)) / inB);
        Span<double> marks = stackalloc double[4];
        int count = 0;
        marks[count++] = 0;
        double bend = inProduct / (2 * inB);
        if (bend > 0 && Slope(bend) < 0)
        {
            // The slope starts at q, falls until the bend and rises after it: two turning points where q > 0, one where not.
            if (outProduct > 0)
                marks[count++] = Root(Slope, 0, bend);
            double far = Math.Max(end, bend * 2);
            marks[count++] = Root(Slope, bend, far);
        }
        else if (outProduct < 0)
        {
            marks[count++] = Root(Slope, Math.Max(bend, 0), end);
        }

        marks[count] = end;
        (double best, double scale) = (double.PositiveInfinity, 1);
        for (int i = 0; i < count; i++)
        {
            if (marks[i + 1] <= marks[i] || !(Quartic(marks[i]) < 0) || !(Quartic(marks[i + 1]) >= 0))
                continue;
            double s = Root(Quartic, marks[i], marks[i + 1]);
            double cost = Cost(s);
            if (cost < best)
                (best, scale) = (cost, s);
        }

        return double.IsFinite(best) ? (best, scale) : (Cost(1), 1);
    }

    // Bisection: halving a bracket of doubles sixty times leaves nothing of it that matters, and cannot fail.
    private static double Root(Func<double, double> function, double low, double high)
    {
        bool rising = function(high) >= 0;
        for (int i = 0; i < Halvings; i++)
        {
            double middle = low + ((high - low) / 2);
            if ((function(middle) >= 0) == rising)
                high = middle;
            else
                low = middle;
        }

        return high;
    }
}
