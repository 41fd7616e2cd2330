using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Minima.Formats;

/// <summary>
/// NumPy's file of named arrays, <c>.npz</c>: a zip file with <c>NAME.npy</c> for each. What else there is to say stands in an array
/// called <c>__metadata__</c>: the UTF-8 bytes of a JSON object of texts, so that NumPy reads it too.
/// </summary>
/// <param name="Metadata">Free text by name.</param>
/// <param name="Tensors">The arrays; in a file that was read, in the zip file's order.</param>
public sealed record Npz(IReadOnlyDictionary<string, string> Metadata, IReadOnlyList<Tensor> Tensors)
{
    /// <summary>The name of the array that holds the metadata.</summary>
    public const string MetadataName = "__metadata__";

    private const string Ending = ".npy";

    // It stands in no web page: quotes within the texts are escaped with a backslash alone.
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads a file strictly (see <see cref="Npy.Read(string)"/>), stored or compressed, of up to 1 GiB before and after.</summary>
    /// <exception cref="UnusableInputException">
    /// It cannot be read, is damaged, breaks a rule of the formats, holds something else than arrays of booleans or numbers, or is too large.
    /// </exception>
    public static Npz Read(string path) => InputFile.Read(path, stream => Read(ZipEntries.Open(stream, path), path));

    /// <summary>Reads a zip file's arrays; <paramref name="path"/> is what errors name.</summary>
    internal static Npz Read(ZipEntries entries, string path)
    {
        IReadOnlyDictionary<string, string>? metadata = null;
        var tensors = new List<Tensor>(entries.Entries.Count);
        foreach (ZipEntry entry in entries.Entries)
        {
            if (!entry.Name.EndsWith(Ending, StringComparison.Ordinal))
                throw new UnusableInputException($"'{path}' holds {Shown.Quoted(entry.Name)}, which is no NumPy array (NAME.npy).");
            Tensor tensor = Read(entries, entry, path);
            if (tensor.Name == MetadataName && ParseMetadata(tensor) is { } parsed)
                metadata = parsed;
            else
                tensors.Add(tensor);
        }

        return new Npz(metadata ?? new Dictionary<string, string>(), tensors);
    }

    /// <summary>Reads one array of a zip file.</summary>
    internal static Tensor Read(ZipEntries entries, ZipEntry entry, string path)
    {
        string name = entry.Name[..^Ending.Length];
        return Npy.Parse(entries.Read(entry), name, what => new UnusableInputException(
            $"'{path}': {Shown.Quoted(entry.Name)} is not a usable NumPy array: {what}. Save it again."));
    }

    /// <summary>Writes the file; the same content gives the same bytes (see <see cref="ToBytes"/>).</summary>
    /// <exception cref="UnusableInputException">NumPy has no such type: it is below 8 bits, or BF16 or F8.</exception>
    /// <exception cref="IOException">The disk is full or the file cannot be written; a file that was there is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public void Write(string path) => AtomicFile.Write(path, ToBytes());

    /// <summary>The file's bytes, as <c>numpy.savez</c> writes them: stored, without times, in the given order; the metadata last.</summary>
    /// <exception cref="UnusableInputException">NumPy has no such type: it is below 8 bits, or BF16 or F8.</exception>
    public byte[] ToBytes()
    {
        IEnumerable<Tensor> all = Metadata.Count == 0 ? Tensors : Tensors.Append(FormatMetadata());
        return ZipWriter.Store([.. all.Select(static tensor => (tensor.Name + Ending, Npy.ToBytes(tensor)))]);
    }

    private Tensor FormatMetadata()
    {
        var json = new JsonObject();
        foreach ((string name, string value) in Metadata.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
            json[name] = value;
        byte[] bytes = JsonSerializer.SerializeToUtf8Bytes(json, Readable);
        return new Tensor(MetadataName, ElementType.U8, [bytes.Length], bytes);
    }

    /// <summary>The texts of the array; null where another tool means something else by that name.</summary>
    private static Dictionary<string, string>? ParseMetadata(Tensor tensor)
    {
        if (tensor.Type != ElementType.U8 || tensor.Shape.Count != 1)
            return null;
        try
        {
            using var json = JsonDocument.Parse(tensor.Bytes, new JsonDocumentOptions { MaxDepth = 1 });
            var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (JsonProperty member in json.RootElement.EnumerateObject())
            {
                if (member.Value.ValueKind != JsonValueKind.String || !metadata.TryAdd(member.Name, member.Value.GetString()!))
                    return null;
            }

            return metadata;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: no object, or an escape that stands for half a character.
            return null;
        }
    }
}
