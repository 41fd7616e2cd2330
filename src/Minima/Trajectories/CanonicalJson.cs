using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Minima.Trajectories;

/// <summary>
/// JSON of which the same content has the same bytes: members in the order in which they are written here, numbers in the shortest form
/// that reads back to the same double, lines that end in LF, UTF-8 without a byte order mark.
/// </summary>
internal static class CanonicalJson
{
    /// <summary>What <paramref name="write"/> writes, indented by two spaces or without any white space.</summary>
    public static byte[] Of(bool indented, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var options = new JsonWriterOptions
        {
            Indented = indented,
            IndentSize = 2,
            NewLine = "\n",
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        using (var json = new Utf8JsonWriter(buffer, options))
            write(json);
        return buffer.WrittenSpan.ToArray();
    }
}
