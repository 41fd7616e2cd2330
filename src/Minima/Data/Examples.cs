namespace Minima.Data;

/// <summary>
/// Examples in a fixed order: for each, <see cref="Width"/> numbers and a label.
/// Kept as bytes where every value is a whole number of 1/256 (as MNIST's are), otherwise as floats.
/// </summary>
public sealed class Examples
{
    private const float PixelScale = 1f / 256f;

    private readonly byte[]? _pixels;
    private readonly float[]? _values;
    private readonly byte[] _labels;

    private Examples(byte[]? pixels, float[]? values, byte[] labels, int width)
    {
        long length = pixels?.LongLength ?? values!.LongLength;
        if (width < 1 || length != (long)labels.Length * width)
        {
            throw new UnusableInputException(
                $"{labels.Length} labels with {width} numbers each need {(long)labels.Length * width} numbers, but there are {length}.");
        }

        (_pixels, _values, _labels, Width) = (pixels, values, labels, width);
    }

    /// <summary>How many examples there are.</summary>
    public int Count => _labels.Length;

    /// <summary>How many numbers an example has.</summary>
    public int Width { get; }

    /// <summary>The labels, 0-based classes, one for each example.</summary>
    public ReadOnlySpan<byte> Labels => _labels;

    /// <summary>The values as bytes, row after row, each standing for byte / 256; empty where the values are floats.</summary>
    public ReadOnlySpan<byte> Pixels => _pixels;

    /// <summary>The values as floats, row after row; empty where they are kept as bytes.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>Examples whose values are byte / 256. The arrays are not copied.</summary>
    /// <exception cref="UnusableInputException">The arrays' lengths do not fit <paramref name="width"/>.</exception>
    public static Examples FromPixels(byte[] pixels, byte[] labels, int width) => new(pixels, null, labels, width);

    /// <summary>Examples with any values. The arrays are not copied.</summary>
    /// <exception cref="UnusableInputException">The arrays' lengths do not fit <paramref name="width"/>.</exception>
    public static Examples FromValues(float[] values, byte[] labels, int width) => new(null, values, labels, width);

    /// <summary>Copies the numbers of one example.</summary>
    /// <param name="index">The example, from 0.</param>
    /// <param name="destination">At least <see cref="Width"/> long; what lies beyond is left alone.</param>
    public void CopyRow(int index, Span<float> destination)
    {
        if (_values is not null)
        {
            _values.AsSpan(index * Width, Width).CopyTo(destination);
            return;
        }

        ReadOnlySpan<byte> row = _pixels.AsSpan(index * Width, Width);
        for (int i = 0; i < row.Length; i++)
            destination[i] = row[i] * PixelScale;
    }

    /// <summary>The examples from <paramref name="start"/> on, as a copy.</summary>
    public Examples Slice(int start, int count) => new(
        _pixels?.AsSpan(start * Width, count * Width).ToArray(),
        _values?.AsSpan(start * Width, count * Width).ToArray(),
        _labels.AsSpan(start, count).ToArray(),
        Width);
}
