using Minima.Tests.Data;

namespace Minima.Tests.Trajectories;

/// <summary>What two runs are compared by.</summary>
internal static class RunFiles
{
    /// <summary>Every file with its SHA-256; of the metrics, all but the seconds.</summary>
    public static string[] Of(string run) =>
    [
        .. Directory.EnumerateFiles(run, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(file =>
        {
            string content = Path.GetFileName(file) == "metrics.csv"
                ? string.Join('\n', File.ReadLines(file).Select(static row => row[..row.LastIndexOf(',')]))
                : IdxBytes.Sha256(File.ReadAllBytes(file));
            return $"{Path.GetRelativePath(run, file)}: {content}";
        }),
    ];
}
