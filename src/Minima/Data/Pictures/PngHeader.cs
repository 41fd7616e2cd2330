using System.Buffers.Binary;

namespace Minima.Data.Pictures;

/// <summary>What a PNG's first chunk says (PNG, 11.2.1).</summary>
/// <param name="Width">Pixels in a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Depth">Bits a sample, or a palette index.</param>
/// <param name="Colour">What a pixel is made of.</param>
/// <param name="Interlaced">Whether the pixels stand in Adam7's seven passes.</param>
internal sealed record PngHeader(int Width, int Height, int Depth, PngColour Colour, bool Interlaced)
{
    /// <summary>The chunk's length.</summary>
    public const int Length = 13;

    /// <summary>Where Adam7's passes begin and how far their pixels stand apart.</summary>
    private static readonly PngPass[] Adam7 =
    [
        new(0, 0, 8, 8), new(4, 0, 8, 8), new(0, 4, 4, 8), new(2, 0, 4, 4), new(0, 2, 2, 4), new(1, 0, 2, 2), new(0, 1, 1, 2),
    ];

    /// <summary>Samples a pixel.</summary>
    public int Channels => Colour switch
    {
        PngColour.Grey or PngColour.Palette => 1,
        PngColour.GreyAlpha => 2,
        PngColour.Rgb => 3,
        _ => 4,
    };

    /// <summary>How far back a filter looks for the pixel to the left: a pixel's bytes, at least 1 (PNG, 9.2).</summary>
    public int FilterStep => Math.Max(1, Channels * Depth / 8);

    /// <summary>The passes that hold any pixel, in order; one where it is not interlaced.</summary>
    public IEnumerable<PngPass> Passes =>
        (Interlaced ? Adam7 : [new PngPass(0, 0, 1, 1)]).Where(pass => pass.Columns(Width) > 0 && pass.Rows(Height) > 0);

    /// <summary>Bytes of all rows with the byte of their filter: what the compressed data must inflate to, exactly.</summary>
    public long RawLength => Passes.Sum(pass => (long)pass.Rows(Height) * (1 + RowLength(pass.Columns(Width))));

    /// <summary>Bytes of a row of so many pixels, without the filter's.</summary>
    public int RowLength(int pixels) => (int)((((long)pixels * Channels * Depth) + 7) / 8);

    /// <summary>Reads the chunk's content.</summary>
    /// <exception cref="UnusableInputException">It says what PNG does not allow, or the picture is too large.</exception>
    public static PngHeader Read(ReadOnlySpan<byte> chunk, string path)
    {
        uint width = BinaryPrimitives.ReadUInt32BigEndian(chunk), height = BinaryPrimitives.ReadUInt32BigEndian(chunk[4..]);
        Picture.DemandSize(width, height, $"'{path}'");
        (byte depth, byte colour) = (chunk[8], chunk[9]);
        bool allowed = (PngColour)colour switch
        {
            PngColour.Grey => depth is 1 or 2 or 4 or 8 or 16,
            PngColour.Palette => depth is 1 or 2 or 4 or 8,
            PngColour.Rgb or PngColour.GreyAlpha or PngColour.RgbAlpha => depth is 8 or 16,
            _ => false,
        };
        if (!allowed)
            throw new UnusableInputException($"'{path}' is a damaged PNG: it has the colour type {colour} with {depth} bits, which PNG does not allow.");
        if (chunk[10] != 0 || chunk[11] != 0 || chunk[12] > 1)
        {
            throw new UnusableInputException(
                $"'{path}' is a damaged PNG: its compression, filter and interlace methods are {chunk[10]}, {chunk[11]} and {chunk[12]}; "
                + "0, 0 and at most 1 are defined.");
        }

        return new PngHeader((int)width, (int)height, depth, (PngColour)colour, chunk[12] == 1);
    }
}

/// <summary>PNG's colour types.</summary>
internal enum PngColour
{
    /// <summary>One sample: grey.</summary>
    Grey = 0,

    /// <summary>Red, green, blue.</summary>
    Rgb = 2,

    /// <summary>One index into the palette.</summary>
    Palette = 3,

    /// <summary>Grey and opacity.</summary>
    GreyAlpha = 4,

    /// <summary>Red, green, blue and opacity.</summary>
    RgbAlpha = 6,
}

/// <summary>A pass over the pixels: every <paramref name="StepX"/>-th of every <paramref name="StepY"/>-th row, from a pixel on.</summary>
internal readonly record struct PngPass(int StartX, int StartY, int StepX, int StepY)
{
    /// <summary>Pixels in a row of the pass.</summary>
    public int Columns(int width) => (width - StartX + StepX - 1) / StepX;

    /// <summary>Rows of the pass.</summary>
    public int Rows(int height) => (height - StartY + StepY - 1) / StepY;
}
