using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Minima.Formats;

/// <summary>
/// The JSON header of a safetensors file: a member for each tensor, <c>{"dtype":..,"shape":[..],"data_offsets":[begin,end]}</c>, and
/// <c>__metadata__</c>, text by name. Read token by token, since no serialiser refuses all that the format forbids.
/// </summary>
internal static class SafetensorsHeader
{
    private const string MetadataName = "__metadata__";

    // The published schema: integers from 0 to 2^48 - 1.
    private const long MaxInteger = (1L << 48) - 1;

    // The header, a tensor, its shape.
    private const int Depth = 3;

    /// <summary>Where a tensor lies: its bytes are those from Begin to End of what follows the header.</summary>
    public sealed record Entry(string Name, ElementType Type, IReadOnlyList<long> Shape, long Begin, long End);

    /// <summary>What a header says, and how many bytes follow it.</summary>
    public sealed record Content(IReadOnlyDictionary<string, string> Metadata, IReadOnlyList<Entry> Entries, byte[] Bytes, long DataLength);

    /// <summary>The reference's order of names, by their UTF-8 bytes.</summary>
    public static IComparer<string> ByUtf8 { get; } = Comparer<string>.Create(static (a, b) =>
        Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b)));

    /// <summary>Reads the header. <paramref name="bad"/> makes the error out of what is wrong.</summary>
    public static (IReadOnlyDictionary<string, string> Metadata, List<Entry> Entries) Parse(
        ReadOnlySpan<byte> header, Func<string, UnusableInputException> bad)
    {
        if (!Utf8.IsValid(header))
            throw bad("its header is not valid UTF-8");
        if (header.IsEmpty || header[0] != (byte)'{')
            throw bad("its header does not begin with '{'");
        try
        {
            var reader = new Utf8JsonReader(header, new JsonReaderOptions { MaxDepth = Depth });
            reader.Read();
            Dictionary<string, string>? metadata = null;
            var entries = new List<Entry>();
            var names = new HashSet<string>(StringComparer.Ordinal);
            while (NextName(ref reader, out string name))
            {
                if (name.Length > Safetensors.MaxNameLength)
                    throw bad($"the name {Shown.Quoted(name)} has {name.Length} characters, more than {Safetensors.MaxNameLength}");
                if (!names.Add(name))
                    throw bad($"its header names {Shown.Quoted(name)} twice");
                if (name == MetadataName)
                    metadata = ReadMetadata(ref reader, bad);
                else
                    entries.Add(ReadEntry(ref reader, name, bad));
                if (entries.Count > Safetensors.MaxTensors)
                    throw bad($"it holds more than {Safetensors.MaxTensors} tensors");
            }

            if (header[(int)reader.BytesConsumed..].ContainsAnyExcept((byte)' '))
                throw bad("something other than spaces follows the end of its header");
            return (metadata ?? [], entries);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: an escape that stands for half a character.
            throw bad("its header is not valid JSON");
        }
    }

    /// <summary>Reads the header of a file of <paramref name="length"/> bytes, and leaves the stream where the tensors' bytes begin.</summary>
    public static Content Read(Stream stream, long length, Func<string, UnusableInputException> bad)
    {
        if (length < sizeof(ulong))
            throw bad($"it has {length} bytes, fewer than the 8 that give the header's length");
        Span<byte> prefix = stackalloc byte[sizeof(ulong)];
        stream.ReadExactly(prefix);
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (headerLength > Safetensors.MaxHeaderBytes)
            throw bad($"it states a header of {headerLength} bytes, and at most {Safetensors.MaxHeaderBytes} are read");
        if ((long)headerLength > length - sizeof(ulong))
            throw bad($"it states a header of {headerLength} bytes, but only {length - sizeof(ulong)} follow");

        // Both lengths are known to lie within the file: nothing is allocated that the file does not fill.
        byte[] header = new byte[(int)headerLength];
        stream.ReadExactly(header);
        (IReadOnlyDictionary<string, string> metadata, List<Entry> entries) = Parse(header, bad);
        long dataLength = length - sizeof(ulong) - header.Length;
        CheckOffsets(entries, dataLength, bad);
        return new Content(metadata, entries, header, dataLength);
    }

    /// <summary>Sorts the entries by their bytes and checks that they fill the data exactly, without hole or overlap.</summary>
    public static void CheckOffsets(List<Entry> entries, long dataLength, Func<string, UnusableInputException> bad)
    {
        entries.Sort(static (a, b) => a.Begin != b.Begin ? a.Begin.CompareTo(b.Begin)
            : a.End != b.End ? a.End.CompareTo(b.End) : ByUtf8.Compare(a.Name, b.Name));
        long end = 0;
        foreach (Entry entry in entries)
        {
            if (entry.Begin != end || entry.End < entry.Begin)
            {
                throw bad($"the tensor {Shown.Quoted(entry.Name)} lies at {entry.Begin} to {entry.End}, "
                    + $"but the one before ends at {end}; holes and overlaps are not allowed");
            }

            if (entry.End - entry.Begin != SizeOf(entry, bad))
            {
                throw bad($"the tensor {Shown.Quoted(entry.Name)} has {entry.End - entry.Begin} bytes, "
                    + $"but {entry.Type.Name()} [{string.Join(", ", entry.Shape)}] takes {SizeOf(entry, bad)}");
            }

            end = entry.End;
        }

        if (end != dataLength)
            throw bad($"its tensors take {end} bytes, but {dataLength} follow the header");
    }

    /// <summary>The header for tensors in the given order, padded with spaces so that the data begins at a multiple of 8.</summary>
    public static byte[] Format(IReadOnlyDictionary<string, string> metadata, IReadOnlyList<Tensor> tensors)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            if (metadata.Count > 0)
            {
                json.WriteStartObject(MetadataName);
                foreach ((string name, string value) in metadata.OrderBy(static pair => pair.Key, ByUtf8))
                    json.WriteString(name, value);
                json.WriteEndObject();
            }

            long begin = 0;
            foreach (Tensor tensor in tensors)
            {
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", tensor.Type.Name());
                WriteArray(json, "shape", tensor.Shape);
                WriteArray(json, "data_offsets", [begin, begin + tensor.Bytes.Length]);
                json.WriteEndObject();
                begin += tensor.Bytes.Length;
            }

            json.WriteEndObject();
        }

        byte[] header = new byte[(buffer.WrittenCount + 7) / 8 * 8];
        header.AsSpan().Fill((byte)' ');
        buffer.WrittenSpan.CopyTo(header);
        return header;
    }

    private static long SizeOf(Entry entry, Func<string, UnusableInputException> bad)
    {
        try
        {
            long bits = entry.Shape.Aggregate(1L, static (product, length) => checked(product * length));
            bits = checked(bits * entry.Type.Bits());
            return bits % 8 == 0 ? bits / 8 : throw bad($"the tensor {Shown.Quoted(entry.Name)} does not fill whole bytes");
        }
        catch (OverflowException)
        {
            throw bad($"the tensor {Shown.Quoted(entry.Name)} is larger than any file");
        }
    }

    private static Dictionary<string, string> ReadMetadata(ref Utf8JsonReader reader, Func<string, UnusableInputException> bad)
    {
        Expect(ref reader, JsonTokenType.StartObject, MetadataName, bad);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        while (NextName(ref reader, out string name))
        {
            Expect(ref reader, JsonTokenType.String, MetadataName, bad);
            if (!metadata.TryAdd(name, reader.GetString()!))
                throw bad($"its metadata name {Shown.Quoted(name)} twice");
        }

        return metadata;
    }

    private static Entry ReadEntry(ref Utf8JsonReader reader, string name, Func<string, UnusableInputException> bad)
    {
        Expect(ref reader, JsonTokenType.StartObject, name, bad);
        string? dtype = null;
        List<long>? shape = null, offsets = null;
        while (NextName(ref reader, out string member))
        {
            switch (member)
            {
                case "dtype" when dtype is null:
                    Expect(ref reader, JsonTokenType.String, name, bad);
                    dtype = reader.GetString();
                    break;
                case "shape" when shape is null:
                    shape = ReadIntegers(ref reader, name, Safetensors.MaxRank, bad);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadIntegers(ref reader, name, 2, bad);
                    break;
                default:
                    throw bad($"the tensor {Shown.Quoted(name)} has a member {Shown.Quoted(member)} that is unknown or stands twice");
            }
        }

        if (dtype is null || shape is null || offsets is not [long begin, long end])
            throw bad($"the tensor {Shown.Quoted(name)} lacks its dtype, its shape or its two data_offsets");
        ElementType type = ElementTypes.Find(dtype)
            ?? throw bad($"the tensor {Shown.Quoted(name)} is made of {Shown.Quoted(dtype)}, which is not known");
        return new Entry(name, type, shape, begin, end);
    }

    private static List<long> ReadIntegers(ref Utf8JsonReader reader, string name, int most, Func<string, UnusableInputException> bad)
    {
        Expect(ref reader, JsonTokenType.StartArray, name, bad);
        var integers = new List<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long integer)
                || reader.ValueSpan[0] == (byte)'-' || integer > MaxInteger)
            {
                throw bad($"a shape or an offset of the tensor {Shown.Quoted(name)} is not a whole number from 0 to 2^48 - 1");
            }

            if (integers.Count == most)
                throw bad($"a shape or the offsets of the tensor {Shown.Quoted(name)} have more than {most} numbers");
            integers.Add(integer);
        }

        return integers;
    }

    private static bool NextName(ref Utf8JsonReader reader, out string name)
    {
        bool found = reader.Read() && reader.TokenType == JsonTokenType.PropertyName;
        name = found ? reader.GetString()! : "";
        return found;
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type, string name, Func<string, UnusableInputException> bad)
    {
        if (!reader.Read() || reader.TokenType != type)
            throw bad($"{Shown.Quoted(name)} in its header is not what the format asks for");
    }

    private static void WriteArray(Utf8JsonWriter json, string name, IReadOnlyList<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (long number in numbers)
            json.WriteNumberValue(number);
        json.WriteEndArray();
    }
}
