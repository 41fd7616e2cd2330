using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Minima.Data;

namespace Minima.Cli;

/// <summary>The JSON that the command prints.</summary>
internal static class JsonText
{
    // The document stands in a terminal or a file, not in a web page: names are readable as they are.
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The document as text.</summary>
    public static string Of(JsonObject document) => document.ToJsonString(Indented);

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

    /// <summary>What was used as data.</summary>
    public static JsonObject Of(DataSet data) => new()
    {
        ["name"] = data.Name,
        ["description"] = data.Description,
        ["fingerprint"] = data.Fingerprint,
    };
}
