using Minima.Tests.Trajectories;

namespace Minima.Tests.Cli;

/// <summary>What two fleets or studies are compared by.</summary>
internal static class ArrayFiles
{
    /// <summary>Every file with its SHA-256, of metrics all but the seconds; without what only an array writes.</summary>
    public static string[] Of(string folder, bool withArray = false) =>
        [.. RunFiles.Of(folder).Where(file => withArray || !file.StartsWith(".array", StringComparison.Ordinal))];
}
