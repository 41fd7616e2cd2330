namespace Minima.Tests.Trajectories;

/// <summary>A folder of its own for a test, gone afterwards.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("minima-test-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>All files of a folder by relative name.</summary>
    public static SortedDictionary<string, byte[]> Content(string folder) => new(
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .ToDictionary(file => System.IO.Path.GetRelativePath(folder, file), File.ReadAllBytes),
        StringComparer.Ordinal);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
