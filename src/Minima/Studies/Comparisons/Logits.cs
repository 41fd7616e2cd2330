using System.Globalization;
using Minima.Formats;
using Minima.Networks;
using Minima.Numerics;

namespace Minima.Studies.Comparisons;

/// <summary>What some model says of each example, out of a NumPy file: a number for each class, the more the likelier.</summary>
public sealed class Logits
{
    private readonly Tensor _tensor;

    private Logits(string path, Tensor tensor)
    {
        (Path, _tensor) = (path, tensor);
        Classes = (int)tensor.Shape[^1];
        Examples = (int)(tensor.Bytes.Length / (tensor.Type.Bits() / 8) / Classes);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>How many examples there are: all axes but the last together.</summary>
    public int Examples { get; }

    /// <summary>Classes that are told apart: the last axis.</summary>
    public int Classes { get; }

    /// <summary>What the file holds.</summary>
    public ElementType Type => _tensor.Type;

    /// <summary>The file's axes.</summary>
    public IReadOnlyList<long> Shape => _tensor.Shape;

    /// <summary>
    /// Reads a <c>.npy</c> file of f2, f4 or f8, [examples, classes] or with more axes before the classes. The numbers are logits: softmax makes probabilities of
    /// them. Logarithms of probabilities are logits, too.
    /// </summary>
    /// <exception cref="UnusableInputException">It cannot be read, is of another type or shape, is empty, or holds a number that is not finite.</exception>
    public static Logits Read(string path)
    {
        Tensor tensor = Npy.Read(path);
        if (!tensor.IsReadable)
            throw new UnusableInputException($"'{path}' holds {tensor.Type.Name()}; logits are read from f2, f4 or f8.");
        if (tensor.Shape.Count < 2 || tensor.Shape[^1] < 2 || tensor.Shape.Contains(0))
        {
            throw new UnusableInputException(
                $"'{path}' is [{string.Join(", ", tensor.Shape)}]; logits are [examples, classes] with at least two classes. Of a single logit z make the two columns 0 and z.");
        }

        if (tensor.FirstNonFinite() is { } number)
            throw new UnusableInputException($"'{path}'{number}; logits are finite. Of probabilities that may be 0 take the logarithm of the larger of them and 1e-30.");
        return new Logits(path, tensor);
    }

    /// <summary>Whether the numbers look like probabilities, of which no softmax should be taken: none is negative, and those of an example add up to 1.</summary>
    public bool LookLikeProbabilities
    {
        get
        {
            double[] row = new double[Classes];
            for (int n = 0; n < Math.Min(Examples, 100); n++)
            {
                CopyRow(n, row);
                double sum = 0;
                foreach (double value in row)
                    sum += value;
                if (row.Any(static value => value < 0) || !(Math.Abs(sum - 1) <= 0.01))
                    return false;
            }

            return true;
        }
    }

    /// <summary>Copies the logarithms of an example's class probabilities, z - ln(sum of exp z), in double; and gives the class that is likeliest, the first of equals.</summary>
    public int CopyLogProbabilities(int example, Span<double> row)
    {
        CopyRow(example, row);
        int best = 0;
        for (int k = 1; k < row.Length; k++)
            best = row[k] > row[best] ? k : best;
        double largest = row[best], sum = 0;
        foreach (double logit in row)
            sum += Elementary.Exp(logit - largest);
        double all = Elementary.Log(sum);
        foreach (ref double logit in row)
            logit = logit - largest - all;
        return best;
    }

    private void CopyRow(int example, Span<double> row)
    {
        ReadOnlySpan<byte> bytes = _tensor.Bytes.Span;
        int first = example * Classes;
        for (int k = 0; k < row.Length; k++)
            row[k] = TensorNumbers.At(bytes, _tensor.Type, first + k);
    }
}
