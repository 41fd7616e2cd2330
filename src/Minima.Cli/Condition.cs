using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Minima.Cli;

/// <summary>A condition on a field of the JSON document, under which a command ends with exit code 1: <c>disagreement>0.01</c>.</summary>
/// <param name="Text">As it was typed.</param>
/// <param name="Field">The field's path, or its end.</param>
/// <param name="Relation">One of <see cref="Relations"/>.</param>
/// <param name="Threshold">What the field is held against; finite.</param>
internal sealed record Condition(string Text, string Field, string Relation, double Threshold)
{
    // The longer before what they begin with.
    private static readonly string[] Relations = [">=", "<=", "==", "!=", ">", "<"];

    /// <summary>Reads <c>FIELD RELATION NUMBER</c>; null where it is something else. Quotes around it, which some shells leave, are taken off.</summary>
    public static Condition? Parse(string typed)
    {
        string text = typed.Trim();
        if (text.Length > 1 && text[0] is '\'' or '"' && text[^1] == text[0])
            text = text[1..^1].Trim();
        int at = text.AsSpan().IndexOfAny("<>=!");
        if (at < 1 || Relations.FirstOrDefault(relation => text.AsSpan(at).StartsWith(relation, StringComparison.Ordinal)) is not { } found)
            return null;
        string field = text[..at].Trim(), number = text[(at + found.Length)..].Trim();
        bool understood = double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double threshold) && double.IsFinite(threshold);
        return understood && field.Length > 0 && !field.Any(char.IsWhiteSpace) ? new Condition(text, field, found, threshold) : null;
    }

    /// <summary>What is to be said where the command fails by this condition: that it holds, or that there is no number to judge; null where it does not hold.</summary>
    /// <exception cref="UnusableInputException">The field is one of several.</exception>
    public string? Judge(JsonFields fields)
    {
        (string? path, JsonNode? value) = fields.Find(Field);
        if (path is null)
            return $"--fail-if '{Text}': the JSON document has no field '{Field}'; --json shows what it has.";
        if (value is null)
            return $"--fail-if '{Text}': {path} is null, not a finite number.";
        if (value.GetValueKind() != JsonValueKind.Number)
            return $"--fail-if '{Text}': {path} is {value.ToJsonString()}, not a number.";
        double number = JsonSerializer.SerializeToElement(value).GetDouble();
        return Holds(number) ? string.Create(CultureInfo.InvariantCulture, $"--fail-if '{Text}' holds: {path} is {number:R}.") : null;
    }

    private bool Holds(double number) => Relation switch
    {
        ">" => number > Threshold,
        ">=" => number >= Threshold,
        "<" => number < Threshold,
        "<=" => number <= Threshold,
        "==" => number == Threshold,
        _ => number != Threshold,
    };
}
