namespace Minima.Formats;

/// <summary>Opens files for reading and turns what can go wrong into sentences.</summary>
internal static class InputFile
{
    /// <summary>Hands the opened file to <paramref name="read"/>. Others may go on writing it, or replace it, meanwhile.</summary>
    /// <exception cref="UnusableInputException">It is not there, is no ordinary file, or cannot be read.</exception>
    public static T Read<T>(string path, Func<Stream, T> read)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return stream.CanSeek
                ? read(stream)
                : throw new UnusableInputException($"'{path}' is a pipe or a device; a file was expected.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UnusableInputException($"There is no file '{path}'.", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new UnusableInputException($"'{path}' cannot be read: it is a folder, or you have no permission.", e);
        }
        catch (EndOfStreamException e)
        {
            throw new UnusableInputException($"'{path}' became shorter while it was read; try again when nothing writes it.", e);
        }
        catch (IOException e)
        {
            throw new UnusableInputException($"'{path}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The whole file, which may have <paramref name="most"/> bytes.</summary>
    /// <exception cref="UnusableInputException">It is longer, or cannot be read.</exception>
    public static byte[] ReadAll(string path, int most) => Read(path, stream =>
    {
        if (stream.Length > most)
            throw new UnusableInputException($"'{path}' has {stream.Length} bytes; at most {most} were expected.");
        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    });
}
