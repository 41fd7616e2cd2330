using System.Globalization;

namespace Minima.Figures;

/// <summary>Heights at which contour lines stand: round numbers, about ten of them.</summary>
internal static class ContourLevels
{
    private const int Wanted = 7;
    private const int Most = 14;

    private static readonly double[][] Mantissas =
    [
        [1], [1, 2, 5], [1, 1.5, 2, 3, 5, 7], [1, 1.2, 1.4, 1.6, 1.8, 2, 2.5, 3, 3.5, 4, 5, 6, 7, 8, 9],
    ];

    /// <summary>The levels strictly between the lowest and the highest of the heights, ascending.</summary>
    public static IReadOnlyList<double> For(AxisScale scale, IEnumerable<double> heights)
    {
        double[] finite = [.. heights.Where(double.IsFinite)];
        if (finite.Length == 0)
            return [];
        (double low, double high) = (finite.Min(), finite.Max());
        double[] levels = scale == AxisScale.Logarithmic && low > 0 ? Logarithmic(low, high) : [];
        return levels.Length > 3 ? levels : Linear(low, high);
    }

    /// <summary>A level as it is written on its line.</summary>
    public static string Label(double level) => level == 0 ? "0" : level.ToString("0.######", CultureInfo.InvariantCulture) is var text && text != "0"
        ? text.Replace('-', '\u2212')
        : level.ToString("G3", CultureInfo.InvariantCulture);

    // The coarsest set that gives enough lines.
    private static double[] Logarithmic(double low, double high)
    {
        double[] levels = [];
        foreach (double[] mantissas in Mantissas)
        {
            double[] finer =
            [
                .. Enumerable.Range(Decades.Floor(low), Decades.Floor(high) - Decades.Floor(low) + 1)
                    .SelectMany(power => mantissas.Select(mantissa => Scaled(mantissa, power)))
                    .Where(level => level > low && level < high),
            ];
            if (finer.Length > Most && levels.Length > 3)
                break;
            levels = finer;
            if (levels.Length >= Wanted)
                break;
        }

        return levels;
    }

    private static double[] Linear(double low, double high) =>
        high > low ? [.. Ticks.Linear(low, high, 10).Items.Select(static tick => tick.Value).Where(level => level > low && level < high)] : [];

    // Divided where the power is negative: then 2 and 0.1 make 0.2 to the bit.
    private static double Scaled(double mantissa, int power) => power < 0 ? mantissa / Decades.Power(-power) : mantissa * Decades.Power(power);
}
