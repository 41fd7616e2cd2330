namespace Minima.Figures;

/// <summary>Maps the numbers of one axis to positions between 0 (low end) and 1 (high end).</summary>
internal sealed class Scale
{
    // Beyond it differences of two numbers may overflow: such points are reported, not drawn.
    private const double LargestDrawn = 1e300;

    private readonly double _low;
    private readonly double _high;

    private Scale(bool logarithmic, double low, double high, Ticks ticks)
    {
        (IsLogarithmic, _low, _high, Ticks) = (logarithmic, low, high, ticks);
    }

    public bool IsLogarithmic { get; }

    public Ticks Ticks { get; }

    public double Low => _low;

    public double High => _high;

    /// <summary>Whether a value has a place on an axis of that kind.</summary>
    public static bool CanShow(AxisScale scale, double value) =>
        Math.Abs(value) <= LargestDrawn && (scale == AxisScale.Linear || value >= 1 / LargestDrawn);

    /// <summary>A scale for all of <paramref name="values"/> that can be shown.</summary>
    /// <param name="kind">Linear or logarithmic.</param>
    /// <param name="values">The data.</param>
    /// <param name="target">About how many labelled ticks there is room for.</param>
    /// <param name="toTicks">Whether the axis is widened to begin and end with a tick, but for what lies just beyond 0.</param>
    public static Scale For(AxisScale kind, IEnumerable<double> values, int target, bool toTicks)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        foreach (double value in values.Where(value => CanShow(kind, value)))
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        return kind == AxisScale.Logarithmic ? Logarithmic(low, high, target) : Linear(low, high, target, toTicks);
    }

    public double Position(double value) => IsLogarithmic
        ? (Decades.Log10(value) - Decades.Log10(_low)) / (Decades.Log10(_high) - Decades.Log10(_low))
        : (value - _low) / (_high - _low);

    private static Scale Linear(double low, double high, int target, bool toTicks)
    {
        if (low > high)
            (low, high) = (0, 1);

        // The axis begins at 0 where that costs little room, so that heights can be compared.
        if (toTicks && low > 0 && low < 0.4 * high)
            low = 0;
        if (high - low <= 1e-9 * Math.Max(Math.Abs(low), Math.Abs(high)) || high - low < 1e-290)
        {
            double around = high == 0 ? 1 : Math.Max(Math.Abs(high) / 2, 1e-280);
            (low, high) = (low - around, high + around);
        }

        if (!toTicks)
            return new Scale(false, low, high, Ticks.Linear(low, high, target));
        (low, high, Ticks ticks) = Ticks.Widened(low, high, target);
        return new Scale(false, low, high, ticks);
    }

    private static Scale Logarithmic(double low, double high, int target)
    {
        if (low > high)
            (low, high) = (1, 10);
        (low, high) = (Below(low), Above(high));
        if (low == high)
            (low, high) = (low / 10, high * 10);
        return new Scale(true, low, high, Ticks.Logarithmic(low, high, target));
    }

    // The nearest 1, 2 or 5 times a power of ten on either side.
    private static double Below(double value)
    {
        double decade = Decades.Power(Decades.Floor(value));
        return value >= 5 * decade ? 5 * decade : value >= 2 * decade ? 2 * decade : decade;
    }

    private static double Above(double value)
    {
        int floor = Decades.Floor(value);
        double decade = Decades.Power(floor);
        return value <= decade ? decade : value <= 2 * decade ? 2 * decade : value <= 5 * decade ? 5 * decade : Decades.Power(floor + 1);
    }
}
