using Minima.Formats;

namespace Minima.Trajectories;

/// <summary>What a tensor is to its layer.</summary>
internal enum ForeignRole
{
    /// <summary>Weights [outputs, inputs], as PyTorch has them.</summary>
    OutputsFirst,

    /// <summary>Weights [inputs, outputs], as here and in Keras.</summary>
    InputsFirst,

    /// <summary>Biases [outputs].</summary>
    Bias,
}

/// <summary>
/// A tensor's name, taken apart: <c>LAYER.weight</c>, <c>LAYER/kernel</c>, <c>LAYER_b</c>; or the word first and a number as the layer,
/// <c>W1</c>, <c>b_2</c>. The word alone is a network of one layer.
/// </summary>
/// <param name="Layer">What stands before the word, and a number behind it; empty where there is neither.</param>
/// <param name="Role">What the word says.</param>
internal readonly record struct ForeignName(string Layer, ForeignRole Role)
{
    private static readonly Dictionary<string, ForeignRole> Words = new(StringComparer.Ordinal)
    {
        ["weight"] = ForeignRole.OutputsFirst,
        ["W"] = ForeignRole.InputsFirst,
        ["w"] = ForeignRole.InputsFirst,
        ["kernel"] = ForeignRole.InputsFirst,
        ["bias"] = ForeignRole.Bias,
        ["b"] = ForeignRole.Bias,
    };

    /// <summary>Takes a name apart; null where it has none of the words.</summary>
    public static ForeignName? Parse(string name)
    {
        // TensorFlow numbers what a layer gives: kernel:0.
        string text = name.EndsWith(":0", StringComparison.Ordinal) ? name[..^2] : name;
        string head = text.TrimEnd("0123456789".ToCharArray()), number = text[head.Length..];
        if (number.Length > 0)
            head = head.TrimEnd('_');
        int separator = head.LastIndexOfAny(['.', '/', '_']);
        if (!Words.TryGetValue(head[(separator + 1)..], out ForeignRole role))
            return null;
        return new ForeignName((separator < 0 ? "" : head[..separator]) + number, role);
    }
}
