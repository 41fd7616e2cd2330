using System.Runtime.InteropServices;

namespace Minima.Data;

/// <summary>The folder for what can be fetched again, where each platform keeps such things.</summary>
internal static class UserCache
{
    /// <summary>This user's cache on this machine; null where the user has no home.</summary>
    public static string? Locate() => Locate(
        OperatingSystem.IsWindows() ? OSPlatform.Windows : OperatingSystem.IsMacOS() ? OSPlatform.OSX : OSPlatform.Linux,
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
        Environment.GetEnvironmentVariable);

    /// <summary>
    /// <c>%LOCALAPPDATA%\minima\cache</c> on Windows, <c>~/Library/Caches/minima</c> on macOS, elsewhere
    /// <c>$XDG_CACHE_HOME/minima</c> or <c>~/.cache/minima</c> (XDG Base Directory Specification: a relative path is ignored).
    /// </summary>
    public static string? Locate(OSPlatform platform, string home, Func<string, string?> environment)
    {
        if (platform == OSPlatform.Windows)
            return environment("LOCALAPPDATA") is { Length: > 0 } local ? Path.Combine(local, "minima", "cache") : null;
        if (platform != OSPlatform.OSX && environment("XDG_CACHE_HOME") is { } cache && Path.IsPathRooted(cache))
            return Path.Combine(cache, "minima");
        if (home.Length == 0)
            return null;
        return platform == OSPlatform.OSX ? Path.Combine(home, "Library", "Caches", "minima") : Path.Combine(home, ".cache", "minima");
    }
}
