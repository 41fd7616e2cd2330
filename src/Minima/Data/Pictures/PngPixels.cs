using System.Buffers.Binary;

namespace Minima.Data.Pictures;

/// <summary>A PNG's samples as grey and opacity, a byte each.</summary>
internal sealed class PngPixels
{
    private readonly PngHeader _header;
    private readonly string _path;
    private readonly byte[] _paletteGrey;
    private readonly byte[] _paletteOpacity;
    private readonly int[]? _transparent;

    /// <summary>Makes room for the pixels.</summary>
    /// <exception cref="UnusableInputException">The transparent colour has more bits than the picture's samples.</exception>
    public PngPixels(PngChunks chunks, string path)
    {
        (_header, _path) = (chunks.Header, path);
        byte[] palette = chunks.Palette;
        bool indexed = _header.Colour == PngColour.Palette;
        _paletteGrey = indexed
            ? [.. palette.Chunk(3).Select(static colour => Luma(colour[0], colour[1], colour[2]))] : [];
        _paletteOpacity = indexed && chunks.Transparent is { } opacities
            ? [.. opacities, .. Enumerable.Repeat(byte.MaxValue, _paletteGrey.Length - opacities.Length)] : [];
        if (!indexed && chunks.Transparent is { } colour)
        {
            _transparent = [.. colour.Chunk(2).Select(static sample => (int)BinaryPrimitives.ReadUInt16BigEndian(sample))];
            if (_transparent.Any(sample => sample >> _header.Depth != 0))
                throw new UnusableInputException($"'{path}' is a damaged PNG: its transparent colour does not fit into {_header.Depth} bits.");
        }

        Grey = new byte[_header.Width * _header.Height];
        if (chunks.Transparent is not null || _header.Colour is PngColour.GreyAlpha or PngColour.RgbAlpha)
            Opacity = new byte[Grey.Length];
    }

    /// <summary>0 is black, 255 is white; row after row.</summary>
    public byte[] Grey { get; }

    /// <summary>0 is transparent, 255 is opaque; null where everything is opaque.</summary>
    public byte[]? Opacity { get; }

    /// <summary>Puts a row of a pass where it belongs.</summary>
    /// <exception cref="UnusableInputException">An index is beyond the palette.</exception>
    public void Put(ReadOnlySpan<byte> row, PngPass pass, int y)
    {
        int columns = pass.Columns(_header.Width), channels = _header.Channels;
        int target = ((pass.StartY + (y * pass.StepY)) * _header.Width) + pass.StartX;
        for (int x = 0; x < columns; x++, target += pass.StepX)
        {
            int first = x * channels, a = Sample(row, first);
            switch (_header.Colour)
            {
                case PngColour.Palette:
                    if (a >= _paletteGrey.Length)
                        throw new UnusableInputException($"'{_path}' is a damaged PNG: a pixel has the colour {a} of a palette of {_paletteGrey.Length}.");
                    Grey[target] = _paletteGrey[a];
                    if (Opacity is not null)
                        Opacity[target] = _paletteOpacity[a];
                    break;
                case PngColour.Grey or PngColour.GreyAlpha:
                    Grey[target] = ToByte(a);
                    if (Opacity is not null)
                        Opacity[target] = _transparent is null ? ToByte(Sample(row, first + 1)) : a == _transparent[0] ? byte.MinValue : byte.MaxValue;
                    break;
                default:
                    int green = Sample(row, first + 1), blue = Sample(row, first + 2);
                    Grey[target] = Luma(ToByte(a), ToByte(green), ToByte(blue));
                    if (Opacity is not null)
                    {
                        Opacity[target] = _transparent is null ? ToByte(Sample(row, first + 3))
                            : a == _transparent[0] && green == _transparent[1] && blue == _transparent[2] ? byte.MinValue : byte.MaxValue;
                    }

                    break;
            }
        }
    }

    /// <summary>
    /// ITU-R BT.601's luma, 0.299 red + 0.587 green + 0.114 blue, in units of 2^-14, rounded: what OpenCV makes of a colour too.
    /// </summary>
    internal static byte Luma(int red, int green, int blue) => (byte)(((4899 * red) + (9617 * green) + (1868 * blue) + (1 << 13)) >> 14);

    private int Sample(ReadOnlySpan<byte> row, int index)
    {
        switch (_header.Depth)
        {
            case 8:
                return row[index];
            case 16:
                return (row[2 * index] << 8) | row[(2 * index) + 1];
            default:
                // The leftmost pixel stands in the high bits.
                int perByte = 8 / _header.Depth;
                int shift = _header.Depth * (perByte - 1 - (index % perByte));
                return (row[index / perByte] >> shift) & ((1 << _header.Depth) - 1);
        }
    }

    private byte ToByte(int sample) => _header.Depth switch
    {
        8 => (byte)sample,
        16 => (byte)(((sample * 255) + 32_767) / 65_535),
        _ => (byte)(sample * 255 / ((1 << _header.Depth) - 1)),
    };
}
