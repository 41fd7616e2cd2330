namespace Minima.Data.Pictures;

/// <summary>The pieces of a PNG's compressed data as one stream, which is what they are (PNG, 10.1).</summary>
/// <param name="file">The file; must be able to seek.</param>
/// <param name="pieces">Where the pieces lie, in order.</param>
internal sealed class PngDataStream(Stream file, IReadOnlyList<(long Start, int Length)> pieces) : Stream
{
    private int _piece;
    private int _offset;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        while (_piece < pieces.Count)
        {
            (long start, int length) = pieces[_piece];
            if (_offset < length)
            {
                file.Position = start + _offset;
                int read = file.Read(buffer[..Math.Min(buffer.Length, length - _offset)]);
                _offset += read;
                return read;
            }

            (_piece, _offset) = (_piece + 1, 0);
        }

        return 0;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
