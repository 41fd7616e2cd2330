using System.Globalization;
using System.Text.Json.Nodes;

namespace Minima.Cli;

/// <summary>The fields of a JSON document by their dotted paths: <c>total.l2</c>, <c>rows.0.epoch</c>, <c>rows.last.epoch</c>.</summary>
internal sealed class JsonFields
{
    private const string Last = "last";

    private readonly Dictionary<string, JsonNode?> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _lasts = new(StringComparer.Ordinal);

    public JsonFields(JsonNode? document) => Add("", "", document);

    /// <summary>
    /// The full path of the field that is meant, and its value: that of exactly this path, or else the only one whose path ends so
    /// (<c>disagreement</c> for <c>evidence.functions.disagreement</c>). No path where there is none.
    /// </summary>
    /// <exception cref="UnusableInputException">Several fields' paths end so; the message names some.</exception>
    public (string? Path, JsonNode? Value) Find(string path)
    {
        string exact = _lasts.GetValueOrDefault(path, path);
        if (_values.TryGetValue(exact, out JsonNode? value))
            return (exact, value);
        string[] ends = [.. _values.Keys.Where(candidate => candidate.EndsWith("." + path, StringComparison.Ordinal))];
        return ends.Length switch
        {
            0 => (null, null),
            1 => (ends[0], _values[ends[0]]),
            _ => throw new UnusableInputException(
                $"'{path}' could be any of {ends.Length} fields of the JSON document: {string.Join(", ", ends.Take(4))}{(ends.Length > 4 ? ", ..." : "")}. Write more of its path."),
        };
    }

    // A value's own path, and the path to it that calls the last item of each list so.
    private void Add(string path, string alias, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                foreach ((string name, JsonNode? member) in members)
                    Add(Joined(path, name), Joined(alias, name), member);
                break;
            case JsonArray items:
                for (int i = 0; i < items.Count; i++)
                {
                    string index = i.ToString(CultureInfo.InvariantCulture);
                    Add(Joined(path, index), Joined(alias, i == items.Count - 1 ? Last : index), items[i]);
                }

                break;
            default:
                _values[path] = node;
                _lasts[alias] = path;
                break;
        }
    }

    private static string Joined(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
