using System.Buffers.Binary;
using System.Security.Cryptography;
using Minima.Formats;

namespace Minima.Studies.Comparisons;

/// <summary>True classes out of a NumPy file.</summary>
/// <param name="Path">The file.</param>
/// <param name="Type">What it holds.</param>
/// <param name="Shape">Its axes.</param>
/// <param name="Values">The classes, from 0.</param>
public sealed record GivenLabels(string Path, ElementType Type, IReadOnlyList<long> Shape, int[] Values)
{
    /// <summary>SHA-256 over the labels as 64-bit integers, little-endian, in lower-case hex digits: the same whatever type the file holds.</summary>
    public string Fingerprint
    {
        get
        {
            byte[] bytes = new byte[Values.Length * sizeof(long)];
            for (int n = 0; n < Values.Length; n++)
                BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(n * sizeof(long)), Values[n]);
            return Convert.ToHexStringLower(SHA256.HashData(bytes));
        }
    }

    /// <summary>Reads a <c>.npy</c> file of any type of integers for some logits.</summary>
    /// <exception cref="UnusableInputException">It cannot be read, is of another type or shape than the logits', or a label is no class of theirs.</exception>
    public static GivenLabels Read(string path, Logits logits, int classes)
    {
        Tensor tensor = Npy.Read(path);
        if (!tensor.Type.IsInteger() && tensor.Type != ElementType.Bool)
            throw new UnusableInputException($"'{path}' holds {tensor.Type.Name()}; labels are integers, the class of each example from 0 on.");
        if (!tensor.Shape.SequenceEqual(logits.Shape.SkipLast(1)))
        {
            throw new UnusableInputException(
                $"'{path}' is [{string.Join(", ", tensor.Shape)}], but '{logits.Path}' is [{string.Join(", ", logits.Shape)}], which takes a label for each of [{string.Join(", ", logits.Shape.SkipLast(1))}].");
        }

        ReadOnlySpan<byte> bytes = tensor.Bytes.Span;
        int[] values = new int[logits.Examples];
        for (int n = 0; n < values.Length; n++)
        {
            double label = TensorNumbers.At(bytes, tensor.Type, n);
            if (!(label >= 0 && label < classes))
                throw new UnusableInputException($"'{path}'{tensor.Place(n)} is {label}, but only the classes 0 to {classes - 1} are told apart.");
            values[n] = (int)label;
        }

        return new GivenLabels(path, tensor.Type, tensor.Shape, values);
    }
}
