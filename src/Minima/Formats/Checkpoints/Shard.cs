using System.Security.Cryptography;

namespace Minima.Formats.Checkpoints;

/// <summary>One file of a checkpoint, as it was when its header was read.</summary>
/// <param name="Path">The file.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Modified">When it was last written, UTC.</param>
/// <param name="HeaderHash">SHA-256 of its header.</param>
public sealed record Shard(string Path, long Length, DateTime Modified, string HeaderHash)
{
    /// <summary>Reads a file's header; nothing else is read, however long the file is.</summary>
    /// <exception cref="UnusableInputException">It cannot be read, or its header breaks a rule of the format (see <see cref="Safetensors"/>).</exception>
    internal static (Shard Shard, IReadOnlyDictionary<string, string> Metadata, IReadOnlyList<CheckpointTensor> Tensors) Read(string path, int number)
    {
        // The time before the header: what is written meanwhile is noticed.
        DateTime modified = File.GetLastWriteTimeUtc(path);
        return InputFile.Read(path, stream => Read(stream, path, number, modified));
    }

    /// <summary>The same out of a stream that knows its length; <paramref name="path"/> is what errors name.</summary>
    internal static (Shard Shard, IReadOnlyDictionary<string, string> Metadata, IReadOnlyList<CheckpointTensor> Tensors) Read(
        Stream stream, string path, int number, DateTime modified)
    {
        long length = stream.Length;
        SafetensorsHeader.Content header = SafetensorsHeader.Read(stream, length, Safetensors.Bad(path));
        long begin = length - header.DataLength;
        return (
            new Shard(path, length, modified, Convert.ToHexStringLower(SHA256.HashData(header.Bytes))),
            header.Metadata,
            [.. header.Entries.Select(entry => new CheckpointTensor(
                entry.Name, entry.Type, entry.Shape, number, begin + entry.Begin, entry.End - entry.Begin))]);
    }

    /// <summary>Makes sure that the file is still the one whose header was read, going by its length and its time.</summary>
    /// <exception cref="UnusableInputException">It is gone, or was written or replaced since.</exception>
    public void DemandUnchanged()
    {
        var now = new FileInfo(Path);
        if (!now.Exists)
            throw new UnusableInputException($"'{Path}' was there when this began and is gone now; nothing was written. Begin again when it is back.");
        if (now.Length != Length || now.LastWriteTimeUtc != Modified)
        {
            throw new UnusableInputException(
                $"'{Path}' changed while it was read: it had {Length} bytes, last written {Modified:O}, and now has {now.Length}, last written "
                + $"{now.LastWriteTimeUtc:O}; nothing was written. Begin again when nothing writes it.");
        }
    }
}
