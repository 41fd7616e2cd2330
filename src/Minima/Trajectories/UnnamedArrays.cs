using System.Globalization;
using Minima.Formats;

namespace Minima.Trajectories;

/// <summary>
/// Arrays that were saved without names, <c>arr_0</c>, <c>arr_1</c>, ... (<c>numpy.savez(file, *arrays)</c>): weights in the order of their layers, each
/// followed by its biases, if it has any. Whether weights are [inputs, outputs] or [outputs, inputs] is what the shapes tell, or nothing does.
/// </summary>
internal static class UnnamedArrays
{
    /// <summary>
    /// The tensors under names that say what they are, and the sentence that says what was assumed; null where they have names.
    /// </summary>
    /// <exception cref="UnusableInputException">They are no such layers, or both orders fit.</exception>
    public static (IReadOnlyList<Tensor> Tensors, string Assumption)? Name(IReadOnlyList<Tensor> tensors, string path)
    {
        Tensor[] ordered = [.. tensors.OrderBy(static tensor => tensor.Name, NaturalOrder.Instance)];
        if (ordered.Length == 0 || ordered.Where(static (tensor, i) => tensor.Name != "arr_" + i.ToString(CultureInfo.InvariantCulture)).Any())
            return null;

        var layers = new List<(Tensor Weight, Tensor? Bias)>();
        foreach (Tensor tensor in ordered)
        {
            if (tensor.Shape.Count == 2)
                layers.Add((tensor, null));
            else if (tensor.Shape.Count == 1 && layers.Count > 0 && layers[^1].Bias is null)
                layers[^1] = layers[^1] with { Bias = tensor };
            else
                throw Bad("they are not the weights of layers, [n, m], each followed by its biases or by none");
        }

        bool inputsFirst = Fit(layers, outputs: 1), outputsFirst = Fit(layers, outputs: 0);
        if (inputsFirst == outputsFirst)
            throw Bad(inputsFirst ? "whether weights are [inputs, outputs] or [outputs, inputs] is not to be told from them" : "their shapes do not follow one another");
        string word = inputsFirst ? ".W" : ".weight";
        return (
            [.. layers.SelectMany((layer, i) => Named(layer, i.ToString(CultureInfo.InvariantCulture)))],
            "The arrays have no names; in their order, and by their shapes, they are weights "
            + $"[{(inputsFirst ? "inputs, outputs" : "outputs, inputs")}] and biases.");

        IEnumerable<Tensor> Named((Tensor Weight, Tensor? Bias) layer, string name)
        {
            yield return layer.Weight with { Name = name + word };
            if (layer.Bias is not null)
                yield return layer.Bias with { Name = name + ".b" };
        }

        UnusableInputException Bad(string what) => new(
            $"'{path}' holds arrays without names, and {what}. Save them with names: NAME.W [inputs, outputs] or NAME.weight "
            + "[outputs, inputs], NAME.b.");
    }

    /// <summary>Whether biases fit and layers follow one another, if the axis <paramref name="outputs"/> of the weights is the outputs'.</summary>
    private static bool Fit(List<(Tensor Weight, Tensor? Bias)> layers, int outputs)
    {
        long? width = null;
        foreach ((Tensor weight, Tensor? bias) in layers)
        {
            if ((width ?? weight.Shape[1 - outputs]) != weight.Shape[1 - outputs] || (bias is not null && bias.Shape[0] != weight.Shape[outputs]))
                return false;
            width = weight.Shape[outputs];
        }

        return true;
    }
}
