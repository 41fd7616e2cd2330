using Minima.Formats;
using Minima.Networks;

namespace Minima.Trajectories;

/// <summary>
/// Parameters under the names and in the layout of PyTorch's <c>nn.Linear</c>, <c>NAME.weight</c> [outputs, inputs], <c>NAME.bias</c> [outputs], and of its
/// <c>nn.Conv2d</c>, whose kernels are ours turned by half a turn: it slides them as they stand.
/// The metadata say which name is which layer, so that such a file reads back as the same snapshot.
/// </summary>
internal static class TorchLayout
{
    // What files of PyTorch's tensors say by convention.
    private const string Format = "pt";
    private const string NamesMember = "layers";
    private const string Weight = ".weight";
    private const string Bias = ".bias";

    /// <summary>
    /// The layers' names: those given, or <c>0</c>, <c>2</c>, <c>4</c>, ..., as in an <c>nn.Sequential</c> whose linear modules take turns with
    /// activations; a convolution is followed by its pooling, and the last one by a flattening too.
    /// </summary>
    /// <exception cref="UnusableInputException">Their number is not that of the layers, one is there twice, empty, or has a comma.</exception>
    public static IReadOnlyList<string> Names(Network network, IReadOnlyList<string>? given)
    {
        if (given is null)
            return Numbers(network);
        if (given.Count != network.Layers.Count || given.Distinct(StringComparer.Ordinal).Count() < given.Count)
        {
            throw new UnusableInputException(
                $"The network has {network.Layers.Count} layers ({string.Join(", ", network.Layers.Select(static layer => layer.Name))}), "
                + $"so {network.Layers.Count} different names are expected for them, and {given.Count} are given: {string.Join(",", given)}.");
        }

        return given.FirstOrDefault(static name => name.Length == 0 || name.Contains(',')) is { } bad
            ? throw new UnusableInputException($"{Shown.Quoted(bad)} cannot be the name of a layer; a name has a letter, and no comma.")
            : given;
    }

    /// <summary>The parameters, weights transposed, and what the snapshot says beside them.</summary>
    public static (Dictionary<string, string> Metadata, Tensor[] Tensors) Write(Snapshot snapshot, IReadOnlyList<string> names)
    {
        Dictionary<string, string> metadata = snapshot.Metadata();
        (metadata["format"], metadata[NamesMember]) = (Format, string.Join(',', names));
        Tensor[] own = ParameterTensors.From(snapshot.Parameters);
        return (metadata, [.. own.Select(tensor =>
        {
            // By their names: a tied layer has no weights of its own.
            int i = snapshot.Network.Layers.Index().First(entry => tensor.Name == entry.Item.Weights || tensor.Name == entry.Item.Biases).Index;
            return tensor.Name == snapshot.Network.Layers[i].Weights
                ? Turned(tensor) with { Name = names[i] + Weight }
                : tensor with { Name = names[i] + Bias };
        })]);
    }

    /// <summary>Whether a file says that it was written so.</summary>
    public static bool IsStatedBy(IReadOnlyDictionary<string, string> metadata) =>
        metadata.GetValueOrDefault("format") == Format && metadata.ContainsKey(NamesMember);

    /// <summary>The file's tensors under the network's names and in its layout, as far as they are known: what fits is for others to check.</summary>
    public static IReadOnlyList<Tensor> Read(ArrayFile file, Network network)
    {
        string[] names = file.Metadata[NamesMember].Split(',');
        return [.. file.Tensors.Select(tensor =>
        {
            for (int i = 0; i < Math.Min(names.Length, network.Layers.Count); i++)
            {
                if (tensor.Name == names[i] + Weight && tensor.Shape.Count is 2 or 4 && tensor.Type == ElementType.F32)
                    return Turned(tensor) with { Name = network.Layers[i].Weights };
                if (tensor.Name == names[i] + Bias)
                    return tensor with { Name = network.Layers[i].Biases };
            }

            return tensor;
        })];
    }

    // Both undo themselves.
    private static Tensor Turned(Tensor weights) => weights.Shape.Count == 4 ? ElementOrder.TurnKernels(weights) : ElementOrder.Transpose(weights);

    private static List<string> Numbers(Network network)
    {
        var names = new List<string>();
        int module = 0;
        foreach (Layer layer in network.Layers)
        {
            bool flattens = layer.Convolution is null && names.Count > 0 && network.Layers[names.Count - 1].Convolution is not null;
            module += flattens ? 1 : 0;
            names.Add(module.ToString(System.Globalization.CultureInfo.InvariantCulture));
            module += layer.Convolution is { Pool: > 1 } ? 3 : 2;
        }

        return names;
    }
}
