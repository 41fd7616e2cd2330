namespace Minima.Figures;

/// <summary>
/// From numbers to shades: the series' first colour over the background, from none for the lowest to <see cref="Strongest"/> for the highest.
/// Brightness alone orders them, and ink is readable on each (tests hold both to it).
/// </summary>
/// <param name="low">The number without any colour.</param>
/// <param name="high">The number with the most.</param>
internal sealed class Shades(double low, double high)
{
    /// <summary>The largest opacity: ink on it still has a contrast of 4.5 to 1.</summary>
    public const double Strongest = 0.55;

    /// <summary>The colour that is laid over the background.</summary>
    public static Paint Paint => Palette.Series[0];

    /// <summary>The lowest number.</summary>
    public double Low => low;

    /// <summary>The highest number.</summary>
    public double High => high;

    /// <summary>
    /// Shades for the finite numbers of all matrices. They begin at 0 where no number is negative: a small difference between large
    /// numbers then looks small.
    /// </summary>
    public static Shades For(IEnumerable<Matrix> matrices)
    {
        double[] values = [.. matrices.SelectMany(static matrix => matrix.Values.Cast<double>()).Where(double.IsFinite)];
        return values.Length == 0 ? new Shades(0, 1) : new Shades(Math.Min(0, values.Min()), Math.Max(0, values.Max()));
    }

    /// <summary>The opacity that stands for a finite number.</summary>
    public double Opacity(double value) => high > low ? Strongest * Math.Clamp((value - low) / (high - low), 0, 1) : 0;
}
