using Minima.Formats;

namespace Minima.Data;

/// <summary>Turns two named arrays, numbers and labels, into examples.</summary>
internal static class ArrayExamples
{
    private const float Steps = 256f;

    /// <summary>
    /// The examples of <paramref name="x"/> [examples, ...], bytes that stand for byte / 256 or floats as they are, labelled by the whole
    /// numbers from 0 to 255 of <paramref name="y"/>, [examples] or [examples, 1].
    /// </summary>
    /// <exception cref="UnusableInputException">Shapes or types are others, a number is not finite, or a label is out of range.</exception>
    public static Examples Of(Tensor x, Tensor y, string path)
    {
        if (x.Shape.Count < 2 || x.Shape.Contains(0))
        {
            throw new UnusableInputException(
                $"'{path}': {Named(x)} is [{string.Join(", ", x.Shape)}]; examples are [how many, numbers each], or [how many, rows, columns].");
        }

        if (y.Shape.Count is not (1 or 2) || (y.Shape.Count == 2 && y.Shape[1] != 1) || y.Shape[0] != x.Shape[0])
        {
            throw new UnusableInputException(
                $"'{path}': {Named(y)} is [{string.Join(", ", y.Shape)}], but {Named(x)} is [{string.Join(", ", x.Shape)}]; "
                + $"one label for each of the {x.Shape[0]} examples is expected.");
        }

        if (x.Shape[0] > IdxReader.MaximumItems)
            throw new UnusableInputException($"'{path}': {Named(x)} holds {x.Shape[0]} examples; at most {IdxReader.MaximumItems} can be used.");
        byte[] labels = Labels(y, path);
        if (x.Type == ElementType.U8)
            return Examples.FromPixels(x.Bytes.ToArray(), labels, x.Bytes.Length / labels.Length);
        if (!x.IsReadable)
            throw new UnusableInputException($"'{path}': {Named(x)} holds {x.Type.Name()}; bytes (uint8) or floats are expected.");
        float[] values = x.ToFloats();
        int width = values.Length / labels.Length;
        int bad = Array.FindIndex(values, static value => !float.IsFinite(value));
        return bad < 0
            ? Of(values, labels, width)
            : throw new UnusableInputException($"'{path}': {Named(x)} holds {values[bad]} in example {bad / width}; only finite numbers can be used.");
    }

    /// <summary>
    /// The examples from <paramref name="start"/> on. Floats are looked at anew: a data set's fingerprint depends on its parts alone, not on
    /// whether they came in one array.
    /// </summary>
    public static Examples Part(Examples whole, int start, int count)
    {
        Examples part = whole.Slice(start, count);
        return part.Values.IsEmpty ? part : Of(part.Values.ToArray(), part.Labels.ToArray(), part.Width);
    }

    /// <summary>Bytes where every value is a whole number of 1/256 from 0 to 255, floats otherwise.</summary>
    private static Examples Of(float[] values, byte[] labels, int width)
    {
        // Scaling by a power of two is exact, so a value is k / 256 if and only if it comes out whole.
        byte[] pixels = new byte[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            float pixel = values[i] * Steps;
            if (!(pixel is >= 0 and <= byte.MaxValue) || pixel != (byte)pixel)
                return Examples.FromValues(values, labels, width);
            pixels[i] = (byte)pixel;
        }

        return Examples.FromPixels(pixels, labels, width);
    }

    private static byte[] Labels(Tensor y, string path)
    {
        if (!y.Type.IsInteger())
            throw new UnusableInputException($"'{path}': {Named(y)} holds {y.Type.Name()}; labels are whole numbers (uint8 to int64).");
        byte[] labels = new byte[(int)y.Shape[0]];
        ReadOnlySpan<byte> bytes = y.Bytes.Span;
        for (int i = 0; i < labels.Length; i++)
        {
            double label = TensorNumbers.At(bytes, y.Type, i);
            labels[i] = label is >= 0 and <= byte.MaxValue
                ? (byte)label
                : throw new UnusableInputException($"'{path}': {Named(y)} holds the label {label}; labels are classes from 0 to {byte.MaxValue}.");
        }

        return labels;
    }

    private static string Named(Tensor tensor) => Shown.Quoted(tensor.Name);
}
