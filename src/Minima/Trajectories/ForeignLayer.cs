using Minima.Formats;

namespace Minima.Trajectories;

/// <summary>A layer in another tool's file: dense, or a convolution.</summary>
/// <param name="Name">What stands before the last dot of its tensors' names.</param>
/// <param name="Weight">Its weights.</param>
/// <param name="Transposed">Whether the weights are [outputs, inputs]; of a convolution, whether its kernels slide as they stand.</param>
/// <param name="Bias">Its biases, where it has them.</param>
internal sealed record ForeignLayer(string Name, Tensor Weight, bool Transposed, Tensor? Bias)
{
    /// <summary>Whether it is a convolution, [maps, channels, k, k].</summary>
    public bool IsConvolution => Weight.Shape.Count == 4;

    /// <summary>Numbers that come in, or channels.</summary>
    public long Inputs => Weight.Shape[Transposed || IsConvolution ? 1 : 0];

    /// <summary>Numbers that go out, or maps.</summary>
    public long Outputs => Weight.Shape[Transposed || IsConvolution ? 0 : 1];

    /// <summary>The file's layers: all of them in any order, or those of <paramref name="wanted"/> in that order.</summary>
    /// <exception cref="UnusableInputException">A tensor is no part of a dense layer, or a layer that is wanted is not there.</exception>
    public static List<ForeignLayer> Find(IReadOnlyList<Tensor> tensors, string path, IReadOnlyList<string>? wanted)
    {
        var weights = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        var biases = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (Tensor tensor in tensors)
        {
            ForeignName? name = ForeignName.Parse(tensor.Name);
            string layer = name?.Layer ?? "";
            if (wanted is not null && (name is null || !wanted.Contains(layer)))
                continue;
            Dictionary<string, Tensor>? group = (name?.Role, tensor.Shape.Count) switch
            {
                (ForeignRole.OutputsFirst or ForeignRole.InputsFirst, 2) => weights,
                (ForeignRole.OutputsFirst or ForeignRole.InputsFirst, 4) when tensor.Shape[2] == tensor.Shape[3] => weights,
                (ForeignRole.Bias, 1) => biases,
                _ => null,
            };
            if (group is null || tensor.Shape.Contains(0))
            {
                throw new UnusableInputException(
                    $"'{path}' holds {Shown.Quoted(tensor.Name)} [{string.Join(", ", tensor.Shape)}], which is no part of a layer: "
                    + "NAME.weight [outputs, inputs] or NAME.W [inputs, outputs], of a convolution [maps, channels, k, k], and NAME.bias or NAME.b [outputs]. "
                    + "Name the layers that make up the network (--layers a,b,c).");
            }

            if (!tensor.IsReadable)
            {
                throw new UnusableInputException(
                    $"'{path}': {Shown.Quoted(tensor.Name)} holds {tensor.Type.Name()}; parameters are read from F32, F64, F16 or BF16.");
            }

            if (!group.TryAdd(layer, tensor))
            {
                throw new UnusableInputException(
                    $"'{path}' holds two tensors for the same part of {Shown.Quoted(layer)}: '.weight' and '.W', or '.bias' and '.b'.");
            }
        }

        if (wanted is not null && wanted.FirstOrDefault(name => !weights.ContainsKey(name)) is { } missing)
            throw new UnusableInputException($"'{path}' holds no weights of a layer {Shown.Quoted(missing)}; it holds {Names(tensors)}.");
        if (biases.Keys.FirstOrDefault(name => !weights.ContainsKey(name)) is { } bare)
            throw new UnusableInputException($"'{path}' holds biases for {Shown.Quoted(bare)}, but no weights.");
        if (weights.Count == 0)
            throw new UnusableInputException($"'{path}' holds no layer; a network has at least one.");
        return [.. (wanted ?? [.. weights.Keys]).Select(name => Of(name, weights[name], biases.GetValueOrDefault(name), path))];
    }

    /// <summary>Copies the weights as they stand here: [inputs, outputs], or the kernels of a true convolution.</summary>
    public void CopyWeights(Span<float> destination)
    {
        if (IsConvolution)
        {
            (Transposed ? ElementOrder.TurnKernels(Weight) : Weight).ToFloats().CopyTo(destination);
            return;
        }

        float[] values = Weight.ToFloats();
        if (!Transposed)
        {
            values.CopyTo(destination);
            return;
        }

        int inputs = (int)Inputs, outputs = (int)Outputs;
        for (int output = 0; output < outputs; output++)
        {
            for (int input = 0; input < inputs; input++)
                destination[(input * outputs) + output] = values[(output * inputs) + input];
        }
    }

    /// <summary>Weights [inputs, outputs] in the order in which the file has them.</summary>
    public float[] Arranged(ReadOnlySpan<float> weights)
    {
        int inputs = (int)Inputs, outputs = (int)Outputs;
        float[] values = weights.ToArray();
        if (!Transposed)
            return values;
        for (int output = 0; output < outputs; output++)
        {
            for (int input = 0; input < inputs; input++)
                values[(output * inputs) + input] = weights[(input * outputs) + output];
        }

        return values;
    }

    private static ForeignLayer Of(string name, Tensor weight, Tensor? bias, string path)
    {
        var layer = new ForeignLayer(name, weight, ForeignName.Parse(weight.Name)?.Role == ForeignRole.OutputsFirst, bias);
        return bias is null || bias.Shape[0] == layer.Outputs
            ? layer
            : throw new UnusableInputException(
                $"'{path}': {Shown.Quoted(name)} has {layer.Outputs} units by its weights, but {bias.Shape[0]} biases.");
    }

    private static string Names(IReadOnlyList<Tensor> tensors) =>
        string.Join(", ", tensors.Take(8).Select(static tensor => Shown.Quoted(tensor.Name))) + (tensors.Count > 8 ? ", ..." : "");
}
