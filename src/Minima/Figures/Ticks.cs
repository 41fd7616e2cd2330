using System.Globalization;

namespace Minima.Figures;

/// <summary>A tick of an axis.</summary>
/// <param name="Value">Where it stands.</param>
/// <param name="Label">Its number; empty for a minor tick.</param>
/// <param name="Exponent">To be raised after the label, which is then "10" or "2 × 10"; else null.</param>
internal readonly record struct Tick(double Value, string Label, int? Exponent = null)
{
    public bool IsMajor => Label.Length > 0;
}

/// <summary>The ticks of an axis.</summary>
/// <param name="Items">The ticks, ascending.</param>
/// <param name="Exponent">All labels are to be multiplied by ten to this power, which the axis label must say.</param>
internal sealed record Ticks(IReadOnlyList<Tick> Items, int Exponent)
{
    private const char Minus = '\u2212';

    // Roundings of the ends must not cost the tick that stands there.
    private const double Slack = 1e-9;

    /// <summary>About <paramref name="target"/> ticks at multiples of 1, 2 or 5 times a power of ten, within [low, high].</summary>
    public static Ticks Linear(double low, double high, int target) => At(Step(low, high, target), low, high);

    /// <summary>
    /// The range widened to multiples of the step, with the ticks of that step, so that the axis begins and ends with one. What reaches no
    /// farther beyond 0 than a fiftieth of the range (rounding, the end of an interval) does not open a step of its own: there the axis ends
    /// where the data do.
    /// </summary>
    public static (double Low, double High, Ticks Ticks) Widened(double low, double high, int target)
    {
        (int Mantissa, int Power) step = Step(low, high, target);
        double little = (high - low) / 50;
        double first = low < 0 && -low <= little ? low : Multiple(Math.Floor(Quotient(low, step.Mantissa, step.Power) + Slack), step.Mantissa, step.Power);
        double last = high > 0 && high <= little ? high : Multiple(Math.Ceiling(Quotient(high, step.Mantissa, step.Power) - Slack), step.Mantissa, step.Power);
        return (first, last, At(step, first, last));
    }

    /// <summary>
    /// The decades within [low, high], with minor ticks at 2 to 9; where fewer than two decades are covered, 2 and 5 get labels too,
    /// within a factor of 5 all;
    /// where there are more than <paramref name="target"/>, only every second, third, ... decade gets one.
    /// </summary>
    public static Ticks Logarithmic(double low, double high, int target)
    {
        int first = Decades.Floor(low), last = Decades.Floor(high);
        int covered = last - first + 1;
        int every = Math.Max(1, (covered + target - 1) / target);
        bool plain = first >= -3 && last <= 4;
        double ratio = high / low;
        bool IsLabelled(int digit) => ratio <= 5 * (1 + Slack) || (ratio < 100 && digit is (2 or 5));
        var ticks = new List<Tick>();
        for (int e = first; e <= last; e++)
        {
            for (int digit = 1; digit <= 9; digit++)
            {
                double value = Multiple(digit, 1, e);
                if (value < low * (1 - Slack) || value > high * (1 + Slack) || (digit > 1 && every > 1))
                    continue;
                bool labelled = digit == 1 ? (e - first) % every == 0 : IsLabelled(digit);
                ticks.Add(!labelled ? new Tick(value, "")
                    : plain ? new Tick(value, Label(digit, e, Math.Max(0, -e)))
                    : new Tick(value, digit == 1 ? "10" : $"{digit} \u00D7 10", e));
            }
        }

        return new Ticks(ticks, 0);
    }

    private static Ticks At((int Mantissa, int Power) step, double low, double high)
    {
        (int mantissa, int power) = step;
        double first = Math.Ceiling(Quotient(low, mantissa, power) - Slack);
        double last = Math.Floor(Quotient(high, mantissa, power) + Slack);
        double largest = Math.Max(Math.Abs(Multiple(first, mantissa, power)), Math.Abs(Multiple(last, mantissa, power)));
        int exponent = largest >= 1e6 || (largest < 1e-3 && largest > 0) ? Decades.Floor(largest) : 0;
        int decimals = Math.Max(0, exponent - power);
        var ticks = new List<Tick>();
        for (double k = first; k <= last; k++)
            ticks.Add(new Tick(Multiple(k, mantissa, power), Label(k * mantissa, power - exponent, decimals)));
        return new Ticks(ticks, exponent);
    }

    // The smallest of 1, 2, 5, 10 times a power of ten that gives no more than the wanted number of intervals.
    private static (int Mantissa, int Power) Step(double low, double high, int target)
    {
        double raw = (high - low) / target;
        int power = Decades.Floor(raw);
        double fraction = Quotient(raw, 1, power);
        return fraction <= 1 + Slack ? (1, power) : fraction <= 2 + Slack ? (2, power) : fraction <= 5 + Slack ? (5, power) : (1, power + 1);
    }

    // Powers of ten are exact from 10^0 to 10^22, negative ones are not: dividing gives 0.3, and not 0.30000000000000004.
    private static double Multiple(double k, int mantissa, int power) =>
        power < 0 ? k * mantissa / Decades.Power(-power) : k * mantissa * Decades.Power(power);

    private static double Quotient(double value, int mantissa, int power) =>
        power < 0 ? value * Decades.Power(-power) / mantissa : value / Decades.Power(power) / mantissa;

    // number * 10^power with a fixed number of decimals, from the whole number's digits.
    private static string Label(double number, int power, int decimals)
    {
        if (number == 0)
            return "0";
        string digits = Math.Abs(number).ToString("F0", CultureInfo.InvariantCulture);
        digits = power >= 0 ? digits + new string('0', power) : digits.PadLeft(1 - power, '0');
        string whole = digits[..^decimals], fraction = digits[^decimals..];
        for (int i = whole.Length - 3; i > 0 && whole.Length > 4; i -= 3)
            whole = whole.Insert(i, ",");
        return (number < 0 ? Minus.ToString() : "") + whole + (decimals > 0 ? "." + fraction : "");
    }
}
