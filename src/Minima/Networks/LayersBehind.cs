using Minima.Kernels;
using Minima.Numerics;

namespace Minima.Networks;

/// <summary>The way of a block of examples from the first layer's outputs to its losses: what every place of a line or a plane costs.</summary>
internal sealed unsafe class LayersBehind : IDisposable
{
    private readonly Network _network;
    private readonly IKernels _kernels;
    private readonly LayerBuffers _outputs;
    private readonly AlignedBuffer<float> _shares;
    private readonly AlignedBuffer<double> _losses;
    private readonly AlignedBuffer<byte> _predictions;

    /// <summary>Room for blocks of up to <paramref name="rows"/> examples.</summary>
    public LayersBehind(Network network, int rows, IKernels kernels)
    {
        (_network, _kernels) = (network, kernels);
        Layer output = network.Layers[^1];
        _outputs = new LayerBuffers(network.Layers.SkipLast(1).Select(static layer => layer.Outputs), rows);
        _shares = new AlignedBuffer<float>((long)Tile.Panels(output.Inputs) * rows * Tile.PadToStrip(output.Outputs));
        _losses = new AlignedBuffer<double>(rows);
        _predictions = new AlignedBuffer<byte>(rows);
    }

    /// <summary>A panel of the first layer's outputs, [examples][64]: to be filled for <see cref="TakeSums"/>.</summary>
    public float* FirstOutputs(int panel) => _outputs.Panel(0, panel);

    /// <summary>A panel of the first layer: fma(share, b, a) and the biases become outputs.</summary>
    public void TakeMix(NetworkPanels rest, int panel, float* a, float* b, float share, float* biases, int rows)
    {
        _kernels.ActivateMix(UnitOf.Layer(_network.Layers[0]), a, b, share, biases, FirstOutputs(panel), rows, Columns(0, panel));
        Share(rest, 0, panel, rows);
    }

    /// <summary>A panel of the first layer: the sums that stand in <see cref="FirstOutputs"/> become outputs.</summary>
    public void TakeSums(NetworkPanels rest, int panel, float* biases, int rows)
    {
        Activate(0, panel, biases, rows);
        Share(rest, 0, panel, rows);
    }

    /// <summary>The sum of the block's losses, its examples in order, and how many of them are read wrongly.</summary>
    /// <param name="rest">The layers behind the first, as a network of their own.</param>
    /// <param name="rows">Examples in the block.</param>
    /// <param name="labels">Their labels.</param>
    public (double Loss, int Errors) Run(NetworkPanels rest, int rows, byte* labels)
    {
        int hidden = _network.Layers.Count - 1;
        for (int layer = 1; layer < hidden; layer++)
        {
            for (int panel = 0; panel < Tile.Panels(_network.Layers[layer].Outputs); panel++)
            {
                float* values = _outputs.Panel(layer, panel);
                new Span<float>(values, rows * Tile.Columns).Clear();
                var pass = new PanelPass
                {
                    Weights = rest.Weights(layer - 1, panel),
                    Groups = Tile.Groups(_network.Layers[layer].Inputs),
                    Sums = values,
                };
                _kernels.Pass(in pass, default, _outputs.Inputs(layer - 1, rows));
                Activate(layer, panel, rest.Biases(layer - 1, panel), rows);
                Share(rest, layer, panel, rows);
            }
        }

        return Finish(rest, rows, labels);
    }

    /// <summary>Copies what the last run found of each of its examples.</summary>
    /// <param name="each">Where to.</param>
    /// <param name="first">The place of the block's first example.</param>
    /// <param name="rows">Examples in the block.</param>
    /// <param name="labels">Their labels.</param>
    public void Keep(ExampleResults each, int first, int rows, byte* labels)
    {
        for (int n = 0; n < rows; n++)
        {
            each.Losses[first + n] = _losses.Pointer[n];
            each.Predictions[first + n] = _predictions.Pointer[n];
            each.Wrong[first + n] = _predictions.Pointer[n] != labels[n];
        }
    }

    public void Dispose()
    {
        _outputs.Dispose();
        _shares.Dispose();
        _losses.Dispose();
        _predictions.Dispose();
    }

    private int Columns(int layer, int panel) => Math.Min(Tile.Columns, _network.Layers[layer].Outputs - (panel * Tile.Columns));

    private void Activate(int layer, int panel, float* biases, int rows) =>
        _kernels.Activate(UnitOf.Layer(_network.Layers[layer]), _outputs.Panel(layer, panel), biases, rows, Columns(layer, panel));

    // Of the last hidden layer: at once, while what the panel gives is still in the first-level cache.
    private void Share(NetworkPanels rest, int layer, int panel, int rows)
    {
        if (layer < _network.Layers.Count - 2)
            return;
        float* shares = _shares.Pointer + ((long)panel * rows * rest.PaddedClasses);
        _kernels.Share(_outputs.Panel(layer, panel), rows, rest.OutputPanel(panel), rest.PaddedClasses, shares);
    }

    private (double Loss, int Errors) Finish(NetworkPanels rest, int rows, byte* labels)
    {
        var softmax = new SoftmaxPass
        {
            Shares = _shares.Pointer,
            Panels = rest.LastPanels,
            Examples = rows,
            Classes = rest.Classes,
            PaddedClasses = rest.PaddedClasses,
            Biases = rest.OutputBiases.Pointer,
            Labels = labels,
            Losses = _losses.Pointer,
            Predictions = _predictions.Pointer,
        };
        _kernels.Softmax(in softmax);
        double loss = 0;
        int errors = 0;
        for (int n = 0; n < rows; n++)
        {
            loss += _losses.Pointer[n];
            errors += _predictions.Pointer[n] == labels[n] ? 0 : 1;
        }

        return (loss, errors);
    }
}
