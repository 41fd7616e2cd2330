using System.Runtime.Intrinsics;

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
    private readonly int _first;

    private Examples(byte[]? pixels, float[]? values, byte[] labels, int width)
    {
        long length = pixels?.LongLength ?? values!.LongLength;
        if (width < 1 || length != (long)labels.Length * width)
        {
            throw new UnusableInputException(
                $"{labels.Length} labels with {width} numbers each need {(long)labels.Length * width} numbers, but there are {length}.");
        }

        (_pixels, _values, _labels, Width, Count) = (pixels, values, labels, width, labels.Length);
    }

    private Examples(Examples of, int first, int count) =>
        (_pixels, _values, _labels, Width, _first, Count) = (of._pixels, of._values, of._labels, of.Width, of._first + first, count);

    /// <summary>How many examples there are.</summary>
    public int Count { get; }

    /// <summary>How many numbers an example has.</summary>
    public int Width { get; }

    /// <summary>The labels, 0-based classes, one for each example.</summary>
    public ReadOnlySpan<byte> Labels => _labels.AsSpan(_first, Count);

    /// <summary>The values as bytes, row after row, each standing for byte / 256; empty where the values are floats.</summary>
    public ReadOnlySpan<byte> Pixels => _pixels is null ? [] : _pixels.AsSpan(Start(0), Count * Width);

    /// <summary>The values as floats, row after row; empty where they are kept as bytes.</summary>
    public ReadOnlySpan<float> Values => _values is null ? [] : _values.AsSpan(Start(0), Count * Width);

    /// <summary>Examples whose values are byte / 256. The arrays are not copied.</summary>
    /// <exception cref="UnusableInputException">The arrays' lengths do not fit <paramref name="width"/>.</exception>
    public static Examples FromPixels(byte[] pixels, byte[] labels, int width) => new(pixels, null, labels, width);

    /// <summary>Examples with any values. The arrays are not copied.</summary>
    /// <exception cref="UnusableInputException">The arrays' lengths do not fit <paramref name="width"/>.</exception>
    public static Examples FromValues(float[] values, byte[] labels, int width) => new(null, values, labels, width);

    /// <summary>Copies the numbers of one example.</summary>
    /// <param name="index">The example, from 0.</param>
    /// <param name="destination">At least <see cref="Width"/> long; what lies beyond is left alone.</param>
    public void CopyRow(int index, Span<float> destination) => Copy(Start(index), destination[..Width]);

    /// <summary>Copies an example's numbers from <paramref name="first"/> on; zeros beyond the last.</summary>
    internal void CopyPart(int index, int first, Span<float> destination)
    {
        int count = Math.Min(Width - first, destination.Length);
        Copy(Start(index) + first, destination[..count]);
        destination[count..].Clear();
    }

    /// <summary>One number of one example.</summary>
    internal float this[int index, int input] => _values is null ? _pixels![Start(index) + input] * PixelScale : _values[Start(index) + input];

    /// <summary>Which of up to 64 numbers of an example, from <paramref name="first"/> on, are not zero, as bits; NaN is not.</summary>
    internal ulong Lit(int index, int first)
    {
        int start = Start(index) + first, count = Math.Min(64, Width - first);
        ulong lit = 0;
        int i = 0;
        if (_values is not null)
        {
            for (; i < count; i++)
                lit |= _values[start + i] != 0 ? 1UL << i : 0;
            return lit;
        }

        ReadOnlySpan<byte> pixels = _pixels.AsSpan(start, count);
        for (; i + Vector128<byte>.Count <= count; i += Vector128<byte>.Count)
        {
            Vector128<byte> dark = Vector128.Equals(Vector128.Create(pixels.Slice(i, Vector128<byte>.Count)), Vector128<byte>.Zero);
            lit |= (ulong)(~dark.ExtractMostSignificantBits() & 0xffff) << i;
        }

        for (; i < count; i++)
            lit |= pixels[i] != 0 ? 1UL << i : 0;
        return lit;
    }

    /// <summary>The examples from <paramref name="start"/> on. Nothing is copied.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are not as many.</exception>
    public Examples Slice(int start, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count - start);
        return new Examples(this, start, count);
    }

    private void Copy(int start, Span<float> destination)
    {
        if (_values is not null)
        {
            _values.AsSpan(start, destination.Length).CopyTo(destination);
            return;
        }

        ReadOnlySpan<byte> row = _pixels.AsSpan(start, destination.Length);
        int i = 0;
        for (; i + Vector128<byte>.Count <= row.Length; i += Vector128<byte>.Count)
        {
            (Vector128<ushort> low, Vector128<ushort> high) = Vector128.Widen(Vector128.Create(row.Slice(i, Vector128<byte>.Count)));
            Scale(low, destination[i..]);
            Scale(high, destination[(i + Vector128<ushort>.Count)..]);
        }

        for (; i < row.Length; i++)
            destination[i] = row[i] * PixelScale;
    }

    private static void Scale(Vector128<ushort> pixels, Span<float> destination)
    {
        (Vector128<uint> low, Vector128<uint> high) = Vector128.Widen(pixels);
        (Vector128.ConvertToSingle(low.AsInt32()) * PixelScale).CopyTo(destination);
        (Vector128.ConvertToSingle(high.AsInt32()) * PixelScale).CopyTo(destination[Vector128<uint>.Count..]);
    }

    private int Start(int index) => (_first + index) * Width;
}
