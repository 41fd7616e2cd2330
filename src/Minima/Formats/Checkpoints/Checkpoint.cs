using System.Text;

namespace Minima.Formats.Checkpoints;

/// <summary>
/// A checkpoint of any architecture: safetensors in one file, or in several beside their index. Its headers alone are in memory, never its
/// numbers, so that it may be as large as it likes.
/// </summary>
/// <param name="Name">The file, index or folder that it was opened by.</param>
/// <param name="Metadata">What its files say about themselves; of several that say different things, the first one's word.</param>
/// <param name="Shards">Its files.</param>
/// <param name="Tensors">Its tensors, in the order of their bytes, file after file.</param>
public sealed record Checkpoint(
    string Name, IReadOnlyDictionary<string, string> Metadata, IReadOnlyList<Shard> Shards, IReadOnlyList<CheckpointTensor> Tensors)
{
    /// <summary>Bytes of all its files.</summary>
    public long Length => Shards.Sum(static shard => shard.Length);

    /// <summary>
    /// The file that stands for the checkpoint of that name: itself, an index, or in a folder its one index or its one file; null where there is none.
    /// </summary>
    /// <exception cref="UnusableInputException">The folder holds several.</exception>
    public static string? Find(string name)
    {
        if (File.Exists(name))
            return IsIndex(name) || IsSafetensors(name) ? name : null;
        if (!Directory.Exists(name))
            return null;
        IReadOnlyList<string> found = In(name);
        return found.Count == 0 ? null : found.Count == 1 ? found[0] : throw new UnusableInputException(
            $"'{name}' holds {found.Count} checkpoints ({string.Join(", ", found.Take(3).Select(Path.GetFileName))}{(found.Count > 3 ? ", ..." : "")}); name one of them.");
    }

    /// <summary>The checkpoints that lie in a folder itself: its indices, and its files that are no part of an index.</summary>
    public static IReadOnlyList<string> In(string folder)
    {
        string[] indices = [.. Directory.EnumerateFiles(folder, "*" + ShardIndex.Ending)];
        HashSet<string> parts = [.. indices.SelectMany(index => ReadIndex(index).Files.Select(file => Path.Combine(folder, file)))];
        return [.. indices.Concat(Directory.EnumerateFiles(folder, "*.safetensors").Where(file => !parts.Contains(file))).Order(StringComparer.Ordinal)];
    }

    /// <summary>Opens a checkpoint: reads the headers of its files.</summary>
    /// <exception cref="UnusableInputException">
    /// There is none of that name, a file of it is missing or breaks a rule of the format, or its index says something else than its files.
    /// </exception>
    public static Checkpoint Open(string name)
    {
        if (Find(name) is not { } path)
        {
            throw new UnusableInputException(File.Exists(name)
                ? $"'{name}' is no safetensors file; a checkpoint is a .safetensors file, a {ShardIndex.Ending[1..]} or a folder with one of them."
                : Directory.Exists(name)
                    ? $"The folder '{name}' holds no checkpoint: no .safetensors file and no {ShardIndex.Ending[1..]}."
                    : $"There is no file or folder '{name}'.");
        }

        if (IsIndex(path))
            return OfShards(name, path);
        (Shard shard, IReadOnlyDictionary<string, string> metadata, IReadOnlyList<CheckpointTensor> tensors) = Shard.Read(path, 0);
        return new Checkpoint(name, metadata, [shard], tensors);
    }

    /// <summary>Makes sure that no file was written since it was opened.</summary>
    /// <exception cref="UnusableInputException">One was.</exception>
    public void DemandUnchanged()
    {
        foreach (Shard shard in Shards)
            shard.DemandUnchanged();
    }

    /// <summary>What tells this state of its files from any other: names, lengths, times and headers, but not where they lie.</summary>
    internal void AppendIdentity(StringBuilder text)
    {
        foreach (Shard shard in Shards)
            text.Append(Path.GetFileName(shard.Path)).Append(' ').Append(shard.Length).Append(' ').Append(shard.Modified.Ticks).Append(' ').Append(shard.HeaderHash).Append('\n');
        text.Append('\n');
    }

    private static bool IsIndex(string path) => path.EndsWith(ShardIndex.Ending, StringComparison.Ordinal);

    private static bool IsSafetensors(string path) => path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase)
        || InputFile.Read(path, static stream => FileKinds.Of(stream) == FileKind.Safetensors);

    private static (IReadOnlyList<string> Files, IReadOnlyDictionary<string, int> Where) ReadIndex(string path) =>
        ShardIndex.Parse(InputFile.ReadAll(path, ShardIndex.MaxBytes), path);

    private static Checkpoint OfShards(string name, string index)
    {
        (IReadOnlyList<string> files, IReadOnlyDictionary<string, int> where) = ReadIndex(index);
        string folder = Path.GetDirectoryName(Path.GetFullPath(index))!;
        string[] paths = [.. files.Select(file => Path.Combine(folder, file))];
        string[] missing = [.. paths.Where(static path => !File.Exists(path))];
        if (missing.Length > 0)
        {
            throw new UnusableInputException(
                $"'{index}' names {files.Count} files, of which {missing.Length} {(missing.Length == 1 ? "is" : "are")} not there: "
                + $"{string.Join(", ", missing.Take(3).Select(static path => $"'{Path.GetFileName(path)}'"))}{(missing.Length > 3 ? ", ..." : "")}. Fetch what is missing.");
        }

        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        var shards = new List<Shard>();
        var tensors = new List<CheckpointTensor>();
        for (int i = 0; i < paths.Length; i++)
        {
            (Shard shard, IReadOnlyDictionary<string, string> said, IReadOnlyList<CheckpointTensor> held) = Shard.Read(paths[i], i);
            shards.Add(shard);
            foreach ((string key, string value) in said)
                metadata.TryAdd(key, value);
            foreach (CheckpointTensor tensor in held)
            {
                if (!where.TryGetValue(tensor.Name, out int expected) || expected != i)
                {
                    throw new UnusableInputException(
                        $"'{index}' does not fit its files: '{files[i]}' holds the tensor {Shown.Quoted(tensor.Name)}, which by the index is "
                        + (where.ContainsKey(tensor.Name) ? $"in '{files[expected]}'." : "in none.") + " Index and files are of different checkpoints.");
                }

                tensors.Add(tensor);
            }
        }

        if (tensors.Count == where.Count)
            return new Checkpoint(name, metadata, shards, tensors);
        HashSet<string> there = [.. tensors.Select(static tensor => tensor.Name)];
        throw new UnusableInputException(
            $"'{index}' does not fit its files: the tensor {Shown.Quoted(where.Keys.First(key => !there.Contains(key)))} is in none of them. Index and files are of different checkpoints.");
    }
}
