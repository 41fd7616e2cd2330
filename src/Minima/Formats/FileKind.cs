namespace Minima.Formats;

/// <summary>What a file is by its first bytes; its name says nothing.</summary>
internal enum FileKind
{
    /// <summary>None of the others.</summary>
    Unknown,

    /// <summary>Safetensors: a header's length of at most 4 MiB, then <c>{</c>.</summary>
    Safetensors,

    /// <summary>One NumPy array, <c>.npy</c>.</summary>
    Npy,

    /// <summary>A zip file: NumPy's <c>.npz</c>, or PyTorch's <c>.pt</c>.</summary>
    Zip,

    /// <summary>A Python pickle of protocol 2 or newer.</summary>
    Pickle,

    /// <summary>A Python pickle of protocol 0 or 1, going by how those of lists, dictionaries and arrays begin: they have no mark.</summary>
    OldPickle,

    /// <summary>Gzip.</summary>
    Gzip,
}

/// <summary>Tells the kinds of files apart.</summary>
internal static class FileKinds
{
    private const int Longest = 9;

    /// <summary>The kind of the file whose content begins where <paramref name="stream"/> stands; it stands there again afterwards.</summary>
    public static FileKind Of(Stream stream)
    {
        Span<byte> start = stackalloc byte[Longest];
        long position = stream.Position;
        int read = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        stream.Position = position;
        return Of(start[..read]);
    }

    private static FileKind Of(ReadOnlySpan<byte> start)
    {
        // First of all, since the length of a header may begin as a pickle or a gzip file does; neither goes on like this.
        if (start.Length == Longest && start[8] == (byte)'{' && !start[3..8].ContainsAnyExcept((byte)0))
            return FileKind.Safetensors;
        if (start.StartsWith("PK\x03\x04"u8) || start.StartsWith("PK\x05\x06"u8))
            return FileKind.Zip;
        if (start is [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', ..])
            return FileKind.Npy;
        if (start is [0x80, >= 2 and <= 5, ..])
            return FileKind.Pickle;
        if (start is [(byte)'(', (byte)'l' or (byte)'d', (byte)'p', ..] or [(byte)']' or (byte)'}', (byte)'q', 0, ..]
            || start.StartsWith("cnumpy"u8) || start.StartsWith("(cnumpy"u8) || start.StartsWith("((cnumpy"u8) || start.StartsWith("ccopy_reg"u8))
            return FileKind.OldPickle;
        return start is [0x1f, 0x8b, ..] ? FileKind.Gzip : FileKind.Unknown;
    }
}
