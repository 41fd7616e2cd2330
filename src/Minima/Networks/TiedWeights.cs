using Minima.Kernels;
using Minima.Numerics;

namespace Minima.Networks;

/// <summary>
/// An autoencoder's parameters as the kernels want them: W row by row, [inputs][hidden units], with rows far enough apart that those of a
/// group, or of several examples, do not fall on the same places of the cache. Padded with zeros.
/// </summary>
internal sealed unsafe class TiedWeights : IDisposable
{
    // Rows at multiples of this many floats share few places of a first-level cache.
    private const int Aliased = 128;

    public TiedWeights(Network network)
    {
        Network = network;
        (Inputs, Units) = (network.Inputs, network.Layers[0].Outputs);
        (Width, Groups, InputWidth) = (Tile.PadToStrip(Units), Tile.Groups(Inputs), Tile.PadToStrip(Inputs));
        Stride = Width % Aliased == 0 ? Width + Tile.Strip : Width;
        Weights = new AlignedBuffer<float>((long)Groups * Tile.Rows * Stride);
        HiddenBiases = new AlignedBuffer<float>(Stride);
        VisibleBiases = new AlignedBuffer<float>(InputWidth);
    }

    public Network Network { get; }

    public int Inputs { get; }

    public int Units { get; }

    /// <summary>Units, padded to a multiple of 16.</summary>
    public int Width { get; }

    /// <summary>Floats from one row over hidden units to the next.</summary>
    public int Stride { get; }

    /// <summary>Groups of four inputs.</summary>
    public int Groups { get; }

    /// <summary>Inputs, padded to a multiple of 16.</summary>
    public int InputWidth { get; }

    /// <summary>[groups * 4][Stride].</summary>
    public AlignedBuffer<float> Weights { get; }

    /// <summary>[Stride], b.</summary>
    public AlignedBuffer<float> HiddenBiases { get; }

    /// <summary>[InputWidth], b'.</summary>
    public AlignedBuffer<float> VisibleBiases { get; }

    /// <summary>Copies the parameters in.</summary>
    public void Load(Parameters parameters)
    {
        Span<float> rows = parameters[Network.Layers[0].Weights];
        for (int i = 0; i < Inputs; i++)
            rows.Slice(i * Units, Units).CopyTo(Row(i));
        parameters[Network.Layers[0].Biases].CopyTo(HiddenBiases.Span);
        parameters[Network.Layers[1].Biases].CopyTo(VisibleBiases.Span);
    }

    /// <summary>Copies the parameters out. All NaNs become one: which one arithmetic makes differs from processor to processor.</summary>
    public void Save(Parameters parameters)
    {
        Span<float> rows = parameters[Network.Layers[0].Weights];
        for (int i = 0; i < Inputs; i++)
            Row(i).CopyTo(rows.Slice(i * Units, Units));
        HiddenBiases.Span[..Units].CopyTo(parameters[Network.Layers[0].Biases]);
        VisibleBiases.Span[..Inputs].CopyTo(parameters[Network.Layers[1].Biases]);
        foreach (ref float value in parameters.Values.AsSpan())
            value = float.IsNaN(value) ? float.NaN : value;
    }

    /// <summary>A pass over some groups of rows, with nothing to do yet.</summary>
    public TiedPass Pass(int first, int end) => new()
    {
        Weights = Weights.Pointer,
        Width = Width,
        Stride = Stride,
        First = first,
        End = end,
        Rows = Inputs,
        InputStride = InputWidth,
        VisibleBiases = VisibleBiases.Pointer,
    };

    /// <summary>Hidden units of some examples, with nothing to do yet.</summary>
    public TiedUnits Hidden(int examples) => new()
    {
        Examples = examples,
        Units = Units,
        Width = Width,
        Stride = Stride,
        InputWidth = InputWidth,
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        Weights.Dispose();
        HiddenBiases.Dispose();
        VisibleBiases.Dispose();
    }

    private Span<float> Row(int i) => new(Weights.Pointer + ((long)i * Stride), Units);
}
