using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Minima.Data;
using Minima.Studies;

namespace Minima.Cli;

/// <summary>The JSON that the command prints.</summary>
internal static class JsonText
{
    // The document stands in a terminal or a file, not in a web page: names are readable as they are.
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The document as text.</summary>
    public static string Of(JsonNode document) => document.ToJsonString(Indented);

    /// <summary>
    /// Adds a number with all its digits; null where there is none. JSON has no word for one that is not finite: it is null, and the
    /// object then says <c>finite: false</c>.
    /// </summary>
    public static JsonObject With(this JsonObject json, string name, double? number)
    {
        bool finite = number is not { } value || double.IsFinite(value);
        json[name] = finite && number is { } shown ? JsonValue.Create(shown) : null;
        if (!finite)
            json["finite"] = false;
        return json;
    }

    /// <summary>Figures by name, lists and single ones; a number that is not finite is null, and its object says <c>finite: false</c>.</summary>
    /// <exception cref="ArgumentException">A value is of no kind that JSON has.</exception>
    public static JsonNode? OfValue(object? value)
    {
        switch (value)
        {
            case null:
                return null;
            case IReadOnlyDictionary<string, object?> members:
                var json = new JsonObject();
                foreach ((string name, object? member) in members)
                {
                    if (member is double number)
                        json.With(name, number);
                    else
                        json[name] = OfValue(member);
                }

                return json;
            case string text:
                return text;
            case bool truth:
                return truth;
            case int whole:
                return whole;
            case uint whole:
                return whole;
            case double number:
                return double.IsFinite(number) ? number : null;
            case System.Collections.IEnumerable items:
                return new JsonArray([.. items.Cast<object?>().Select(OfValue)]);
            default:
                throw new ArgumentException($"There is no JSON for a {value.GetType().Name}.", nameof(value));
        }
    }

    /// <summary>How a training ended, in a word.</summary>
    public static string Of(TrainingOutcome outcome) => outcome switch
    {
        TrainingOutcome.Completed => "completed",
        TrainingOutcome.AlreadyComplete => "already-complete",
        TrainingOutcome.Stopped => "stopped",
        TrainingOutcome.StoppedEarly => "stopped-early",
        _ => "diverged",
    };

    /// <summary>What was used as data.</summary>
    public static JsonObject Of(DataSet data) => new()
    {
        ["name"] = data.Name,
        ["description"] = data.Description,
        ["fingerprint"] = data.Fingerprint,
        ["augmentation"] = data.Augmentation is not { } recipe ? null : new JsonObject
        {
            ["blur"] = recipe.Blur,
            ["rotate"] = new JsonArray([.. recipe.Angles.Select(static angle => JsonValue.Create(angle))]),
            ["seed"] = recipe.Seed,
        },
    };
}
