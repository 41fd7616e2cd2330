using Minima.Kernels;
using Minima.Numerics;

namespace Minima.Networks;

/// <summary>The way of a block of examples from the first layer's sums to its losses: what every place of a line or a plane costs.</summary>
internal sealed unsafe class LayersBehind : IDisposable
{
    private readonly Network _network;
    private readonly IKernels _kernels;
    private readonly int _capacity;
    private readonly LayerBuffers? _outputs;
    private readonly AlignedBuffer<float> _strips;
    private readonly AlignedBuffer<float> _logits;
    private readonly AlignedBuffer<double> _losses;
    private readonly AlignedBuffer<byte> _predictions;

    /// <summary>Room for blocks of up to <paramref name="rows"/> examples, a multiple of 16.</summary>
    public LayersBehind(Network network, int rows, IKernels kernels)
    {
        (_network, _kernels, _capacity) = (network, kernels, rows);
        Layer output = network.Layers[^1];
        _outputs = IsDeep ? new LayerBuffers(network.Layers.SkipLast(1).Select(static layer => layer.Outputs), rows) : null;
        _strips = new AlignedBuffer<float>(IsDeep ? Tile.Strips(rows) * Strips.Floats(output.Inputs) : Tile.Columns * Tile.Strip);
        _logits = new AlignedBuffer<float>((long)Tile.ClassGroups(output.Outputs) * Tile.ClassGroup * Tile.Strip);
        _losses = new AlignedBuffer<double>(rows);
        _predictions = new AlignedBuffer<byte>(rows);
    }

    private bool IsDeep => _network.Layers.Count > 2;

    /// <summary>The sum of the block's losses, its examples in order, and how many of them are read wrongly.</summary>
    /// <param name="place">The layers behind the first.</param>
    /// <param name="a">The first layer's <see cref="BlockSums"/> at one point.</param>
    /// <param name="b">Those at another.</param>
    /// <param name="shareA">Factor of a.</param>
    /// <param name="shareB">Factor of b.</param>
    /// <param name="rows">Examples in the block.</param>
    /// <param name="labels">Their labels.</param>
    public (double Loss, int Errors) Run(LinePlacePanels place, float* a, float* b, float shareA, float shareB, int rows, byte* labels)
    {
        if (IsDeep)
            RunHidden(place, a, b, shareA, shareB, rows);
        int units = _network.Layers[^1].Inputs, classes = _network.Layers[^1].Outputs;
        for (int strip = 0; strip < Tile.Strips(rows); strip++)
        {
            for (int k = 0; k < classes; k++)
                new Span<float>(_logits.Pointer + (k * Tile.Strip), Tile.Strip).Fill(place.OutputBiases[k]);
            long at = strip * Strips.Floats(units);
            if (IsDeep)
                _kernels.ShareStrip(_strips.Pointer + at, units, place.Output, place.Stride, place.ClassGroups, _logits.Pointer);
            else
                Share(place, a + at, b + at, shareA, shareB, units);
            int first = strip * Tile.Strip;
            _kernels.SoftmaxStrip(
                _logits.Pointer, classes, labels + first, Math.Min(Tile.Strip, rows - first), _losses.Pointer + first, _predictions.Pointer + first);
        }

        double loss = 0;
        int errors = 0;
        for (int n = 0; n < rows; n++)
        {
            loss += _losses.Pointer[n];
            errors += _predictions.Pointer[n] == labels[n] ? 0 : 1;
        }

        return (loss, errors);
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
        _outputs?.Dispose();
        _strips.Dispose();
        _logits.Dispose();
        _losses.Dispose();
        _predictions.Dispose();
    }

    // Sixty-four units at a time: what they give, 4 KB, is still in the first-level cache when the classes take it.
    private void Share(LinePlacePanels place, float* a, float* b, float shareA, float shareB, int units)
    {
        Unit unit = UnitOf.Layer(_network.Layers[0]);
        for (int first = 0; first < units; first += Tile.Columns)
        {
            int count = Math.Min(Tile.Columns, units - first), at = first * Tile.Strip;
            _kernels.ActivateMix(unit, a + at, b + at, shareA, shareB, _strips.Pointer, count * Tile.Strip);
            _kernels.ShareStrip(_strips.Pointer, count, place.Output + (first * Tile.ClassGroup), place.Stride, place.ClassGroups, _logits.Pointer);
        }
    }

    // In panels, as the engine does it. A sigmoid's padding gives 1/2 here, which meets a weight of zero.
    private void RunHidden(LinePlacePanels place, float* a, float* b, float shareA, float shareB, int rows)
    {
        LayerBuffers outputs = _outputs!;
        for (int panel = 0; panel < Tile.Panels(_network.Layers[0].Outputs); panel++)
        {
            long at = (long)panel * _capacity * Tile.Columns;
            _kernels.ActivateMix(UnitOf.Layer(_network.Layers[0]), a + at, b + at, shareA, shareB, outputs.Panel(0, panel), rows * Tile.Columns);
        }

        int last = _network.Layers.Count - 2;
        for (int layer = 1; layer <= last; layer++)
        {
            int units = _network.Layers[layer].Outputs;
            for (int panel = 0; panel < Tile.Panels(units); panel++)
            {
                float* values = outputs.Panel(layer, panel);
                new Span<float>(values, rows * Tile.Columns).Clear();
                var pass = new PanelPass
                {
                    Weights = place.Middle.Weights(layer - 1, panel),
                    Groups = Tile.Groups(_network.Layers[layer].Inputs),
                    Sums = values,
                };
                _kernels.Pass(in pass, default, outputs.Inputs(layer - 1, rows));
                int columns = Math.Min(Tile.Columns, units - (panel * Tile.Columns));
                _kernels.Activate(UnitOf.Layer(_network.Layers[layer]), values, place.Middle.Biases(layer - 1, panel), rows, columns);
            }
        }

        Strips.Turn(_kernels, outputs.Panel(last, 0), _capacity, rows, _network.Layers[last].Outputs, _strips.Pointer);
    }
}
