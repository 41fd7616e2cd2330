using Minima.Formats;
using Minima.Formats.Checkpoints;
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

    /// <summary>A file that says which tensors are the layers, whatever their names; null: none. It wins over <see cref="Layers"/>.</summary>
    public LayerFile? File { get; init; }

    /// <summary>The hidden layers' activation; null: tanh is assumed, and said so.</summary>
    public Activation? Activation { get; init; }

    /// <summary>The snapshot that the file stands for, under this library's names of parameters.</summary>
    internal Snapshot Interpret(ArrayFile file, string path)
    {
        if (File is not null)
            return File.Interpret(file, path, Activation);
        IReadOnlyList<Tensor> tensors = file.Tensors;
        string? unnamed = null;
        if (Layers is null && UnnamedArrays.Name(tensors, path) is { } named)
            (tensors, unnamed) = named;
        List<ForeignLayer> found = ForeignLayer.Find(tensors, path, Layers);
        List<ForeignLayer> layers = Layers is null ? InChain(found, path) : found;
        for (int i = 1; i < layers.Count; i++)
        {
            if (!layers[i].IsConvolution && layers[i - 1].IsConvolution)
                continue;
            if (layers[i].Inputs != layers[i - 1].Outputs || layers[i].IsConvolution != layers[i - 1].IsConvolution)
            {
                throw new UnusableInputException(
                    $"'{path}': {Shown.Quoted(layers[i].Name)} takes {layers[i].Inputs} numbers, but {Shown.Quoted(layers[i - 1].Name)}, "
                    + $"told to come before it, gives {layers[i - 1].Outputs}.");
            }
        }

        Network network = ForeignConvolutions.NetworkOf(layers, Activation ?? Networks.Activation.Tanh, path);
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

    /// <summary>
    /// Why a checkpoint, going by its names and shapes alone, stands for no network that is read whole; null where it does: one of this library, or
    /// of dense layers.
    /// </summary>
    internal string? Refusal(Checkpoint checkpoint)
    {
        if (checkpoint.Shards.Count > 1)
            return $"it is in {checkpoint.Shards.Count} files, and networks are read from one";
        if (checkpoint.Length > Safetensors.MaxFileBytes)
            return $"it has {checkpoint.Length} bytes, and networks of at most {Safetensors.MaxFileBytes} are read";
        if (checkpoint.Metadata.ContainsKey("network"))
            return null;
        try
        {
            IReadOnlyList<Tensor> shapes = [.. checkpoint.Tensors.Select(static tensor => new Tensor(tensor.Name, tensor.Type, tensor.Shape, default))];
            if (Layers is null && File is null)
                _ = InChain(ForeignLayer.Find(UnnamedArrays.Name(shapes, checkpoint.Name)?.Tensors ?? shapes, checkpoint.Name, null), checkpoint.Name);
            return null;
        }
        catch (UnusableInputException e)
        {
            return e.Message;
        }
    }

    private static List<ForeignLayer> InChain(List<ForeignLayer> found, string path)
    {
        found.Sort(static (a, b) => NaturalOrder.Instance.Compare(a.Name, b.Name));
        // Convolutions come first, as they follow one another by their channels; what the dense ones take fits no other.
        int[]? order = OrderOf(found);
        if (order is null)
        {
            throw new UnusableInputException(
                $"'{path}' holds layers that do not follow one another: "
                + string.Join(", ", found.Take(8).Select(static layer => $"{Shown.Quoted(layer.Name)} {layer.Inputs}x{layer.Outputs}"))
                + (found.Count > 8 ? ", ..." : "") + ". Name those that make up the network, in order (--layers a,b,c).");
        }

        return [.. order.Select(index => found[index])];
    }

    private static int[]? OrderOf(List<ForeignLayer> found)
    {
        var order = new List<int>();
        foreach (bool convolutions in new[] { true, false })
        {
            int[] places = [.. Enumerable.Range(0, found.Count).Where(i => found[i].IsConvolution == convolutions)];
            if (places.Length == 0)
                continue;
            if (LayerChain.Find([.. places.Select(i => (found[i].Inputs, found[i].Outputs))]) is not { } chain)
                return null;
            order.AddRange(chain.Select(index => places[index]));
        }

        return [.. order];
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
        if (network.HasConvolutions)
            sentences.Add(ForeignConvolutions.Assumed(layers, network));
        string[] bare = [.. layers.Where(static layer => layer.Bias is null).Select(static layer => Shown.Quoted(layer.Name))];
        if (bare.Length > 0)
            sentences.Add($"There are no biases for {string.Join(", ", bare)}: they are taken to be zero.");
        if (layers.Any(static layer => layer.Weight.Type == ElementType.F64 || layer.Bias?.Type == ElementType.F64))
            sentences.Add("Double-precision numbers were rounded to single precision.");
        return sentences;
    }
}
