using System.Text;

namespace Minima.Figures;

/// <summary>
/// How wide a text may be, at most, in the sans-serif fonts of the figures' font list. The reader's font is not known here, so the
/// widest in use (DejaVu Sans) is assumed: a narrower one leaves a little more room, and nothing is clipped or overlaps.
/// </summary>
internal static class TextWidth
{
    /// <summary>The width of <paramref name="text"/> at the font size <paramref name="size"/>, in its unit.</summary>
    public static double Of(string text, double size, bool bold = false)
    {
        double ems = 0;
        foreach (Rune rune in text.EnumerateRunes())
            ems += Advance(rune.Value);
        return ems * size * (bold ? 1.12 : 1);
    }

    /// <summary>
    /// Breaks a text between words so that no line is wider than <paramref name="width"/>; a word that alone is wider is broken too.
    /// </summary>
    public static IReadOnlyList<string> Wrap(string text, double size, double width, bool bold = false)
    {
        var lines = new List<string>();
        string line = "";
        string[] words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        foreach (string word in words.SelectMany(word => Pieces(word, size, width, bold)))
        {
            string longer = line.Length == 0 ? word : line + " " + word;
            if (line.Length > 0 && Of(longer, size, bold) > width)
            {
                lines.Add(line);
                line = word;
            }
            else
            {
                line = longer;
            }
        }

        if (line.Length > 0)
            lines.Add(line);
        return lines;
    }

    private static IEnumerable<string> Pieces(string word, double size, double width, bool bold)
    {
        var piece = new StringBuilder();
        double length = 0;
        foreach (Rune rune in word.EnumerateRunes())
        {
            string next = rune.ToString();
            double advance = Of(next, size, bold);
            if (piece.Length > 0 && length + advance > width)
            {
                yield return piece.ToString();
                piece.Clear();
                length = 0;
            }

            piece.Append(next);
            length += advance;
        }

        yield return piece.ToString();
    }

    private static double Advance(int character) => character switch
    {
        'i' or 'j' or 'l' or 'I' or '.' or ',' or ' ' or '\'' or '|' or ':' or ';' => 0.34,
        'f' or 't' or 'r' or '(' or ')' or '[' or ']' or '-' or '/' or '!' => 0.42,
        'm' or 'w' or 'M' or 'W' or '%' or '@' => 0.98,
        '+' or '=' or '<' or '>' or '~' or '\u2212' => 0.84,
        >= 'A' and <= 'Z' => 0.74,
        >= 0x1100 => 1.0,
        _ => 0.64,
    };
}
