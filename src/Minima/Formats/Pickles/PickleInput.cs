using System.Buffers.Binary;

namespace Minima.Formats.Pickles;

/// <summary>
/// The bytes of a pickle, read forward. What a file says of lengths is not believed: an array grows as its bytes arrive, to at most
/// four times what is there.
/// </summary>
/// <param name="stream">Where they come from.</param>
/// <param name="most">How many are read at most.</param>
/// <param name="bad">Makes the error out of what is wrong.</param>
internal sealed class PickleInput(Stream stream, long most, Func<string, UnusableInputException> bad)
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

    /// <summary>Whether there are no more bytes.</summary>
    public bool IsAtEnd() => _next == _filled && !Fill();

    /// <summary>A little-endian number of that many bytes, at most 8, without a sign.</summary>
    public ulong ReadNumber(int length)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        bytes.Clear();
        for (int i = 0; i < length; i++)
            bytes[i] = ReadByte();
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }

    /// <summary>That many bytes.</summary>
    public byte[] ReadBytes(ulong length)
    {
        if (length > (ulong)(most - Position))
            throw bad($"it states {length} bytes at byte {Position}, and at most {most} are read in all");
        byte[] bytes = new byte[(int)Math.Min(length, FirstStep)];
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
            if ((ulong)filled == length)
                return bytes;
            Array.Resize(ref bytes, (int)Math.Min(length, 4UL * (ulong)filled));
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
        if (Position + _filled > most)
            throw bad($"it has more than {most} bytes, which is the most that is read");
        return _filled > 0;
    }

    private UnusableInputException Ended() => bad($"it ends within a value, after {Position} bytes");
}
