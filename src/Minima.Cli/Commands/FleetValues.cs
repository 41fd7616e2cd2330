using System.Globalization;
using System.Text;

namespace Minima.Cli.Commands;

/// <summary>What the members of a fleet differ in: an option of <c>minima train</c>, and its value for each.</summary>
/// <param name="Option">Without the two dashes.</param>
/// <param name="Values">As they would be typed.</param>
internal sealed record FleetValues(string Option, IReadOnlyList<string> Values)
{
    private const int MostValues = 1000;

    private static readonly string[] Common = ["data", "blur", "rotate", "augment-seed"];
    private static readonly string[] Own = ["out", "force", "threads", "layers"];

    /// <summary>
    /// Reads <c>NAME=VALUES</c>: values between commas, or between semicolons where a value has commas itself; <c>A..B</c> stands for all whole
    /// numbers from A to B.
    /// </summary>
    /// <exception cref="UnusableInputException">It is not written so, or names an option that members cannot differ in.</exception>
    public static FleetValues Parse(string text)
    {
        int sign = text.IndexOf('=');
        string name = sign < 0 ? text.Trim() : text[..sign].Trim();
        if (sign < 1 || name.Length == 0)
            throw new UnusableInputException($"--vary is '{text}'; an option of `minima train` and its values were expected, such as hidden-seed=1,2,3 or hidden-seed=1..8.");
        name = name.TrimStart('-');
        if (Common.Contains(name))
            throw new UnusableInputException($"Members cannot differ in {name}: all are compared on the same data. Vary something else.");
        if (Own.Contains(name))
            throw new UnusableInputException($"Members cannot differ in {name}: it makes no other run. Vary something else.");
        string rest = text[(sign + 1)..];
        string[] values = [.. rest.Split(rest.Contains(';') ? ';' : ',', StringSplitOptions.TrimEntries).SelectMany(Expand)];
        if (values.Any(static value => value.Length == 0))
            throw new UnusableInputException($"--vary is '{text}'; one of its values is empty.");
        return new FleetValues(name, values);
    }

    /// <summary>The folder of the member with that value: letters, digits, dots, signs; anything else becomes <c>_</c>.</summary>
    public string Member(string value)
    {
        var name = new StringBuilder($"{Option}-");
        foreach (char c in value)
            name.Append(char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '+' or ',' ? c : '_');
        return name.ToString();
    }

    private static IEnumerable<string> Expand(string value)
    {
        string[] ends = value.Split("..");
        if (ends.Length != 2 || !TryParse(ends[0], out long first) || !TryParse(ends[1], out long last))
            return [value];
        if (last < first || last - first >= MostValues)
            throw new UnusableInputException($"'{value}' is no range: from a smaller to a larger number was expected, {MostValues} numbers at most.");
        return Enumerable.Range(0, (int)(last - first) + 1).Select(i => (first + i).ToString(CultureInfo.InvariantCulture));
    }

    private static bool TryParse(string text, out long value) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
