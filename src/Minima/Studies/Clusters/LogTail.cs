using System.Text;
using Minima.Formats;

namespace Minima.Studies.Clusters;

/// <summary>The last lines of a log.</summary>
internal static class LogTail
{
    private const int MostBytes = 1 << 14;
    private const int LongestLine = 400;

    /// <summary>At most so many of a file's last lines, without what a terminal would obey; none where there is no such file.</summary>
    public static IReadOnlyList<string> Of(string path, int lines)
    {
        if (!File.Exists(path))
            return [];
        try
        {
            string end = InputFile.Read(path, static stream =>
            {
                stream.Position = Math.Max(0, stream.Length - MostBytes);
                byte[] bytes = new byte[MostBytes];
                return Encoding.UTF8.GetString(bytes, 0, stream.ReadAtLeast(bytes, MostBytes, throwOnEndOfStream: false));
            });
            return [.. end.Split('\n').Select(Clean).Where(static line => line.Length > 0).TakeLast(lines)];
        }
        catch (UnusableInputException)
        {
            return [];
        }
    }

    private static string Clean(string line)
    {
        string clean = string.Concat(line.TrimEnd().Where(static c => !char.IsControl(c) || c == '\t'));
        return clean.Length > LongestLine ? clean[..LongestLine] + "..." : clean;
    }
}
