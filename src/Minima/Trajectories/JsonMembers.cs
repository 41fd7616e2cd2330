using System.Text.Json;
using Minima.Formats;

namespace Minima.Trajectories;

/// <summary>
/// The members of a JSON object, each of which must be taken exactly once: a missing or an unknown one is an error that names it.
/// </summary>
internal sealed class JsonMembers
{
    private const int Depth = 8;

    private readonly Dictionary<string, JsonElement> _left = new(StringComparer.Ordinal);
    private readonly string _where;

    private JsonMembers(JsonElement element, string where)
    {
        _where = where;
        if (element.ValueKind != JsonValueKind.Object)
            throw Bad("is not an object");
        foreach (JsonProperty member in element.EnumerateObject())
            _left.Add(member.Name, member.Value);
    }

    /// <summary>Reads a JSON document whose root is an object; <paramref name="where"/> is what errors begin with.</summary>
    /// <exception cref="UnusableInputException">It is not JSON, or <paramref name="read"/> left members or found one missing.</exception>
    public static T ReadObject<T>(ReadOnlyMemory<byte> json, string where, Func<JsonMembers, T> read) =>
        Parse(json, where, root => ReadObject(root, where, read));

    /// <summary>Reads a JSON document whose root is an array of objects.</summary>
    /// <inheritdoc cref="ReadObject{T}(ReadOnlyMemory{byte}, string, Func{JsonMembers, T})"/>
    public static List<T> ReadArray<T>(ReadOnlyMemory<byte> json, string where, Func<JsonMembers, T> read) =>
        Parse(json, where, root => ReadArray(root, where, read));

    /// <summary>Takes a member that is an object.</summary>
    public T Object<T>(string name, Func<JsonMembers, T> read) => ReadObject(Take(name), $"{_where}, {name}", read);

    /// <summary>Takes a member that is an object; null where there is none of that name.</summary>
    public T? ObjectOrNone<T>(string name, Func<JsonMembers, T> read)
        where T : class => _left.ContainsKey(name) ? Object(name, read) : null;

    /// <summary>Whether there is a member of that name, not taken yet.</summary>
    public bool Has(string name) => _left.ContainsKey(name);

    /// <summary>Takes a member that is true or false.</summary>
    public bool Boolean(string name) => Take(name).ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Bad($"{name} is not true or false"),
    };

    /// <summary>Takes a member that is an array of objects.</summary>
    public List<T> Array<T>(string name, Func<JsonMembers, T> read) => ReadArray(Take(name), $"{_where}, {name}", read);

    /// <summary>Takes a member that is text.</summary>
    public string Text(string name)
    {
        JsonElement element = Take(name);
        return element.ValueKind == JsonValueKind.String ? element.GetString()! : throw Bad($"{name} is not text");
    }

    /// <summary>Takes a member that is an array of texts.</summary>
    public string[] Texts(string name)
    {
        JsonElement element = Take(name);
        return element.ValueKind == JsonValueKind.Array && element.EnumerateArray().All(static item => item.ValueKind == JsonValueKind.String)
            ? [.. element.EnumerateArray().Select(static item => item.GetString()!)]
            : throw Bad($"{name} is not a list of texts");
    }

    /// <summary>Takes a member that is text out of a fixed choice.</summary>
    public T Choice<T>(string name, IReadOnlyList<(string Text, T Value)> choices)
    {
        string text = Text(name);
        foreach ((string candidate, T value) in choices)
        {
            if (candidate == text)
                return value;
        }

        throw Bad($"{name} is {Shown.Quoted(text)}; it is one of {string.Join(", ", choices.Select(static choice => choice.Text))}");
    }

    /// <summary>Takes a member that is a whole number of at least <paramref name="least"/>.</summary>
    public int Int32(string name, int least) => AsInt32(Take(name), name, least);

    /// <summary>Takes a member that is an array of whole numbers of at least <paramref name="least"/>.</summary>
    public int[] Int32s(string name, int least)
    {
        JsonElement element = Take(name);
        return element.ValueKind == JsonValueKind.Array
            ? [.. element.EnumerateArray().Select(item => AsInt32(item, name, least))]
            : throw Bad($"{name} is not a list");
    }

    /// <summary>Takes a member that is a seed, or null.</summary>
    public uint? Seed(string name)
    {
        JsonElement element = Take(name);
        if (element.ValueKind == JsonValueKind.Null)
            return null;
        return element.ValueKind == JsonValueKind.Number && element.TryGetUInt32(out uint seed)
            ? seed
            : throw Bad($"{name} is not a whole number from 0 to {uint.MaxValue}");
    }

    /// <summary>Takes a member that is a finite number.</summary>
    public double Number(string name) => AsNumber(Take(name), name);

    /// <summary>Takes a member that is an array of finite numbers.</summary>
    public double[] Numbers(string name)
    {
        JsonElement element = Take(name);
        return element.ValueKind == JsonValueKind.Array
            ? [.. element.EnumerateArray().Select(item => AsNumber(item, name))]
            : throw Bad($"{name} is not a list");
    }

    /// <summary>The error for what is wrong here.</summary>
    public UnusableInputException Bad(string what) => new($"{_where}: {what}.");

    private static T Parse<T>(ReadOnlyMemory<byte> json, string where, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = Depth, AllowDuplicateProperties = false });
            return read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: an escape that stands for half a character.
            throw new UnusableInputException($"{where} is not valid JSON: it may be cut short or damaged.", e);
        }
    }

    private static T ReadObject<T>(JsonElement element, string where, Func<JsonMembers, T> read)
    {
        var members = new JsonMembers(element, where);
        T result = read(members);
        return members._left.Count == 0 ? result : throw members.Bad($"the member {Shown.Quoted(members._left.Keys.First())} is not known");
    }

    private static List<T> ReadArray<T>(JsonElement element, string where, Func<JsonMembers, T> read) =>
        element.ValueKind == JsonValueKind.Array
            ? [.. element.EnumerateArray().Select(item => ReadObject(item, where, read))]
            : throw new UnusableInputException($"{where}: a list was expected.");

    private int AsInt32(JsonElement element, string name, int least) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out int number) && number >= least
            ? number
            : throw Bad($"{name} is not a whole number of at least {least}");

    private double AsNumber(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out double number) && double.IsFinite(number)
            ? number
            : throw Bad($"{name} is not a finite number");

    private JsonElement Take(string name) =>
        _left.Remove(name, out JsonElement element) ? element : throw Bad($"the member '{name}' is missing");
}
