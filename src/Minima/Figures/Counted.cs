using System.Globalization;

namespace Minima.Figures;

/// <summary>Counts in words: one thing, two things.</summary>
public static class Counted
{
    /// <summary>A count and what is counted: <c>1 unit</c>, <c>2 units</c>.</summary>
    public static string Of(int count, string noun) => Of(count, noun, noun + "s");

    /// <summary>The same of words whose plural takes more than an s, such as <c>unit is</c> and <c>units are</c>.</summary>
    public static string Of(int count, string one, string many) => $"{count.ToString(CultureInfo.InvariantCulture)} {(count == 1 ? one : many)}";
}
