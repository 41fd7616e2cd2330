using Minima.Formats.Checkpoints;
using Minima.Trajectories;

namespace Minima.Studies.Checkpoints;

/// <summary>How a person names checkpoints: files, indices and folders, and the runs and snapshots of this library.</summary>
public static class CheckpointNames
{
    /// <summary>Opens what is named: a run or a folder of checkpoints stands for all in it, in natural order of their names.</summary>
    /// <exception cref="UnusableInputException">A name means nothing, or what it means cannot be read.</exception>
    public static IReadOnlyList<Checkpoint> OpenAll(IReadOnlyList<string> names) => [.. names.SelectMany(Expand).Select(Checkpoint.Open)];

    /// <summary>The one checkpoint of a name; null where it is none: a run, or a file of another kind.</summary>
    /// <exception cref="UnusableInputException">It is malformed, or the folder holds several.</exception>
    public static Checkpoint? OpenOne(string name) =>
        (Directory.Exists(name) && Run.Exists(name)) || Checkpoint.Find(name) is null ? null : Checkpoint.Open(name);

    /// <summary>
    /// Two checkpoints that are to be compared tensor by tensor, by their names; null where a name is no checkpoint's, or where both stand for
    /// networks whose layers are understood.
    /// </summary>
    /// <exception cref="UnusableInputException">One is malformed.</exception>
    public static (Checkpoint A, Checkpoint B)? Pair(string a, string b, bool always)
    {
        if (OpenOne(FileOf(a)) is not { } first || OpenOne(FileOf(b)) is not { } second)
            return null;
        var guess = new ForeignNetwork();
        return !always && guess.Refusal(first) is null && guess.Refusal(second) is null ? null : (first, second);

        // A run's snapshot is a file, too.
        string FileOf(string name) => !always || File.Exists(name) || Directory.Exists(name) ? name : SnapshotName.Read(name).Source!;
    }

    private static IEnumerable<string> Expand(string name)
    {
        if (File.Exists(name))
            return [name];
        if (!Directory.Exists(name))
            return [SnapshotName.Read(name).Source!];
        if (Run.Exists(name))
            return [.. Run.Open(name).SnapshotEpochs.Select(epoch => RunFolder.Snapshot(name, epoch))];
        IReadOnlyList<string> here = Checkpoint.In(name);
        string[] found =
        [
            .. here.Concat(Directory.EnumerateDirectories(name).Where(static folder => Checkpoint.In(folder).Count == 1)).Order(NaturalOrder.Instance),
        ];
        return found.Length > 0 ? found : throw new UnusableInputException(
            $"The folder '{name}' holds no checkpoint: no .safetensors file, no .safetensors.index.json, and no folder with one of them.");
    }

    /// <summary>Short names that tell them apart: the shortest ends of their paths that do, without the usual endings.</summary>
    public static IReadOnlyList<string> Labels(IReadOnlyList<Checkpoint> checkpoints)
    {
        string[][] parts = [.. checkpoints.Select(static one => Trimmed(one.Name).Split(['/', Path.DirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries))];
        for (int length = 1; length <= parts.Max(static one => one.Length); length++)
        {
            string[] labels = [.. parts.Select(one => string.Join('/', one.TakeLast(length)))];
            if (labels.Distinct(StringComparer.Ordinal).Count() == labels.Length)
                return labels;
        }

        return [.. checkpoints.Select(static (one, i) => $"{i}: {Trimmed(one.Name)}")];
    }

    private static string Trimmed(string name)
    {
        foreach (string ending in new[] { ".safetensors.index.json", ".safetensors" })
        {
            if (name.EndsWith(ending, StringComparison.OrdinalIgnoreCase) && Path.GetFileName(name).Length > ending.Length)
                return name[..^ending.Length];
        }

        return Path.TrimEndingDirectorySeparator(name);
    }
}
