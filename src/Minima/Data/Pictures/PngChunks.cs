using System.Buffers.Binary;
using System.Text;

namespace Minima.Data.Pictures;

/// <summary>
/// A PNG file's chunks, walked once from end to end: each within the file, its checksum right, in an order that PNG allows
/// (PNG third edition, 5.6). Only what is needed for the pixels is kept; of the compressed data, where it lies.
/// </summary>
internal sealed class PngChunks
{
    private const int BufferSize = 1 << 16;
    private const int MaximumPalette = 3 * 256;

    // Those with a meaning to their order. All but the last group may stand once.
    private static readonly HashSet<string> BeforePalette = ["cHRM", "cICP", "gAMA", "iCCP", "mDCV", "cLLI", "sBIT", "sRGB"];
    private static readonly HashSet<string> AfterPalette = ["bKGD", "hIST", "tRNS"];
    private static readonly HashSet<string> BeforeData = ["acTL", "pHYs", "sPLT"];
    private static readonly HashSet<string> Once = [.. BeforePalette, .. AfterPalette, "acTL", "pHYs", "tIME", "eXIf"];

    private readonly Stream _stream;
    private readonly string _path;
    private readonly byte[] _buffer = new byte[BufferSize];
    private readonly HashSet<string> _seen = [];
    private readonly List<(long Start, int Length)> _data = [];
    private PngHeader? _header;
    private bool _dataEnded;

    private PngChunks(Stream stream, string path) => (_stream, _path) = (stream, path);

    /// <summary>The eight bytes that every PNG begins with.</summary>
    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a];

    /// <summary>The first chunk.</summary>
    public PngHeader Header => _header!;

    /// <summary>Red, green and blue for each index; empty where there is none.</summary>
    public byte[] Palette { get; private set; } = [];

    /// <summary>The chunk tRNS: opacities of palette entries, or the one transparent grey or colour; null where there is none.</summary>
    public byte[]? Transparent { get; private set; }

    /// <summary>Where the pieces of the compressed data lie, in order.</summary>
    public IReadOnlyList<(long Start, int Length)> Data => _data;

    /// <summary>Walks through a file; leaves the stream anywhere.</summary>
    /// <exception cref="UnusableInputException">A chunk is damaged, missing, out of order, or not understood.</exception>
    public static PngChunks Read(Stream stream, string path)
    {
        var chunks = new PngChunks(stream, path);
        stream.Position = Signature.Length;
        while (chunks.ReadOne() != "IEND")
        {
        }

        if (stream.Position != stream.Length)
            throw chunks.Damaged($"{stream.Length - stream.Position} bytes follow its end");
        return chunks;
    }

    private string ReadOne()
    {
        Span<byte> head = stackalloc byte[8];
        if (_stream.Length - _stream.Position < head.Length + 4)
            throw Damaged("it ends without the chunk IEND");
        _stream.ReadExactly(head);
        uint length = BinaryPrimitives.ReadUInt32BigEndian(head);
        string name = NameOf(head[4..]);
        if (length > _stream.Length - _stream.Position - 4)
            throw Damaged($"its chunk {name} claims {length} bytes, more than the file has left");
        long start = _stream.Position;
        Demand(name, (int)length);
        byte[]? content = Content(name, (int)length);
        uint crc = Checksums.Crc(Checksums.CrcStart, head[4..]);
        for (int left = (int)length; left > 0;)
        {
            int step = Math.Min(left, _buffer.Length);
            _stream.ReadExactly(_buffer, 0, step);
            if (content is not null)
                _buffer.AsSpan(0, step).CopyTo(content.AsSpan((int)length - left));
            crc = Checksums.Crc(crc, _buffer.AsSpan(0, step));
            left -= step;
        }

        _stream.ReadExactly(_buffer, 0, 4);
        if (BinaryPrimitives.ReadUInt32BigEndian(_buffer) != ~crc)
            throw Damaged($"the checksum of its chunk {name} is wrong");
        Keep(name, content, start, (int)length);
        return name;
    }

    private string NameOf(ReadOnlySpan<byte> bytes)
    {
        foreach (byte letter in bytes)
        {
            if (!char.IsAsciiLetter((char)letter))
                throw Damaged("a chunk's name is not made of letters");
        }

        return Encoding.ASCII.GetString(bytes);
    }

    /// <summary>Room for the chunks whose content is kept; their lengths are right by now.</summary>
    private static byte[]? Content(string name, int length) => name is "IHDR" or "PLTE" or "tRNS" ? new byte[length] : null;

    /// <summary>Makes sure that the chunk may stand here and have this length.</summary>
    private void Demand(string name, int length)
    {
        if ((_header is null) != (name == "IHDR"))
            throw Damaged(_header is null ? "its first chunk is not IHDR" : "it has two chunks IHDR");
        if (char.IsAsciiLetterLower(name[2]))
            throw Damaged($"the name of its chunk {name} is reserved");
        bool data = _data.Count > 0, palette = _seen.Contains("PLTE");
        if (Once.Contains(name) && !_seen.Add(name))
            throw Damaged($"it has two chunks {name}");
        if (data && (BeforePalette.Contains(name) || AfterPalette.Contains(name) || BeforeData.Contains(name)))
            throw Damaged($"its chunk {name} comes after the pixels");
        if (palette && BeforePalette.Contains(name))
            throw Damaged($"its chunk {name} comes after the palette");
        _dataEnded |= data && name != "IDAT";
        switch (name)
        {
            case "IHDR" when length != PngHeader.Length:
                throw Damaged($"its chunk IHDR has {length} bytes instead of {PngHeader.Length}");
            case "PLTE":
                DemandPalette(palette, data, length);
                _seen.Add(name);
                break;
            case "tRNS":
                DemandTransparency(length);
                break;
            case "IDAT" when _dataEnded:
                throw Damaged("other chunks stand among its chunks IDAT");
            case "IDAT" when _header!.Colour == PngColour.Palette && !palette:
                throw Damaged("its palette is missing");
            case "IEND" when length != 0:
                throw Damaged("its chunk IEND is not empty");
            case "IEND" when !data:
                throw Damaged("it has no chunk IDAT, and so no pixels");
            case "IHDR" or "IDAT" or "IEND":
                break;
            default:
                if (char.IsAsciiLetterUpper(name[0]))
                    throw Damaged($"it needs the chunk {name}, which is unknown");
                break;
        }
    }

    private void DemandPalette(bool second, bool data, int length)
    {
        if (second || data)
            throw Damaged(second ? "it has two palettes" : "its palette comes after the pixels");
        if (AfterPalette.FirstOrDefault(_seen.Contains) is { } early)
            throw Damaged($"its chunk {early} comes before the palette");
        int most = _header!.Colour == PngColour.Palette ? 3 << _header.Depth : MaximumPalette;
        if (_header.Colour is PngColour.Grey or PngColour.GreyAlpha)
            throw Damaged("it is grey and has a palette");
        if (length == 0 || length % 3 != 0 || length > most)
            throw Damaged($"its palette has {length} bytes; a multiple of 3 up to {most} was expected");
    }

    private void DemandTransparency(int length)
    {
        bool fits = _header!.Colour switch
        {
            PngColour.Grey => length == 2,
            PngColour.Rgb => length == 6,
            PngColour.Palette => length >= 1 && length <= Palette.Length / 3,
            _ => throw Damaged("it has both opacities and a chunk tRNS"),
        };
        if (!fits)
            throw Damaged($"its chunk tRNS has {length} bytes, which its colours or its palette do not bear out");
    }

    private void Keep(string name, byte[]? content, long start, int length)
    {
        switch (name)
        {
            case "IHDR":
                _header = PngHeader.Read(content, _path);
                break;
            case "PLTE":
                Palette = content!;
                break;
            case "tRNS":
                Transparent = content;
                break;
            case "IDAT":
                _data.Add((start, length));
                break;
        }
    }

    private UnusableInputException Damaged(string what) => new($"'{_path}' is a damaged PNG: {what}. Save or copy the picture again.");
}
