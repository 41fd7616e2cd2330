using Microsoft.Win32.SafeHandles;

namespace Minima.Formats.Checkpoints;

/// <summary>Reads parts of a checkpoint's tensors. One of its files is open at a time; to be used by one thread at a time.</summary>
internal sealed class CheckpointReader(Checkpoint checkpoint) : IDisposable
{
    private SafeFileHandle? _file;
    private int _shard = -1;

    /// <summary>How many bytes were read so far.</summary>
    public long BytesRead { get; private set; }

    /// <summary>Fills <paramref name="destination"/> with the bytes of a file from <paramref name="offset"/> on.</summary>
    /// <exception cref="UnusableInputException">The file has changed since the checkpoint was opened, or cannot be read.</exception>
    public void Read(int shard, long offset, Span<byte> destination)
    {
        string path = checkpoint.Shards[shard].Path;
        try
        {
            if (shard != _shard)
                Open(shard, path);
            while (destination.Length > 0)
            {
                int read = RandomAccess.Read(_file!, destination, offset);
                if (read == 0)
                    throw new UnusableInputException($"'{path}' became shorter while it was read; nothing was written. Begin again when nothing writes it.");
                BytesRead += read;
                offset += read;
                destination = destination[read..];
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnusableInputException($"'{path}' cannot be read: {e.Message}", e);
        }
    }

    public void Dispose() => _file?.Dispose();

    private void Open(int shard, string path)
    {
        _file?.Dispose();
        checkpoint.Shards[shard].DemandUnchanged();
        _file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
        _shard = shard;
    }
}
