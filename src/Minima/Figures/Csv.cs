using System.Globalization;

namespace Minima.Figures;

/// <summary>Fields and rows of comma-separated values (RFC 4180, lines ending in a line feed).</summary>
internal static class Csv
{
    /// <summary>A row with its line end.</summary>
    public static string Row(IEnumerable<string> fields) => string.Join(',', fields.Select(Field)) + "\n";

    /// <summary>The shortest digits that read back as the same double; <c>NaN</c>, <c>Infinity</c>, <c>-Infinity</c>.</summary>
    public static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Field(string text) =>
        text.AsSpan().ContainsAny(",\"\r\n") ? "\"" + text.Replace("\"", "\"\"") + "\"" : text;
}
