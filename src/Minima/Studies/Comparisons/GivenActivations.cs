using Minima.Formats;
using Minima.Numerics;

namespace Minima.Studies.Comparisons;

/// <summary>Linear CKA of activations out of NumPy files: one layer a <c>.npy</c>, several a <c>.npz</c>, matched by their names.</summary>
internal static class GivenActivations
{
    // Of the smaller of examples and features: a matrix of its square is held twice or three times.
    private const int MostSide = 8192;

    /// <summary>The similarities, in A's order, and the layers that only one of the files has.</summary>
    /// <exception cref="UnusableInputException">A file cannot be read, has no layer in common with the other, or an array is none of numbers, not finite, or too large.</exception>
    public static (IReadOnlyList<LayerSimilarity> Layers, IReadOnlyList<string> Unmatched) Of(string a, string b, int threads)
    {
        IReadOnlyList<Tensor> mine = Read(a), theirs = Read(b);
        if (mine.Count == 1 && theirs.Count == 1)
            return ([new LayerSimilarity(mine[0].Name, Similarity(mine[0], a, theirs[0], b, threads))], []);
        Dictionary<string, Tensor> byName = theirs.ToDictionary(static tensor => tensor.Name, StringComparer.Ordinal);
        Tensor[] shared = [.. mine.Where(tensor => byName.ContainsKey(tensor.Name))];
        if (shared.Length == 0)
            throw new UnusableInputException($"'{a}' holds {Names(mine)}, '{b}' holds {Names(theirs)}: no layer of the same name. Save both under the same names.");
        string[] unmatched =
        [
            .. mine.Except(shared).Select(tensor => $"{tensor.Name} (in A alone)"),
            .. theirs.Where(tensor => shared.All(other => other.Name != tensor.Name)).Select(tensor => $"{tensor.Name} (in B alone)"),
        ];
        return ([.. shared.Select(tensor => new LayerSimilarity(tensor.Name, Similarity(tensor, a, byName[tensor.Name], b, threads)))], unmatched);
    }

    private static IReadOnlyList<Tensor> Read(string path) => InputFile.Read(path, stream => FileKinds.Of(stream) == FileKind.Zip
        ? Npz.Read(ZipEntries.Open(stream, path), path).Tensors
        : [Npy.Read(stream, path)]);

    private static double? Similarity(Tensor x, string a, Tensor y, string b, int threads)
    {
        Demand(x, a);
        Demand(y, b);
        if (x.Shape[0] != y.Shape[0])
            throw new UnusableInputException($"'{a}', {Shown.Quoted(x.Name)} has {x.Shape[0]} examples, '{b}' has {y.Shape[0]}; CKA compares what two layers give on the same examples, in the same order.");
        float[] first = Floats(x), second = Floats(y);
        int rows = (int)x.Shape[0], wide = Math.Max(first.Length, second.Length) / rows;
        if (Math.Min(rows, wide) > MostSide)
        {
            throw new UnusableInputException(
                $"{Shown.Quoted(x.Name)} has {rows} examples and up to {wide} features; of one of them there can be {MostSide} at most. Take fewer examples (the first {MostSide}), or average over places.");
        }

        return wide > rows ? GramCka.Of(first, second, rows) : LinearCka.Of(first, first.Length / rows, second, second.Length / rows, threads);
    }

    private static void Demand(Tensor tensor, string path)
    {
        if (!tensor.Type.HasNumbers())
            throw new UnusableInputException($"'{path}', {Shown.Quoted(tensor.Name)} holds {tensor.Type.Name()}; activations are real numbers.");
        if (tensor.Shape.Count < 2 || tensor.Shape.Contains(0) || tensor.Shape[0] < 2)
        {
            throw new UnusableInputException(
                $"'{path}', {Shown.Quoted(tensor.Name)} is [{string.Join(", ", tensor.Shape)}]; activations are [examples, features] with at least two examples, or have more axes behind the examples.");
        }

        if (tensor.FirstNonFinite() is { } number)
            throw new UnusableInputException($"'{path}', {Shown.Quoted(tensor.Name)}{number}; only finite activations can be compared.");
    }

    private static float[] Floats(Tensor tensor)
    {
        if (tensor.IsReadable)
            return tensor.ToFloats();
        ReadOnlySpan<byte> bytes = tensor.Bytes.Span;
        float[] values = new float[bytes.Length / (tensor.Type.Bits() / 8)];
        for (int i = 0; i < values.Length; i++)
            values[i] = (float)TensorNumbers.At(bytes, tensor.Type, i);
        return values;
    }

    private static string Names(IReadOnlyList<Tensor> tensors) =>
        tensors.Count == 0 ? "nothing" : string.Join(", ", tensors.Take(6).Select(static tensor => Shown.Quoted(tensor.Name))) + (tensors.Count > 6 ? ", ..." : "");
}
