using Minima.Formats;

namespace Minima.Trajectories;

/// <summary>How the parameters of a network stand in a file.</summary>
public enum ArrayLayout
{
    /// <summary>As here: <c>hidden.W</c> [inputs, outputs], <c>hidden.b</c> [outputs].</summary>
    Own,

    /// <summary>As PyTorch's <c>load_state_dict</c> takes them: <c>0.weight</c> [outputs, inputs], <c>0.bias</c> [outputs].</summary>
    Torch,
}

/// <summary>
/// Writes snapshots for other tools: as safetensors or as NumPy's <c>.npz</c>. All of them say what the network is, and read back as the
/// same snapshot, bit for bit.
/// </summary>
public static class Conversion
{
    private const string SafetensorsEnding = ".safetensors";
    private const string NpzEnding = ".npz";

    /// <summary>Writes the file; the same content gives the same bytes.</summary>
    /// <param name="snapshot">The network and its parameters.</param>
    /// <param name="path">Where to; its ending, <c>.safetensors</c> or <c>.npz</c>, says in which format.</param>
    /// <param name="layout">Names and order of axes.</param>
    /// <param name="names">
    /// The layers' names in PyTorch's layout; null: 0, 2, 4, ..., as in an <c>nn.Sequential</c> with activations in between.
    /// </param>
    /// <exception cref="UnusableInputException">The ending is another, or the names are not one for each layer.</exception>
    /// <exception cref="IOException">The disk is full or the file cannot be written; a file that was there is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static void Write(Snapshot snapshot, string path, ArrayLayout layout = ArrayLayout.Own, IReadOnlyList<string>? names = null) =>
        AtomicFile.Write(path, ToBytes(snapshot, path, layout, names));

    /// <summary>The bytes that <see cref="Write"/> writes.</summary>
    internal static byte[] ToBytes(Snapshot snapshot, string path, ArrayLayout layout, IReadOnlyList<string>? names)
    {
        RequireEnding(path);
        if (layout == ArrayLayout.Own && names is not null)
            throw new UnusableInputException("Names can be chosen for PyTorch's layout alone (--layout torch); the own layout has its own.");
        (Dictionary<string, string> metadata, Tensor[] tensors) = layout == ArrayLayout.Torch
            ? TorchLayout.Write(snapshot, TorchLayout.Names(snapshot.Network, names))
            : (snapshot.Metadata(), ParameterTensors.From(snapshot.Parameters));
        return IsNpz(path) ? new Npz(metadata, tensors).ToBytes() : new Safetensors(metadata, tensors).ToBytes();
    }

    /// <summary>Makes sure that the ending is one that says a format.</summary>
    /// <exception cref="UnusableInputException">It is another.</exception>
    internal static void RequireEnding(string path)
    {
        if (!IsNpz(path) && !path.EndsWith(SafetensorsEnding, StringComparison.OrdinalIgnoreCase))
        {
            throw new UnusableInputException(
                $"'{path}' does not end in {SafetensorsEnding} or {NpzEnding}, which say in which format it is to be written.");
        }
    }

    private static bool IsNpz(string path) => path.EndsWith(NpzEnding, StringComparison.OrdinalIgnoreCase);
}
