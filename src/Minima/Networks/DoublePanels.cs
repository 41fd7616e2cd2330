using Minima.Kernels;
using Minima.Kernels.Doubles;
using Minima.Numerics;

namespace Minima.Networks;

/// <summary>
/// Numbers in a network's layout (a point, a direction or a gradient) as the double precision kernels take them: each hidden layer's weights
/// in panels of its outputs, [panels][inputs][8]; the output layer's in panels of its inputs, [panels][classes][8]; and where deltas have to
/// pass back through hidden layers, those in panels of their inputs too. All padding is zero.
/// </summary>
internal sealed unsafe class DoublePanels : IDisposable
{
    private readonly AlignedBuffer<double>[] _weights;
    private readonly AlignedBuffer<double>[] _turned;
    private readonly AlignedBuffer<double>[] _biases;

    /// <summary>All zeros.</summary>
    /// <param name="network">The layers.</param>
    /// <param name="turned">Whether hidden layers are kept in panels of their inputs too.</param>
    public DoublePanels(Network network, bool turned)
    {
        Network = network;
        _weights = [.. Hidden.Select(static layer => new AlignedBuffer<double>((long)DoubleTile.Panels(layer.Outputs) * PanelLength(layer.Inputs)))];
        IEnumerable<Layer> back = turned ? Hidden.Skip(1).Append(Output) : [Output];
        _turned = [.. back.Select(static layer => new AlignedBuffer<double>((long)DoubleTile.Panels(layer.Inputs) * PanelLength(layer.Outputs)))];
        _biases = [.. network.Layers.Select(static layer => new AlignedBuffer<double>((long)DoubleTile.Panels(layer.Outputs) * DoubleTile.Columns))];
    }

    public Network Network { get; }

    private IEnumerable<Layer> Hidden => Network.Layers.SkipLast(1);

    private Layer Output => Network.Layers[^1];

    /// <summary>A hidden layer's weights into the units of a panel, [inputs][8].</summary>
    public double* Weights(int layer, int panel) => _weights[layer].Pointer + (panel * PanelLength(Network.Layers[layer].Inputs));

    /// <summary>The weights of a layer but the first hidden one that lead out of the units of a panel before it, [outputs][8].</summary>
    public double* Turned(int layer, int panel) =>
        _turned[_turned.Length - Network.Layers.Count + layer].Pointer + (panel * PanelLength(Network.Layers[layer].Outputs));

    /// <summary>A layer's biases.</summary>
    public double* Biases(int layer) => _biases[layer].Pointer;

    /// <summary>Numbers that a panel's rows take.</summary>
    public static long PanelLength(int rows) => (long)DoubleTile.Pad(rows) * DoubleTile.Columns;

    /// <summary>Takes numbers in the layout's order.</summary>
    /// <param name="values">The numbers.</param>
    /// <param name="relative">
    /// Whether the first class's number is taken from those of each class, in the output layer: softmax does not change when all logits
    /// change alike. Along a direction that moves all classes alike, nothing at all is then left to be rounded.
    /// </param>
    public void Load(ReadOnlySpan<double> values, bool relative = false)
    {
        for (int l = 0; l < Network.Layers.Count; l++)
        {
            Layer layer = Network.Layers[l];
            bool last = l == Network.Layers.Count - 1;
            ReadOnlySpan<double> weights = Of(layer.Weights, values), biases = Of(layer.Biases, values);
            for (int i = 0; i < layer.Inputs; i++)
            {
                ReadOnlySpan<double> row = weights.Slice(i * layer.Outputs, layer.Outputs);
                if (last)
                    Turn(row, Turned(l, i / DoubleTile.Columns) + (i % DoubleTile.Columns), relative ? row[0] : 0);
                else
                    Spread(row, Weights(l, 0) + ((long)i * DoubleTile.Columns), PanelLength(layer.Inputs));
                if (!last && l > 0 && _turned.Length > 1)
                    Turn(row, Turned(l, i / DoubleTile.Columns) + (i % DoubleTile.Columns), 0);
            }

            for (int j = 0; j < layer.Outputs; j++)
                Biases(l)[j] = biases[j] - (last && relative ? biases[0] : 0);
        }
    }

    /// <summary>
    /// Adds a part of the numbers to others in the layout's order, and sets that part to zero: each part has as many rows of every layer's
    /// weights; the biases are the first part's.
    /// </summary>
    public void Unload(Span<double> values, int part, int parts)
    {
        for (int l = 0; l < Network.Layers.Count; l++)
        {
            Layer layer = Network.Layers[l];
            Span<double> weights = values.Slice(Network.Layout[layer.Weights].Offset, layer.Inputs * layer.Outputs);
            bool last = l == Network.Layers.Count - 1;
            for (int i = (int)((long)layer.Inputs * part / parts); i < (int)((long)layer.Inputs * (part + 1) / parts); i++)
            {
                Span<double> row = weights.Slice(i * layer.Outputs, layer.Outputs);
                if (last)
                    Unturn(Turned(l, i / DoubleTile.Columns) + (i % DoubleTile.Columns), row);
                else
                    Gather(Weights(l, 0) + ((long)i * DoubleTile.Columns), PanelLength(layer.Inputs), row);
            }

            if (part == 0)
                Gather(Biases(l), DoubleTile.Columns, values.Slice(Network.Layout[layer.Biases].Offset, layer.Outputs));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (AlignedBuffer<double> part in (IEnumerable<AlignedBuffer<double>>)[.. _weights, .. _turned, .. _biases])
            part.Dispose();
    }

    private ReadOnlySpan<double> Of(string name, ReadOnlySpan<double> values) =>
        values.Slice(Network.Layout[name].Offset, Network.Layout[name].Count);

    private static void Spread(ReadOnlySpan<double> row, double* first, long panelLength)
    {
        for (int j = 0; j < row.Length; j += DoubleTile.Columns, first += panelLength)
            row.Slice(j, Math.Min(DoubleTile.Columns, row.Length - j)).CopyTo(new Span<double>(first, DoubleTile.Columns));
    }

    private static void Turn(ReadOnlySpan<double> row, double* column, double less)
    {
        for (int j = 0; j < row.Length; j++)
            column[(long)j * DoubleTile.Columns] = row[j] - less;
    }

    private static void Gather(double* first, long panelLength, Span<double> row)
    {
        for (int j = 0; j < row.Length; j += DoubleTile.Columns, first += panelLength)
        {
            Span<double> to = row.Slice(j, Math.Min(DoubleTile.Columns, row.Length - j));
            for (int k = 0; k < to.Length; k++)
                to[k] += first[k];
            new Span<double>(first, DoubleTile.Columns).Clear();
        }
    }

    private static void Unturn(double* column, Span<double> row)
    {
        for (int j = 0; j < row.Length; j++)
        {
            row[j] += column[(long)j * DoubleTile.Columns];
            column[(long)j * DoubleTile.Columns] = 0;
        }
    }
}
