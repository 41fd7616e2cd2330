using Minima.Formats;
using Minima.Networks;

namespace Minima.Trajectories;

/// <summary>A dense layer as a file of layers tells it.</summary>
/// <param name="Weights">The tensor with its weights.</param>
/// <param name="Bias">The tensor with its biases; null: it has none.</param>
/// <param name="OutputsFirst">Whether the weights are [outputs, inputs].</param>
/// <param name="Activation">What its units do; null: the file does not say.</param>
public sealed record ToldLayer(string Weights, string? Bias, bool OutputsFirst, Activation? Activation);

/// <summary>
/// A JSON file that says which tensors of a state dictionary, whatever their names, are the layers of a feed-forward network, from the inputs on:
/// <c>{"layers": [{"weights": "fc1.w", "bias": "fc1.b", "orientation": "out,in", "activation": "relu"}, ...]}</c>. <c>bias</c> may be left out;
/// <c>orientation</c> is <c>out,in</c> (PyTorch) or <c>in,out</c> (Keras, JAX); <c>activation</c> is tanh, sigmoid or relu, and of the last layer softmax or left out.
/// </summary>
/// <param name="Path">The file.</param>
/// <param name="Layers">The layers, the last of them giving the logits.</param>
public sealed record LayerFile(string Path, IReadOnlyList<ToldLayer> Layers)
{
    /// <summary>How the name of such a file ends, which tells it from a layer's name.</summary>
    public const string Ending = ".json";

    private const int MaxBytes = 1 << 20;

    private static readonly (string Text, bool Value)[] Orientations = [("out,in", true), ("in,out", false)];

    private static readonly (string Text, Activation Value)[] Activations =
        [("tanh", Activation.Tanh), ("sigmoid", Activation.Sigmoid), ("relu", Activation.Relu), ("softmax", Activation.Softmax)];

    /// <summary>Reads the file strictly.</summary>
    /// <exception cref="UnusableInputException">It cannot be read, is no such file, or names a tensor twice.</exception>
    public static LayerFile Read(string path) => Parse(InputFile.ReadAll(path, MaxBytes), path);

    /// <summary>Reads a file's content; <paramref name="path"/> is what errors name.</summary>
    internal static LayerFile Parse(ReadOnlyMemory<byte> content, string path)
    {
        List<ToldLayer> layers = JsonMembers.ReadObject(content, $"'{path}'", static members => members.Array("layers", ReadLayer));
        if (layers.Count == 0)
            throw new UnusableInputException($"'{path}': layers is empty; a network has at least one.");
        for (int i = 0; i < layers.Count; i++)
        {
            if ((layers[i].Activation == Activation.Softmax) && i < layers.Count - 1)
                throw new UnusableInputException($"'{path}': {Shown.Quoted(layers[i].Weights)} is softmax, which belongs in the last layer, and only there.");
        }

        if (layers[^1].Activation is { } last and not Activation.Softmax)
            throw new UnusableInputException($"'{path}': {Shown.Quoted(layers[^1].Weights)}, the last layer, is {NetworkJson.NameOf(last)}; it gives the logits: leave its activation out, or write softmax.");
        string[] names = [.. layers.SelectMany(static layer => new[] { layer.Weights, layer.Bias }).OfType<string>()];
        return names.GroupBy(static name => name, StringComparer.Ordinal).FirstOrDefault(static same => same.Count() > 1) is { } twice
            ? throw new UnusableInputException($"'{path}' names {Shown.Quoted(twice.Key)} twice; units can only be exchanged where no other layer has the same tensor.")
            : new LayerFile(path, layers);
    }

    /// <summary>The snapshot that a file stands for; it keeps the other tensors, and writes them again as they are.</summary>
    /// <exception cref="UnusableInputException">A tensor is not there, or has another shape than its neighbours ask for.</exception>
    internal Snapshot Interpret(ArrayFile file, string path, Activation? activation)
    {
        Dictionary<string, Tensor> byName = file.Tensors.ToDictionary(static tensor => tensor.Name, StringComparer.Ordinal);
        ForeignLayer[] found = [.. Layers.Select(told => Find(told, byName, path))];
        for (int i = 1; i < found.Length; i++)
        {
            if (found[i].Inputs != found[i - 1].Outputs)
            {
                throw new UnusableInputException(
                    $"'{path}': by '{Path}' {Shown.Quoted(found[i].Name)} takes {found[i].Inputs} numbers, but {Shown.Quoted(found[i - 1].Name)} before it gives {found[i - 1].Outputs}. Is an orientation the other way round?");
            }
        }

        var layers = new List<Layer>();
        for (int i = 0; i < found.Length; i++)
        {
            bool isLast = i == found.Length - 1;
            string name = isLast ? "output" : found.Length == 2 ? "hidden" : $"hidden{i + 1}";
            layers.Add(new Layer(name, (int)found[i].Inputs, (int)found[i].Outputs, isLast ? Activation.Softmax : Layers[i].Activation ?? activation ?? Activation.Tanh));
        }

        var network = new Network(layers);
        var parameters = new Parameters(network.Layout);
        for (int i = 0; i < found.Length; i++)
        {
            found[i].CopyWeights(parameters[layers[i].Weights]);
            found[i].Bias?.ToFloats().CopyTo(parameters[layers[i].Biases]);
        }

        var state = new StateDictionary(file.Metadata, file.Tensors, found, network);
        return new Snapshot(network, parameters, file.Epoch, null, path, [.. file.Notes, .. Assumed(state, activation)]) { State = state };
    }

    private ForeignLayer Find(ToldLayer told, Dictionary<string, Tensor> tensors, string path)
    {
        Tensor weights = Take(told.Weights, 2);
        var layer = new ForeignLayer(told.Weights, weights, told.OutputsFirst, told.Bias is null ? null : Take(told.Bias, 1));
        if (layer.Bias is { } bias && bias.Shape[0] != layer.Outputs)
        {
            throw new UnusableInputException(
                $"'{path}': {Shown.Quoted(told.Weights)} [{string.Join(", ", weights.Shape)}] has {layer.Outputs} units by '{Path}', but {Shown.Quoted(told.Bias!)} has {bias.Shape[0]}. Is its orientation the other way round?");
        }

        return layer;

        Tensor Take(string name, int axes)
        {
            if (!tensors.TryGetValue(name, out Tensor? tensor))
                throw new UnusableInputException($"'{path}' holds no tensor {Shown.Quoted(name)}, which '{Path}' names; it holds {Names(tensors.Keys)}.");
            if (!tensor.IsReadable)
                throw new UnusableInputException($"'{path}': {Shown.Quoted(name)} holds {tensor.Type.Name()}; parameters are read from F32, F64, F16 or BF16.");
            return tensor.Shape.Count == axes && !tensor.Shape.Contains(0)
                ? tensor
                : throw new UnusableInputException(
                    $"'{path}': {Shown.Quoted(name)} is [{string.Join(", ", tensor.Shape)}]; {(axes == 2 ? "weights of a dense layer have two axes" : "biases have one axis")}, none of them empty.");
        }
    }

    private IEnumerable<string> Assumed(StateDictionary state, Activation? activation)
    {
        yield return $"As '{Path}' says, its layers are, in order: {string.Join(", ", state.Layers.Zip(state.Network.Layers).Select(static pair => $"{Shown.Quoted(pair.First.Name)} as {pair.Second.Name}"))}.";
        if (activation is null && Layers.SkipLast(1).Where(static layer => layer.Activation is null).Select(static layer => Shown.Quoted(layer.Weights)).ToArray() is { Length: > 0 } silent)
            yield return $"The units of {string.Join(", ", silent)} are assumed to be tanh, since '{Path}' does not say (\"activation\").";
        if (state.Untouched is { Count: > 0 } others)
            yield return $"{others.Count} other tensor{(others.Count == 1 ? " is" : "s are")} not looked at, and carried through unchanged: {Names(others)}.";
        if (state.Layers.Any(static layer => layer.Weight.Type == ElementType.F64 || layer.Bias?.Type == ElementType.F64))
            yield return "Double-precision numbers were rounded to single precision.";
    }

    private static ToldLayer ReadLayer(JsonMembers members) => new(
        members.Text("weights"),
        members.Has("bias") ? members.Text("bias") : null,
        members.Choice("orientation", Orientations),
        members.Has("activation") ? members.Choice("activation", Activations) : null);

    private static string Names(IEnumerable<string> names)
    {
        string[] some = [.. names.Take(9)];
        return string.Join(", ", some.Take(8).Select(Shown.Quoted)) + (some.Length > 8 ? ", ..." : "");
    }
}
