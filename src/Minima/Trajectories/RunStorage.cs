namespace Minima.Trajectories;

/// <summary>Every way in which a run changes its files: the points at which a kill can hit it.</summary>
internal interface IRunStorage
{
    /// <summary>Puts a whole file in place of another, or of none.</summary>
    void Replace(string path, ReadOnlySpan<byte> content);

    /// <summary>
    /// Adds to the end of a file, creating it where there is none; a kill may leave the first part of it. Durable: it is on the
    /// disk on return.
    /// </summary>
    void Append(string path, ReadOnlySpan<byte> content, bool durable);

    /// <summary>Removes a file, if it is there.</summary>
    void Delete(string path);
}

/// <summary>The files themselves.</summary>
internal sealed class DiskStorage : IRunStorage
{
    /// <inheritdoc/>
    public void Replace(string path, ReadOnlySpan<byte> content) => AtomicFile.Write(path, content);

    /// <inheritdoc/>
    public void Append(string path, ReadOnlySpan<byte> content, bool durable)
    {
        using var stream = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        stream.Write(content);
        stream.Flush(durable);
    }

    /// <inheritdoc/>
    public void Delete(string path) => File.Delete(path);
}
