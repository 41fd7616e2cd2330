namespace Minima.Formats;

/// <summary>Text out of files, made fit to stand in a message: a file must not write to somebody's terminal as it likes.</summary>
internal static class Shown
{
    private const int Longest = 80;

    /// <summary>The text in quotes, cut after 80 characters, control characters replaced.</summary>
    public static string Quoted(string text)
    {
        string head = text.Length > Longest ? text[..Longest] + "..." : text;
        return "'" + string.Concat(head.Select(static c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c)) + "'";
    }
}
