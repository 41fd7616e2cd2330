using Microsoft.AspNetCore.Http;
using Minima.Trajectories;

namespace Minima.Web.Serving;

/// <summary>
/// The folder that is served. What a request names is looked up among the runs that were found in it, so no path is made of a request but
/// that of a new run, whose name may hold nothing that leads elsewhere. Links are not followed, neither to runs nor to their files.
/// </summary>
internal sealed class ServedFolder
{
    private const int Deepest = 6;
    private const int MostFolders = 10_000;
    private const int MostRuns = 1_000;
    private const int MostParts = 4;
    private const int LongestPart = 64;

    /// <summary>What the served folder is called where it is a run itself.</summary>
    public const string Itself = ".";

    private static readonly EnumerationOptions OwnFolders = new()
    {
        AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden | FileAttributes.System,
        IgnoreInaccessible = true,
    };

    /// <param name="folder">The folder; it may be a link itself, and need not exist yet.</param>
    public ServedFolder(string folder)
    {
        string full = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(folder));
        Path = Directory.Exists(full) && Directory.ResolveLinkTarget(full, returnFinalTarget: true) is { } target ? target.FullName : full;
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>What a person calls it.</summary>
    public string Name => System.IO.Path.GetFileName(Path) is { Length: > 0 } name ? name : Path;

    /// <summary>The runs in it and below, by name in natural order; of a folder without bounds the first that are met.</summary>
    public IReadOnlyList<(string Name, string Folder)> Find()
    {
        var runs = new List<(string, string)>();
        if (!Directory.Exists(Path))
            return runs;
        var waiting = new Queue<(string Folder, int Depth)>([(Path, 0)]);
        for (int seen = 0; seen < MostFolders && runs.Count < MostRuns && waiting.TryDequeue(out (string Folder, int Depth) next); seen++)
        {
            // What lies in a run is its own; but the served folder may be a run and hold others.
            bool isRun = RunFolder.IsRun(next.Folder);
            if (isRun)
                runs.Add((NameOf(next.Folder), next.Folder));
            if (next.Depth == Deepest || (isRun && next.Depth > 0))
                continue;
            foreach (string below in Directory.EnumerateDirectories(next.Folder, "*", OwnFolders).Take(MostFolders))
                waiting.Enqueue((below, next.Depth + 1));
        }

        runs.Sort(static (a, b) => NaturalOrder.Instance.Compare(a.Item1, b.Item1));
        return runs;
    }

    /// <summary>The folder of a run that is to be made.</summary>
    /// <exception cref="ProblemException">The name is none, is taken, or leads through a link or into another run.</exception>
    public string NewRun(string name)
    {
        string[] parts = name.Split('/');
        if (parts.Length > MostParts || !parts.All(IsPart))
        {
            throw new ProblemException(Problem.Unusable(
                $"{Problem.Shown(name)} cannot be the name of a new run.",
                $"Expected are up to {MostParts} parts separated by '/', each of up to {LongestPart} letters (a to z), digits, '.', '_' and '-', with a letter or digit first and last."));
        }

        string folder = Path;
        foreach (string part in parts)
        {
            if (RunFolder.IsRun(folder))
            {
                throw new ProblemException(Problem.NotNow(
                    $"A new run {Problem.Shown(name)} would lie within the run {Problem.Shown(NameOf(folder))}.",
                    NameOf(folder) == Itself ? "Serve the folder above." : "Choose another name."));
            }

            folder = System.IO.Path.Combine(folder, part);
            DemandOwn(folder);
        }

        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
        {
            throw new ProblemException(Problem.NotNow(
                $"There is something named {Problem.Shown(name)} already.", "Choose another name; a run that is there is continued, not begun again."));
        }

        return folder;
    }

    /// <summary>Sees to it that a file or folder is not a link, which might lead out of the folder.</summary>
    /// <exception cref="ProblemException">It is.</exception>
    public static void DemandOwn(string path)
    {
        if (IsLink(path))
        {
            throw new ProblemException(new Problem(
                StatusCodes.Status403Forbidden, $"{Problem.Shown(System.IO.Path.GetFileName(path))} is a link, and links are not followed.",
                Do: "Put the file itself in its place."));
        }
    }

    /// <summary>Whether there is a link of that name, whatever it leads to.</summary>
    public static bool IsLink(string path) => new FileInfo(path).LinkTarget is not null;

    private string NameOf(string folder) => System.IO.Path.GetRelativePath(Path, folder).Replace(System.IO.Path.DirectorySeparatorChar, '/');

    private static bool IsPart(string part) =>
        part.Length is > 0 and <= LongestPart
        && char.IsAsciiLetterOrDigit(part[0])
        && char.IsAsciiLetterOrDigit(part[^1])
        && part.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
}
