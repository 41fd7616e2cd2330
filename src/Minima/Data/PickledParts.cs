using Minima.Formats;
using Minima.Formats.Pickles;

namespace Minima.Data;

/// <summary>
/// A data set as the Theano tutorials had it, <c>mnist.pkl.gz</c>: a pickle, gzip or plain, of three pairs (x, y) of NumPy arrays, to train on, to
/// validate on and to test on. x is [examples, numbers], y [examples].
/// </summary>
internal static class PickledParts
{
    private static readonly string[] Names = ["train", "valid", "test"];

    /// <summary>The arrays, called as <see cref="ArrayData"/> asks for them.</summary>
    /// <param name="stream">The file, at its beginning; it must be able to seek.</param>
    /// <param name="path">What errors name.</param>
    /// <exception cref="UnusableInputException">It is no such pickle, damaged, or larger than 512 MiB when inflated.</exception>
    public static IReadOnlyList<Tensor> Read(Stream stream, string path)
    {
        UnusableInputException Bad(string what) => new(
            $"'{path}' is not a usable pickled data set: {what}. Three pairs of NumPy arrays were expected, as in mnist.pkl.gz: "
            + "((x, y), (x, y), (x, y)) to train on, to validate on and to test on.");

        object? value = FileKinds.Of(stream) == FileKind.Gzip
            ? GzipInput.Read(stream, path, (inflated, length) => PickleMachine.Read(inflated, length, Bad))
            : PickleMachine.Read(stream, stream.Length, Bad);
        if (Items(value) is not { Count: 3 } parts)
            throw Bad("it does not hold three parts");
        var tensors = new List<Tensor>();
        foreach ((string name, object? part) in Names.Zip(parts))
        {
            if (Items(part) is not [var x, var y])
                throw Bad($"its part '{name}' is no pair");
            tensors.Add(NumpyArray.Read(x, $"x_{name}", Bad));
            tensors.Add(NumpyArray.Read(y, $"y_{name}", Bad));
        }

        return tensors;
    }

    private static IReadOnlyList<object?>? Items(object? value) => value switch
    {
        PickleTuple tuple => tuple.Items,
        PickleList list => list.Items,
        _ => null,
    };
}
