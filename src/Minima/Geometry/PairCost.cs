namespace Minima.Geometry;

/// <summary>
/// What it costs to put a unit of B in the place of a unit of A: the least squared distance between the two that the unit's gauge allows.
/// </summary>
internal static class PairCost
{
    // Newton's steps need six; a hundred halvings leave nothing of any bracket of doubles that matters.
    private const int MostSteps = 100;

    // A last step of this size, relative to s, leaves an error of its square; at a minimum the cost feels only the square of that.
    private const double Close = 1e-10;

    /// <summary>
    /// The least over s &gt; 0 of ||a_in - s b_in||^2 + ||a_out - b_out / s||^2, and the s at which it is taken.
    /// </summary>
    /// <remarks>
    /// With p = &lt;a_in, b_in&gt;, q = &lt;a_out, b_out&gt;, m = ||b_in||^2, n = ||b_out||^2 the derivative vanishes where
    /// m s^4 - p s^3 + q s - n = 0. As s goes from 0 to infinity that quartic goes from -n to infinity, so there is a root; where there
    /// are three, the outer two are the minima. Its slope 4 m s^3 - 3 p s^2 + q is least at p / (2 m): where it is positive there, there
    /// is one root; otherwise roots are bracketed between those of the slope. With nothing going out (n = 0) the least is at s = p / m,
    /// with nothing going in at s = n / q; where that is not positive there is none at a finite s, and the unit is left at s = 1.
    /// </remarks>
    public static (double Cost, double Scale) OfScale(double inA, double inB, double inProduct, double outA, double outB, double outProduct)
    {
        double constant = inA + outA;
        if (!(inB > 0) || !(outB > 0))
        {
            double single = inB > 0 ? inProduct / inB : outB > 0 ? outB / outProduct : 1;
            double chosen = single > 0 && double.IsFinite(single) && double.IsFinite(1 / single) ? single : 1;
            return (constant + Moved(inB, inProduct, outB, outProduct, chosen), chosen);
        }

        // Beyond this everything is positive: m s^4 outweighs each of the others three times.
        double end = Math.Max(1, 3 * Math.Max(Math.Abs(inProduct), Math.Max(Math.Abs(outProduct), outB)) / inB);
        double bend = inProduct / (2 * inB);
        double lowest = bend > 0 ? Slope(inB, inProduct, outProduct, bend) : outProduct;
        if (lowest >= 0)
        {
            double s = QuarticRoot(inB, inProduct, outB, outProduct, 0, end);
            return (constant + Moved(inB, inProduct, outB, outProduct, s), s);
        }

        // The slope starts at q, falls until the bend and rises after it: two turning points where q > 0, one where not.
        Span<double> marks = [0, 0, 0, 0];
        int count = 1;
        if (bend > 0 && outProduct > 0)
            marks[count++] = SlopeRoot(inB, inProduct, outProduct, 0, bend);
        marks[count++] = SlopeRoot(inB, inProduct, outProduct, Math.Max(bend, 0), Math.Max(end, bend * 2));
        marks[count] = Math.Max(end, bend * 2);
        (double best, double scale) = (double.PositiveInfinity, 1);
        for (int i = 0; i < count; i++)
        {
            if (marks[i + 1] <= marks[i]
                || !(Quartic(inB, inProduct, outB, outProduct, marks[i]) < 0)
                || !(Quartic(inB, inProduct, outB, outProduct, marks[i + 1]) >= 0))
            {
                continue;
            }

            double s = QuarticRoot(inB, inProduct, outB, outProduct, marks[i], marks[i + 1]);
            double moved = Moved(inB, inProduct, outB, outProduct, s);
            if (moved < best)
                (best, scale) = (moved, s);
        }

        return double.IsFinite(best) ? (constant + best, scale) : (constant + Moved(inB, inProduct, outB, outProduct, 1), 1);
    }

    // What s changes of the cost.
    private static double Moved(double m, double p, double n, double q, double s) => (s * s * m) - (2 * s * p) + (n / (s * s)) - (2 * q / s);

    private static double Quartic(double m, double p, double n, double q, double s) => (((((m * s) - p) * s * s) + q) * s) - n;

    private static double Slope(double m, double p, double q, double s) => (((4 * m * s) - (3 * p)) * s * s) + q;

    // The quartic is below 0 at low and not at high. Newton's steps, but a halving where one would leave the bracket or shrinks it too little.
    private static double QuarticRoot(double m, double p, double n, double q, double low, double high)
    {
        // Where p and q are small, as for units that have nothing to do with each other, this is the root.
        double s = Math.Sqrt(Math.Sqrt(n / m)), last = high - low;
        if (!(s > low && s < high))
            s = low + (last / 2);
        for (int i = 0; i < MostSteps; i++)
        {
            double value = Quartic(m, p, n, q, s);
            if (value >= 0)
                high = s;
            else
                low = s;
            double next = s - (value / Slope(m, p, q, s));
            if (!(next > low && next < high) || Math.Abs(next - s) > last / 2)
                next = low + ((high - low) / 2);
            last = Math.Abs(next - s);
            if (last <= Close * s)
                return next;
            s = next;
        }

        return s;
    }

    // The slope changes its sign between the two; only a bracket for the quartic hangs on it, so halvings do.
    private static double SlopeRoot(double m, double p, double q, double low, double high)
    {
        bool rising = Slope(m, p, q, high) >= 0;
        for (int i = 0; i < 60; i++)
        {
            double middle = low + ((high - low) / 2);
            if ((Slope(m, p, q, middle) >= 0) == rising)
                high = middle;
            else
                low = middle;
        }

        return high;
    }
}
