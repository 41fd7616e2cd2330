using System.Globalization;
using System.Text;

namespace Minima.Formats;

/// <summary>
/// The header of a <c>.npy</c> file: the literal of a Python dictionary with exactly <c>descr</c>, <c>fortran_order</c> and <c>shape</c>,
/// then spaces and a line feed. Read by its grammar, for nothing of it may be evaluated.
/// </summary>
/// <param name="Type">What the elements are.</param>
/// <param name="IsBigEndian">Whether their most significant byte stands first.</param>
/// <param name="IsFortran">Whether the first index changes fastest.</param>
/// <param name="Shape">The lengths.</param>
internal sealed record NpyHeader(ElementType Type, bool IsBigEndian, bool IsFortran, IReadOnlyList<long> Shape)
{
    private const int MaxRank = Safetensors.MaxRank;
    private const long MaxLength = (1L << 48) - 1;

    /// <summary>Reads the header; <paramref name="bad"/> makes the error out of what is wrong.</summary>
    public static NpyHeader Parse(ReadOnlySpan<byte> header, Func<string, UnusableInputException> bad)
    {
        var reader = new Reader(header, bad);
        string? descr = null;
        bool? fortran = null;
        List<long>? shape = null;
        reader.Expect('{');
        while (!reader.Accept('}'))
        {
            string key = reader.Text();
            reader.Expect(':');
            switch (key)
            {
                case "descr" when descr is null:
                    descr = reader.Next == '[' ? throw bad("it holds records of several fields; arrays of numbers are read") : reader.Text();
                    break;
                case "fortran_order" when fortran is null:
                    fortran = reader.Boolean();
                    break;
                case "shape" when shape is null:
                    shape = reader.Lengths();
                    break;
                default:
                    throw bad($"its header has a member {Shown.Quoted(key)} that is unknown or stands twice");
            }

            if (reader.Next != '}')
                reader.Expect(',');
        }

        reader.End();
        if (descr is null || fortran is null || shape is null)
            throw bad("its header lacks 'descr', 'fortran_order' or 'shape'");
        (ElementType type, bool bigEndian) = NpyTypes.Parse(descr, bad);
        return new NpyHeader(type, bigEndian, fortran.Value, shape);
    }

    /// <summary>The bytes that all elements take.</summary>
    public long ByteCount(Func<string, UnusableInputException> bad)
    {
        try
        {
            return Shape.Aggregate((long)(Type.Bits() / 8), static (product, length) => checked(product * length));
        }
        catch (OverflowException)
        {
            throw bad("its array is larger than any file");
        }
    }

    private ref struct Reader(ReadOnlySpan<byte> header, Func<string, UnusableInputException> bad)
    {
        private ReadOnlySpan<byte> _rest = header;

        /// <summary>The next character that is no space; NUL at the end.</summary>
        public char Next
        {
            get
            {
                _rest = _rest.TrimStart((byte)' ');
                return _rest.IsEmpty ? '\0' : (char)_rest[0];
            }
        }

        public bool Accept(char expected)
        {
            if (Next != expected)
                return false;
            _rest = _rest[1..];
            return true;
        }

        public void Expect(char expected)
        {
            if (!Accept(expected))
                throw bad($"its header is no dictionary of 'descr', 'fortran_order' and 'shape': '{expected}' is missing");
        }

        /// <summary>Text between quotes of either kind; what has an escape in it is none of the known words.</summary>
        public string Text()
        {
            char quote = Next;
            int end = quote is '\'' or '"' ? _rest[1..].IndexOf((byte)quote) : -1;
            if (end < 0)
                throw bad("its header has something else where a text in quotes should be");
            string text = Encoding.Latin1.GetString(_rest.Slice(1, end));
            _rest = _rest[(end + 2)..];
            return text;
        }

        public bool Boolean()
        {
            _ = Next;
            bool value = _rest.StartsWith("True"u8);
            if (!value && !_rest.StartsWith("False"u8))
                throw bad("its 'fortran_order' is neither True nor False");
            _rest = _rest[(value ? 4 : 5)..];
            return value;
        }

        /// <summary>A tuple: <c>()</c>, <c>(3,)</c>, <c>(3, 4)</c>; Python 2 may have written <c>3L</c>.</summary>
        public List<long> Lengths()
        {
            var lengths = new List<long>();
            Expect('(');
            while (!Accept(')'))
            {
                lengths.Add(Length());
                if (lengths.Count > MaxRank)
                    throw bad($"its shape has more than {MaxRank} lengths");
                if (lengths.Count == 1 || Next != ')')
                    Expect(',');
            }

            return lengths;
        }

        public void End()
        {
            if (_rest.IsEmpty || _rest[^1] != (byte)'\n' || _rest[..^1].ContainsAnyExcept((byte)' '))
                throw bad("its header does not end with spaces and a line feed");
        }

        private long Length()
        {
            _ = Next;
            int digits = _rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            digits = digits < 0 ? _rest.Length : digits;
            if (!long.TryParse(_rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out long length) || length > MaxLength)
                throw bad("its shape has a length that is not a whole number from 0 to 2^48 - 1");
            _rest = _rest[digits..];
            Accept('L');
            return length;
        }
    }
}
