using System.Text.Json;

namespace Minima.Formats.Checkpoints;

/// <summary>
/// The index of a checkpoint in several files, <c>NAME.safetensors.index.json</c>: <c>{"metadata": {...}, "weight_map": {TENSOR: FILE}}</c>, the
/// files beside it. Of the metadata nothing is used: <c>total_size</c> counts tensors that share memory as its writer likes.
/// </summary>
internal static class ShardIndex
{
    /// <summary>What the names of indices end in.</summary>
    public const string Ending = ".safetensors.index.json";

    /// <summary>Longest index that is read, in bytes: 64 MiB.</summary>
    public const int MaxBytes = 64 << 20;

    /// <summary>Most files that a checkpoint may have.</summary>
    public const int MaxShards = 4096;

    /// <summary>Which file each tensor is in; files are plain names, in order of their names.</summary>
    /// <exception cref="UnusableInputException">It is no such index, or names something else than files beside it.</exception>
    public static (IReadOnlyList<string> Files, IReadOnlyDictionary<string, int> Where) Parse(ReadOnlyMemory<byte> content, string path)
    {
        UnusableInputException Bad(string what) => new($"'{path}' is no usable index of a checkpoint in several files: {what}. Copy it again.");

        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            using var document = JsonDocument.Parse(content, new JsonDocumentOptions { MaxDepth = 16, AllowDuplicateProperties = false });
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("weight_map", out JsonElement weights)
                || weights.ValueKind != JsonValueKind.Object)
            {
                throw Bad("it is not {\"weight_map\": {TENSOR: FILE, ...}}");
            }

            foreach (JsonProperty member in weights.EnumerateObject())
            {
                if (member.Value.ValueKind != JsonValueKind.String)
                    throw Bad($"the file of the tensor {Shown.Quoted(member.Name)} is no text");
                string file = member.Value.GetString()!;
                if (!IsPlain(file))
                    throw Bad($"the tensor {Shown.Quoted(member.Name)} is said to be in {Shown.Quoted(file)}; the name of a .safetensors file beside the index is expected");
                map[member.Name] = file;
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: an escape that stands for half a character.
            throw Bad("it is not valid JSON, or names a tensor twice");
        }

        string[] files = [.. map.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (files.Length is 0 or > MaxShards)
            throw Bad($"it names {files.Length} files; 1 to {MaxShards} are read");
        var numbers = files.Select(static (file, i) => (file, i)).ToDictionary(static pair => pair.file, static pair => pair.i, StringComparer.Ordinal);
        return (files, map.ToDictionary(static pair => pair.Key, pair => numbers[pair.Value], StringComparer.Ordinal));
    }

    // A name that leads elsewhere would let an index read any file of the machine.
    private static bool IsPlain(string file) =>
        file.EndsWith(".safetensors", StringComparison.Ordinal) && file.IndexOfAny(['/', '\\', ':', '\0']) < 0 && file[0] != '.' && file.Length <= 255;
}
