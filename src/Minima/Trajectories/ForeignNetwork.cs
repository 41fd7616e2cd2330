using Minima.Formats;
using Minima.Networks;

namespace Minima.Trajectories;

/// <summary>
/// What a person says about a file that does not state its network, and how such a file is understood: <c>NAME.weight</c> is
/// [outputs, inputs], <c>NAME.W</c> or <c>NAME.kernel</c> is [inputs, outputs]; <c>NAME.bias</c> or <c>NAME.b</c> is [outputs]; <c>W1</c> and <c>b1</c>
/// are those of a layer <c>1</c>. Layers are ordered by the chain of their shapes, then by natural order of names. The last is softmax.
/// </summary>
public sealed record ForeignNetwork
{
    /// <summary>
    /// The names of the layers in order; the file's other tensors are left out. Null: all of them, by the chain of their shapes.
    /// </summary>
    public IReadOnlyList<string>? Layers { get; init; }

    /// <summary>The hidden layers' activation; null: tanh is assumed, and said so.</summary>
    public Activation? Activation { get; init; }

    /// <summary>The snapshot that the file stands for, under this library's names of parameters.</summary>
    internal Snapshot Interpret(ArrayFile file, string path)
    {
        IReadOnlyList<Tensor> tensors = file.Tensors;
        string? unnamed = null;
        if (Layers is null && UnnamedArrays.Name(tensors, path) is { } named)
            (tensors, unnamed) = named;
        List<ForeignLayer> found = ForeignLayer.Find(tensors, path, Layers);
        List<ForeignLayer> layers = Layers is null ? InChain(found, path) : found;
        for (int i = 1; i < layers.Count; i++)
        {
            if (layers[i].Inputs != layers[i - 1].Outputs)
            {
                throw new UnusableInputException(
                    $"'{path}': {Shown.Quoted(layers[i].Name)} takes {layers[i].Inputs} numbers, but {Shown.Quoted(layers[i - 1].Name)}, "
                    + $"told to come before it, gives {layers[i - 1].Outputs}.");
            }
        }

        Network network = Network.Perceptron(
            (int)layers[0].Inputs,
            [.. layers.SkipLast(1).Select(static layer => (int)layer.Outputs)],
            (int)layers[^1].Outputs,
            Activation ?? Networks.Activation.Tanh);
        var parameters = new Parameters(network.Layout);
        for (int i = 0; i < layers.Count; i++)
        {
            layers[i].CopyWeights(parameters[network.Layers[i].Weights]);
            layers[i].Bias?.ToFloats().CopyTo(parameters[network.Layers[i].Biases]);
        }

        List<string> assumptions = [.. file.Notes, .. new[] { unnamed }.OfType<string>(), .. Assumed(layers, network)];
        if (file.Epoch is { } epoch)
            assumptions.Add($"The file does not state its epoch; by its name it is {epoch}.");
        return new Snapshot(network, parameters, file.Epoch, null, path, assumptions);
    }

    private static List<ForeignLayer> InChain(List<ForeignLayer> found, string path)
    {
        found.Sort(static (a, b) => NaturalOrder.Instance.Compare(a.Name, b.Name));
        int[] order = LayerChain.Find([.. found.Select(static layer => (layer.Inputs, layer.Outputs))])
            ?? throw new UnusableInputException(
                $"'{path}' holds layers that do not follow one another: "
                + string.Join(", ", found.Take(8).Select(static layer => $"{Shown.Quoted(layer.Name)} {layer.Inputs}x{layer.Outputs}"))
                + (found.Count > 8 ? ", ..." : "") + ". Name those that make up the network, in order (--layers a,b,c).");
        return [.. order.Select(index => found[index])];
    }

    private List<string> Assumed(List<ForeignLayer> layers, Network network)
    {
        string named = string.Join(
            ", ", layers.Zip(network.Layers).Select(static pair => $"{Shown.Quoted(pair.First.Name)} as {pair.Second.Name}"));
        List<string> sentences =
        [
            (Layers is null ? "The file does not state its network; by shapes and names its layers are, in order: "
                : "The file does not state its network; as told, its layers are, in order: ") + named + ".",
        ];
        if (Activation is null && layers.Count > 1)
            sentences.Add("The hidden units are assumed to be tanh (--activation says otherwise).");
        string[] bare = [.. layers.Where(static layer => layer.Bias is null).Select(static layer => Shown.Quoted(layer.Name))];
        if (bare.Length > 0)
            sentences.Add($"There are no biases for {string.Join(", ", bare)}: they are taken to be zero.");
        if (layers.Any(static layer => layer.Weight.Type == ElementType.F64 || layer.Bias?.Type == ElementType.F64))
            sentences.Add("Double-precision numbers were rounded to single precision.");
        return sentences;
    }
}
