using Minima.Kernels;
using Minima.Numerics;

namespace Minima.Networks;

/// <summary>
/// A network's parameters as the kernels want them: weights in panels of 64 columns, padded with zeros. The last hidden layer's units
/// also carry the output layer: each of their panels holds the outgoing weights of its 64 units, so a worker that owns a panel
/// computes its share of the logits and its own deltas without anybody else's weights.
/// </summary>
internal sealed unsafe class NetworkPanels : IDisposable
{
    private static readonly long BiasDistance = PanelDistance.Of(Tile.Columns);

    private readonly AlignedBuffer<float>[] _weights;
    private readonly AlignedBuffer<float>?[] _turned;
    private readonly AlignedBuffer<float>[] _biases;

    public NetworkPanels(Network network)
    {
        Network = network;
        Hidden = [.. network.Layers.Take(network.Layers.Count - 1)];
        Layer output = network.Layers[^1];
        Classes = output.Outputs;
        PaddedClasses = Tile.PadToStrip(Classes);
        _weights = [.. Hidden.Select(static layer => new AlignedBuffer<float>(PanelFloats(layer) * Tile.Panels(layer.Outputs)))];
        _turned = [.. Hidden.Select(static (layer, i) =>
            i == 0 ? null : new AlignedBuffer<float>((long)Tile.Panels(layer.Inputs) * TurnedPanelFloats(layer)))];
        _biases = [.. Hidden.Select(static layer => new AlignedBuffer<float>(Tile.Panels(layer.Outputs) * BiasDistance))];
        LastPanels = Tile.Panels(output.Inputs);
        Outgoing = new AlignedBuffer<float>(LastPanels * PanelDistance.Of(OutgoingPanelFloats));
        Output = new AlignedBuffer<float>(LastPanels * PanelDistance.Of((long)Tile.Columns * PaddedClasses));
        OutputBiases = new AlignedBuffer<float>(PaddedClasses);
    }

    public Network Network { get; }

    /// <summary>The layers before the output layer.</summary>
    public IReadOnlyList<Layer> Hidden { get; }

    public int Classes { get; }

    public int PaddedClasses { get; }

    /// <summary>Panels of what the output layer takes in.</summary>
    public int LastPanels { get; }

    /// <summary>Groups of four classes.</summary>
    public int ClassGroups => Tile.Groups(Classes);

    /// <summary>[panels][class groups][4][64]: the output weights with the classes as rows, the form that is trained.</summary>
    public AlignedBuffer<float> Outgoing { get; }

    /// <summary>[panels][64][padded classes]: the same with the classes as columns, the form that gives the logits.</summary>
    public AlignedBuffer<float> Output { get; }

    /// <summary>[padded classes].</summary>
    public AlignedBuffer<float> OutputBiases { get; }

    /// <summary>Floats of one panel of <see cref="Outgoing"/>.</summary>
    public long OutgoingPanelFloats => (long)ClassGroups * Tile.Size;

    /// <summary>A panel of a hidden layer's weights, [groups][4][64].</summary>
    public float* Weights(int layer, int panel) => _weights[layer].Pointer + (panel * PanelFloats(Hidden[layer]));

    /// <summary>A panel of a hidden layer's weights with inputs and outputs exchanged, [output groups][4][64 inputs]; not for layer 0.</summary>
    public float* Turned(int layer, int panel) => _turned[layer]!.Pointer + (panel * TurnedPanelFloats(Hidden[layer]));

    /// <summary>The biases of a panel, [64].</summary>
    public float* Biases(int layer, int panel) => _biases[layer].Pointer + (panel * BiasDistance);

    /// <summary>A panel of <see cref="Outgoing"/>.</summary>
    public float* OutgoingPanel(int panel) => Outgoing.Pointer + (panel * PanelDistance.Of(OutgoingPanelFloats));

    /// <summary>A panel of <see cref="Output"/>.</summary>
    public float* OutputPanel(int panel) => Output.Pointer + (panel * PanelDistance.Of((long)Tile.Columns * PaddedClasses));

    /// <summary>Copies the parameters in.</summary>
    public void Load(Parameters parameters, IKernels kernels)
    {
        for (int l = 0; l < Hidden.Count; l++)
        {
            Copy(parameters[Hidden[l].Weights], Hidden[l], _weights[l].Pointer, load: true);
            CopyBiases(parameters, l, load: true);
            for (int panel = 0; l > 0 && panel < Tile.Panels(Hidden[l].Outputs); panel++)
                Turn(l, panel, kernels);
        }

        CopyOutput(parameters, load: true);
        parameters[Network.Layers[^1].Biases].CopyTo(OutputBiases.Span);
        for (int panel = 0; panel < LastPanels; panel++)
            TurnOutput(panel, kernels);
    }

    /// <summary>Copies the parameters out. All NaNs become one: which one arithmetic makes differs from processor to processor.</summary>
    public void Save(Parameters parameters)
    {
        for (int l = 0; l < Hidden.Count; l++)
        {
            Copy(parameters[Hidden[l].Weights], Hidden[l], _weights[l].Pointer, load: false);
            CopyBiases(parameters, l, load: false);
        }

        CopyOutput(parameters, load: false);
        OutputBiases.Span[..Classes].CopyTo(parameters[Network.Layers[^1].Biases]);
        if (!AllFinite(parameters.Values))
        {
            foreach (ref float value in parameters.Values.AsSpan())
                value = float.IsNaN(value) ? float.NaN : value;
        }
    }

    /// <summary>The hidden layers become shareA a + shareB b, as far as going forward needs it: not turned, and without the output layer.</summary>
    public void MixForward(NetworkPanels a, NetworkPanels b, float shareA, float shareB, IKernels kernels)
    {
        for (int l = 0; l < Hidden.Count; l++)
        {
            Mix(a._weights[l], b._weights[l], _weights[l]);
            Mix(a._biases[l], b._biases[l], _biases[l]);
        }

        void Mix(AlignedBuffer<float> ofA, AlignedBuffer<float> ofB, AlignedBuffer<float> mixed) =>
            kernels.Mix(ofA.Pointer, ofB.Pointer, shareA, shareB, mixed.Pointer, checked((int)mixed.Length));
    }

    /// <summary>Sets all parameters to zero, for a buffer of gradients.</summary>
    public void Clear()
    {
        foreach (AlignedBuffer<float> buffer in _weights.Concat(_biases).Append(Outgoing).Append(OutputBiases))
            buffer.Span.Clear();
    }

    /// <summary>Brings <see cref="Turned"/> up to date with a panel of weights.</summary>
    public void Turn(int layer, int panel, IKernels kernels)
    {
        float* tile = Weights(layer, panel);
        for (int group = 0; group < Tile.Groups(Hidden[layer].Inputs); group++, tile += Tile.Size)
        {
            int row = group * Tile.Rows;
            float* target = Turned(layer, row / Tile.Columns) + ((long)panel * Tile.Columns * Tile.Columns) + (row % Tile.Columns);
            kernels.Transpose(tile, target, Tile.Columns);
        }
    }

    /// <summary>Brings <see cref="Output"/> up to date with a panel of <see cref="Outgoing"/>.</summary>
    public void TurnOutput(int panel, IKernels kernels)
    {
        for (int group = 0; group < ClassGroups; group++)
            kernels.Transpose(OutgoingPanel(panel) + (group * Tile.Size), OutputPanel(panel) + (group * Tile.Rows), PaddedClasses);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (AlignedBuffer<float>? buffer in _weights.Concat(_turned).Concat(_biases).Append(Outgoing).Append(Output).Append(OutputBiases))
            buffer?.Dispose();
    }

    /// <summary>Floats of one panel of a layer's weights.</summary>
    internal static long PanelFloats(Layer layer) => (long)Tile.Groups(layer.Inputs) * Tile.Size;

    private static bool AllFinite(ReadOnlySpan<float> values)
    {
        // x - x is 0 for a finite x and NaN for any other: one sum tells, without a branch for each.
        float sum = 0;
        foreach (float value in values)
            sum += value - value;
        return sum == 0;
    }

    private static long TurnedPanelFloats(Layer layer) => (long)Tile.Panels(layer.Outputs) * Tile.Columns * Tile.Columns;

    /// <summary>Between row-major [inputs, outputs] and panels.</summary>
    private static void Copy(Span<float> rows, Layer layer, float* panels, bool load)
    {
        for (int panel = 0; panel < Tile.Panels(layer.Outputs); panel++)
        {
            int first = panel * Tile.Columns, columns = Math.Min(Tile.Columns, layer.Outputs - first);
            for (int row = 0; row < layer.Inputs; row++)
            {
                Span<float> logical = rows.Slice((row * layer.Outputs) + first, columns);
                var packed = new Span<float>(panels + (panel * PanelFloats(layer)) + ((long)row * Tile.Columns), columns);
                if (load)
                    logical.CopyTo(packed);
                else
                    packed.CopyTo(logical);
            }
        }
    }

    private void CopyBiases(Parameters parameters, int layer, bool load)
    {
        Span<float> all = parameters[Hidden[layer].Biases];
        for (int first = 0; first < all.Length; first += Tile.Columns)
        {
            Span<float> logical = all.Slice(first, Math.Min(Tile.Columns, all.Length - first));
            var packed = new Span<float>(Biases(layer, first / Tile.Columns), logical.Length);
            if (load)
                logical.CopyTo(packed);
            else
                packed.CopyTo(logical);
        }
    }

    private void CopyOutput(Parameters parameters, bool load)
    {
        Layer output = Network.Layers[^1];
        Span<float> rows = parameters[output.Weights];
        for (int j = 0; j < output.Inputs; j++)
        {
            float* packed = OutgoingPanel(j / Tile.Columns) + (j % Tile.Columns);
            for (int k = 0; k < Classes; k++)
            {
                ref float logical = ref rows[(j * Classes) + k];
                if (load)
                    packed[k * Tile.Columns] = logical;
                else
                    logical = packed[k * Tile.Columns];
            }
        }
    }
}
