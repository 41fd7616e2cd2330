using System.Text;

namespace Minima.Formats;

/// <summary>
/// A table out of a CSV file (RFC 4180): a row of headings, then rows of as many fields; lines end in a line feed, with or without a carriage return before it.
/// </summary>
/// <param name="Path">The file.</param>
/// <param name="Headings">The columns' headings, all different.</param>
/// <param name="Rows">The fields, row by row.</param>
internal sealed record CsvFile(string Path, IReadOnlyList<string> Headings, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>Longest file that is read, in bytes: 16 MiB.</summary>
    public const int MaxBytes = 16 << 20;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file strictly.</summary>
    /// <exception cref="UnusableInputException">It cannot be read, is too large, no UTF-8, or no such table; the message names the line.</exception>
    public static CsvFile Read(string path) => Parse(InputFile.ReadAll(path, MaxBytes), path);

    /// <summary>Reads a file's content; <paramref name="path"/> is what errors name.</summary>
    public static CsvFile Parse(ReadOnlySpan<byte> content, string path)
    {
        string text;
        try
        {
            text = Strict.GetString(content).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException e)
        {
            throw new UnusableInputException($"'{path}' is no UTF-8 text; a CSV file is expected.", e);
        }

        List<string[]> lines = Lines(text, path);
        if (lines.Count == 0)
            throw new UnusableInputException($"'{path}' is empty; a CSV file with a row of headings is expected.");
        string[] headings = [.. lines[0].Select(static heading => heading.Trim())];
        if (headings.GroupBy(static heading => heading, StringComparer.Ordinal).FirstOrDefault(static same => same.Count() > 1) is { } twice)
            throw new UnusableInputException($"'{path}' has the column {Shown.Quoted(twice.Key)} twice.");
        for (int i = 1; i < lines.Count; i++)
        {
            if (lines[i].Length != headings.Length)
                throw new UnusableInputException($"'{path}', row {i}: {lines[i].Length} fields, where {headings.Length} headings stand above.");
        }

        return new CsvFile(path, headings, lines[1..]);
    }

    private static List<string[]> Lines(string text, string path)
    {
        var rows = new List<string[]>();
        var fields = new List<string>();
        int at = 0;
        while (at < text.Length)
        {
            (string field, at) = Field(text, at, path, rows.Count);
            fields.Add(field);
            bool goesOn = at < text.Length && text[at] == ',';
            if (goesOn && ++at < text.Length)
                continue;
            if (goesOn)
                fields.Add("");
            at += text.AsSpan(Math.Min(at, text.Length)).StartsWith("\r\n", StringComparison.Ordinal) ? 2 : 1;
            if (fields is not [""])
                rows.Add([.. fields]);
            fields.Clear();
        }

        return rows;
    }

    // A field, and where what ends it stands: a comma, the end of the line or of the text.
    private static (string Field, int End) Field(string text, int start, string path, int row)
    {
        if (text[start] != '"')
        {
            int length = text.AsSpan(start).IndexOfAny(",\r\n\"");
            int end = length < 0 ? text.Length : start + length;
            return end < text.Length && text[end] == '"' ? throw Bad("a quote within a field that does not begin with one") : (text[start..end], Ended(end));
        }

        var field = new StringBuilder();
        for (int at = start + 1; at < text.Length; at++)
        {
            if (text[at] != '"')
            {
                field.Append(text[at]);
                continue;
            }

            if (at + 1 == text.Length || text[at + 1] != '"')
                return (field.ToString(), Ended(at + 1));
            field.Append(text[at++]);
        }

        throw Bad("a quote that is not closed");

        int Ended(int end) => end == text.Length || text[end] is ',' or '\n' || text.AsSpan(end).StartsWith("\r\n", StringComparison.Ordinal)
            ? end
            : throw Bad("something between a field's end and the comma or line end behind it");

        UnusableInputException Bad(string what) => new($"'{path}', row {row}: {what}; a CSV file is expected.");
    }
}
