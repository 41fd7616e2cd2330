using System.Buffers.Binary;
using Minima.Formats;
using Minima.Networks;

namespace Minima.Trajectories;

/// <summary>
/// Another tool's file, of which some tensors are a network's layers (<see cref="LayerFile"/>): with other parameters it is written under its own names, in its
/// own orientation and types, with all its other tensors as they were.
/// </summary>
/// <param name="Metadata">What the file says about itself.</param>
/// <param name="Tensors">All its tensors, in its order.</param>
/// <param name="Layers">Those that are layers, in the network's order.</param>
/// <param name="Network">The network that they make up.</param>
internal sealed record StateDictionary(
    IReadOnlyDictionary<string, string> Metadata, IReadOnlyList<Tensor> Tensors, IReadOnlyList<ForeignLayer> Layers, Network Network)
{
    /// <summary>The names of the tensors that are no part of the network.</summary>
    public IReadOnlyList<string> Untouched =>
        [.. Tensors.Select(static tensor => tensor.Name).Except(Layers.SelectMany(static layer => new[] { layer.Weight.Name, layer.Bias?.Name }).OfType<string>())];

    /// <summary>The layers without biases whose units would need some, since a flip of the sigmoid units before them is added there.</summary>
    public IReadOnlyList<string> WithoutBiasesBehindFlips =>
    [
        .. Layers.Skip(1).Where((layer, i) => layer.Bias is null && Network.Layers[i].Activation == Activation.Sigmoid).Select(static layer => layer.Name),
    ];

    /// <summary>The file's bytes with other parameters, as NumPy's .npz where the name ends so and otherwise as safetensors.</summary>
    /// <exception cref="UnusableInputException">A layer without biases would need some.</exception>
    public byte[] ToBytes(Parameters parameters, string path)
    {
        var replaced = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach ((ForeignLayer layer, Layer own) in Layers.Zip(Network.Layers))
        {
            replaced[layer.Weight.Name] = Encode(layer.Weight, layer.Arranged(parameters[own.Weights]));
            if (layer.Bias is { } bias)
                replaced[bias.Name] = Encode(bias, parameters[own.Biases]);
            else if (parameters[own.Biases].ContainsAnyExcept(0f))
                throw new UnusableInputException($"{Shown.Quoted(layer.Name)} has no biases, but this network needs some there: the file cannot be written. A flip of sigmoid units asks for them; use --symmetry permutation.");
        }

        Tensor[] tensors = [.. Tensors.Select(tensor => replaced.GetValueOrDefault(tensor.Name, tensor))];
        return path.EndsWith(".npz", StringComparison.OrdinalIgnoreCase) ? new Npz(Metadata, tensors).ToBytes() : new Safetensors(Metadata, tensors).ToBytes();
    }

    // Numbers that a tensor's type holds keep their bits; others are rounded to it.
    private static Tensor Encode(Tensor like, ReadOnlySpan<float> values)
    {
        int size = like.Type.Bits() / 8;
        byte[] bytes = new byte[values.Length * size];
        for (int i = 0; i < values.Length; i++)
        {
            Span<byte> element = bytes.AsSpan(i * size, size);
            switch (like.Type)
            {
                case ElementType.F64:
                    BinaryPrimitives.WriteDoubleLittleEndian(element, values[i]);
                    break;
                case ElementType.F16:
                    BinaryPrimitives.WriteHalfLittleEndian(element, (Half)values[i]);
                    break;
                case ElementType.BF16:
                    BinaryPrimitives.WriteUInt16LittleEndian(element, ToBrain(values[i]));
                    break;
                default:
                    BinaryPrimitives.WriteSingleLittleEndian(element, values[i]);
                    break;
            }
        }

        return like with { Bytes = bytes };
    }

    // The upper half of a single, to the nearest, ties to even; the networks here are finite.
    private static ushort ToBrain(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }
}
