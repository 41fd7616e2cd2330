namespace Minima.Data.Pictures;

/// <summary>
/// Reads PGM, the grey pictures of Netpbm: P5 (bytes) and P2 (decimal numbers), up to 16 bits; comments (# to the line's end) may stand
/// in the header. Strict: exactly one picture, no value above the greatest that the header states.
/// </summary>
/// <remarks>Bounded: the size is checked against the limits and the file's length before anything is allocated.</remarks>
internal sealed class PgmReader
{
    private const int BufferSize = 1 << 16;
    private const int MaximumValue = 65_535;

    private readonly Stream _stream;
    private readonly string _path;
    private readonly byte[] _buffer = new byte[BufferSize];
    private int _at;
    private int _end;

    private PgmReader(Stream stream, string path) => (_stream, _path) = (stream, path);

    /// <summary>Reads the picture; <paramref name="path"/> is named in errors.</summary>
    /// <exception cref="UnusableInputException">It is damaged or over a limit.</exception>
    public static Picture Read(Stream stream, string path) => new PgmReader(stream, path).Read();

    private Picture Read()
    {
        Next();
        bool plain = Next() == '2';
        int width = Number("width", int.MaxValue, comments: true), height = Number("height", int.MaxValue, comments: true);
        Picture.DemandSize(width, height, $"'{_path}'");
        int most = Number("greatest value", MaximumValue, comments: true);
        if (most == 0)
            throw Damaged("its greatest value is 0");
        int pixels = width * height;

        // Of the shortest spelling: a digit a number and a separator between them; or one or two bytes, after a single separator.
        long least = plain ? (2L * pixels) - 1 : (long)pixels * (most > 255 ? 2 : 1);
        if (_stream.Length < least)
            throw Damaged($"it claims {width} x {height} pixels, which its {_stream.Length} bytes cannot hold");
        var grey = new byte[pixels];
        if (!plain && !IsSpace(Next()))
            throw Damaged("the header does not end with a single blank");
        for (int i = 0; i < pixels; i++)
        {
            int value = plain ? Number("value", most, comments: false) : Binary(most);
            grey[i] = (byte)(((value * 255L) + (most / 2)) / most);
        }

        for (int rest = Next(); rest >= 0; rest = Next())
        {
            if (!plain || !IsSpace(rest))
                throw Damaged("something follows its last pixel; one picture a file was expected");
        }

        return new Picture(width, height, grey);
    }

    private int Binary(int most)
    {
        int value = Next();
        if (most > 255 && value >= 0)
            value = Next() is >= 0 and var low ? (value << 8) | low : -1;
        if (value < 0)
            throw Damaged("its pixels end too early");
        return value <= most ? value : throw Damaged($"a pixel is {value}, more than its greatest value {most}");
    }

    /// <summary>A decimal number after at least one blank; the byte after it is left to be read.</summary>
    private int Number(string what, int most, bool comments)
    {
        int letter = Next();
        bool separated = false;
        while (IsSpace(letter) || (comments && letter == '#'))
        {
            if (letter == '#')
                SkipComment();
            separated = true;
            letter = Next();
        }

        if (!separated || letter is < '0' or > '9')
            throw Damaged(letter < 0 ? $"it ends where its {what} was expected" : $"its {what} is not a number");
        long value = 0;
        for (; letter is >= '0' and <= '9'; letter = Next())
        {
            value = (10 * value) + (letter - '0');
            if (value > most)
                throw Damaged($"its {what} is above {most}");
        }

        if (letter >= 0)
            _at--;
        return (int)value;
    }

    /// <summary>Reads to the end of the line, or of the file.</summary>
    private void SkipComment()
    {
        while (Next() is not '\n' and not '\r' and >= 0)
        {
        }
    }

    private int Next()
    {
        if (_at == _end)
        {
            (_at, _end) = (0, _stream.Read(_buffer));
            if (_end == 0)
                return -1;
        }

        return _buffer[_at++];
    }

    private static bool IsSpace(int letter) => letter is ' ' or '\t' or '\n' or '\v' or '\f' or '\r';

    private UnusableInputException Damaged(string what) => new($"'{_path}' is a damaged PGM: {what}. Save or copy the picture again.");
}
