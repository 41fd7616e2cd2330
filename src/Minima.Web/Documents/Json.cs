using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace Minima.Web.Documents;

/// <summary>Values as the page reads them (client/src/model.ts).</summary>
internal static class Json
{
    /// <summary>A number with all its digits; one that is not finite is null, for which JSON has no other word.</summary>
    public static JsonNode? Number(double? number) => number is { } value && double.IsFinite(value) ? JsonValue.Create(value) : null;

    public static JsonArray Numbers(IEnumerable<double?> numbers) => new([.. numbers.Select(Number)]);

    public static JsonArray Numbers(IEnumerable<double> numbers) => new([.. numbers.Select(static number => Number(number))]);

    public static JsonArray Numbers(IEnumerable<int> numbers) => new([.. numbers.Select(static number => (JsonNode)number)]);

    public static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(static text => (JsonNode)text)]);

    public static JsonArray List(IEnumerable<JsonNode> items) => new([.. items]);

    public static string Base64(ReadOnlySpan<byte> bytes) => Convert.ToBase64String(bytes);

    public static string Base64(ReadOnlySpan<sbyte> bytes) => Convert.ToBase64String(MemoryMarshal.AsBytes(bytes));
}
