namespace Minima;

/// <summary>
/// Writes a file so that a reader, or a kill at any moment, finds either the old file or the whole new one:
/// the content goes to a temporary name in the same folder, is flushed to the disk, and is then renamed over the target.
/// </summary>
public static class AtomicFile
{
    /// <summary>The ending of temporary names; a file with it is what a killed process left, and may be deleted.</summary>
    public const string TemporaryEnding = ".part";

    /// <summary>Writes <paramref name="content"/> to <paramref name="path"/>, creating the folder where it is missing.</summary>
    /// <exception cref="IOException">The disk is full or the file cannot be written; the target is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to; the target is as it was.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content) =>
        Write(path, content, static (stream, bytes) => stream.Write(bytes));

    /// <summary>Writes <paramref name="content"/> as UTF-8 without a byte order mark.</summary>
    /// <inheritdoc cref="Write(string, ReadOnlySpan{byte})"/>
    public static void Write(string path, string content) => Write(path, System.Text.Encoding.UTF8.GetBytes(content));

    /// <summary>Writes what <paramref name="writer"/> puts into the stream it is handed.</summary>
    /// <inheritdoc cref="Write(string, ReadOnlySpan{byte})"/>
    public static void Write(string path, Action<Stream> writer) => Write(path, writer, static (stream, write) => write(stream));

    private static void Write<T>(string path, T content, Action<Stream, T> writer)
        where T : allows ref struct
    {
        using FileStream stream = Create(path, out string temporary);
        try
        {
            writer(stream, content);
            Finish(stream, temporary, path);
        }
        catch
        {
            Abandon(stream, temporary);
            throw;
        }
    }

    private static FileStream Create(string path, out string temporary)
    {
        string full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        temporary = full + TemporaryEnding;
        return new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None);
    }

    private static void Finish(FileStream stream, string temporary, string path)
    {
        stream.Flush(flushToDisk: true);
        stream.Dispose();
        File.Move(temporary, path, overwrite: true);
    }

    private static void Abandon(FileStream stream, string temporary)
    {
        // A full disk fails again when the buffered rest is flushed: the first error is the one to report.
        try
        {
            stream.Dispose();
        }
        catch (IOException)
        {
        }

        File.Delete(temporary);
    }
}
