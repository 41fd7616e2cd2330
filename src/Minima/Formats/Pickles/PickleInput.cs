using System.Buffers.Binary;

namespace Minima.Formats.Pickles;

/// <summary>
/// The bytes of a pickle, read forward. What a file says of lengths is not believed: an array grows as its bytes arrive, to at most
/// four times what is there.
/// </summary>
/// <param name="stream">Where they come from.</param>
/// <param name="length">How many there should be; it may lie.</param>
/// <param name="bad">Makes the error out of what is wrong.</param>
internal sealed class PickleInput(Stream stream, long length, Func<string, UnusableInputException> bad)
{
    private const int FirstStep = 1 << 16;

    private readonly byte[] _buffer = new byte[1 << 12];
    private int _next;
    private int _filled;

    /// <summary>How many bytes have been read.</summary>
    public long Position { get; private set; }

    /// <summary>The next byte.</summary>
    public byte ReadByte()
    {
        if (_next == _filled && !Fill())
            throw Ended();
        Position++;
        return _buffer[_next++];
    }

    /// <summary>Makes sure that all bytes have been read, and that there were as many as there should be.</summary>
    public void RequireEnd()
    {
        if (_next < _filled || Fill())
            throw bad($"something follows its end, after {Position} bytes");
        if (Position != length)
            throw bad($"it ends after {Position} bytes, but should have {length}: it is cut off, or has bytes after its end");
    }

    /// <summary>A little-endian number of that many bytes, at most 8, without a sign.</summary>
    public ulong ReadNumber(int count)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        bytes.Clear();
        for (int i = 0; i < count; i++)
            bytes[i] = ReadByte();
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }

    /// <summary>That many bytes.</summary>
    public byte[] ReadBytes(ulong count)
    {
        if (count > (ulong)(length - Position))
            throw bad($"it states {count} bytes at byte {Position}, where {length - Position} are left");
        byte[] bytes = new byte[(int)Math.Min(count, FirstStep)];
        int filled = 0;
        while (true)
        {
            int buffered = Math.Min(bytes.Length - filled, _filled - _next);
            _buffer.AsSpan(_next, buffered).CopyTo(bytes.AsSpan(filled));
            _next += buffered;
            int read = stream.ReadAtLeast(bytes.AsSpan(filled + buffered), bytes.Length - filled - buffered, throwOnEndOfStream: false);
            filled += buffered + read;
            Position += buffered + read;
            if (filled < bytes.Length)
                throw Ended();
            if ((ulong)filled == count)
                return bytes;
            Array.Resize(ref bytes, (int)Math.Min(count, 4UL * (ulong)filled));
        }
    }

    /// <summary>A line of at most <paramref name="longest"/> bytes, without its end.</summary>
    public byte[] ReadLine(int longest)
    {
        var line = new List<byte>();
        for (byte b = ReadByte(); b != (byte)'\n'; b = ReadByte())
        {
            if (line.Count == longest)
                throw bad($"the line that ends after byte {Position} has more than {longest} bytes");
            line.Add(b);
        }

        return [.. line];
    }

    private bool Fill()
    {
        (_next, _filled) = (0, stream.Read(_buffer));
        if (Position + _filled > length)
            throw bad($"it has more than the {length} bytes that it should have");
        return _filled > 0;
    }

    private UnusableInputException Ended() => bad($"it ends within a value, after {Position} bytes");
}
