namespace Minima.Studies.Clusters;

/// <summary>Words as a POSIX shell reads them back.</summary>
internal static class ShellWords
{
    private const string Plain = "%+,-./:=@_";

    /// <summary>A command line: words of letters, digits and harmless signs as they are, others in quotes.</summary>
    public static string Of(IEnumerable<string> words) => string.Join(' ', words.Select(Of));

    private static string Of(string word) => word.Length > 0 && word.All(static c => char.IsAsciiLetterOrDigit(c) || Plain.Contains(c))
        ? word
        : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
