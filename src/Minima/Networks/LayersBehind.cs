using Minima.Kernels;
using Minima.Numerics;

namespace Minima.Networks;

/// <summary>The way of a block of examples from the first layer's sums to its losses: what every place of a line or a plane costs.</summary>
/// <remarks>
/// Some places are taken together: sixty-four units of a strip's sums, 4 KB at each point, are fetched from the core's own cache once for all
/// of them.
/// </remarks>
internal sealed unsafe class LayersBehind : IDisposable
{
    /// <summary>How many places are taken together at most.</summary>
    public const int Together = 4;

    private readonly Network _network;
    private readonly IKernels _kernels;
    private readonly int _capacity;
    private readonly Unit _unit;
    private readonly int _units;
    private readonly int _classes;
    private readonly int _logitFloats;
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
        (_unit, _units, _classes) = (UnitOf.Layer(network.Layers[0]), output.Inputs, output.Outputs);
        _logitFloats = Tile.ClassGroups(_classes) * Tile.ClassGroup * Tile.Strip;
        _outputs = IsDeep ? new LayerBuffers(network.Layers.SkipLast(1).Select(static layer => layer.Outputs), rows) : null;
        _strips = new AlignedBuffer<float>(IsDeep ? Tile.Strips(rows) * Strips.Floats(output.Inputs) : Tile.Columns * Tile.Strip);
        _logits = new AlignedBuffer<float>(Together * _logitFloats);
        _losses = new AlignedBuffer<double>(Together * rows);
        _predictions = new AlignedBuffer<byte>(Together * rows);
    }

    private bool IsDeep => _network.Layers.Count > 2;

    /// <summary>Takes a block of examples through the layers behind at some places.</summary>
    /// <param name="places">At most <see cref="Together"/>, each mixed of the points whose sums follow.</param>
    /// <param name="a">The first layer's <see cref="BlockSums"/> at one point.</param>
    /// <param name="b">Those at another.</param>
    /// <param name="rows">Examples in the block.</param>
    /// <param name="labels">Their labels.</param>
    public void Run(ReadOnlySpan<LinePlacePanels> places, float* a, float* b, int rows, byte* labels)
    {
        if (IsDeep)
        {
            for (int i = 0; i < places.Length; i++)
            {
                RunHidden(places[i], a, b, rows);
                for (int strip = 0; strip < Tile.Strips(rows); strip++)
                {
                    float* logits = Begin(i, places[i]);
                    _kernels.ShareStrip(
                        _strips.Pointer + (strip * Strips.Floats(_units)), _units, places[i].Output, places[i].Stride, places[i].ClassGroups, logits);
                    Finish(i, strip, rows, labels);
                }
            }

            return;
        }

        for (int strip = 0; strip < Tile.Strips(rows); strip++)
        {
            long at = strip * Strips.Floats(_units);
            for (int i = 0; i < places.Length; i++)
                Begin(i, places[i]);
            for (int first = 0; first < _units; first += Tile.Columns)
                Share(places, a + at, b + at, first, Math.Min(Tile.Columns, _units - first));
            for (int i = 0; i < places.Length; i++)
                Finish(i, strip, rows, labels);
        }
    }

    /// <summary>The sum of the block's losses at one of the places, its examples in order, and how many of them are read wrongly.</summary>
    public (double Loss, int Errors) Result(int place, int rows, byte* labels)
    {
        double loss = 0;
        int errors = 0, at = place * _capacity;
        for (int n = 0; n < rows; n++)
        {
            loss += _losses.Pointer[at + n];
            errors += _predictions.Pointer[at + n] == labels[n] ? 0 : 1;
        }

        return (loss, errors);
    }

    /// <summary>Copies what the last run found of each of its examples at one of the places.</summary>
    /// <param name="place">Which.</param>
    /// <param name="each">Where to.</param>
    /// <param name="first">The place of the block's first example.</param>
    /// <param name="rows">Examples in the block.</param>
    /// <param name="labels">Their labels.</param>
    public void Keep(int place, ExampleResults each, int first, int rows, byte* labels)
    {
        int at = place * _capacity;
        for (int n = 0; n < rows; n++)
        {
            each.Losses[first + n] = _losses.Pointer[at + n];
            each.Predictions[first + n] = _predictions.Pointer[at + n];
            each.Wrong[first + n] = _predictions.Pointer[at + n] != labels[n];
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

    private float* Begin(int i, LinePlacePanels place)
    {
        float* logits = _logits.Pointer + (i * _logitFloats);
        for (int k = 0; k < place.ClassGroups * Tile.ClassGroup; k++)
            new Span<float>(logits + (k * Tile.Strip), Tile.Strip).Fill(place.OutputBiases[k]);
        return logits;
    }

    private void Share(ReadOnlySpan<LinePlacePanels> places, float* a, float* b, int first, int count)
    {
        int at = first * Tile.Strip;
        for (int i = 0; i < places.Length; i++)
        {
            LinePlacePanels place = places[i];
            _kernels.ActivateMix(_unit, a + at, b + at, place.ShareA, place.ShareB, _strips.Pointer, count * Tile.Strip);
            _kernels.ShareStrip(
                _strips.Pointer, count, place.Output + (first * Tile.ClassGroup), place.Stride, place.ClassGroups, _logits.Pointer + (i * _logitFloats));
        }
    }

    private void Finish(int i, int strip, int rows, byte* labels)
    {
        int first = strip * Tile.Strip, at = (i * _capacity) + first;
        _kernels.SoftmaxStrip(
            _logits.Pointer + (i * _logitFloats),
            _classes,
            labels + first,
            Math.Min(Tile.Strip, rows - first),
            _losses.Pointer + at,
            _predictions.Pointer + at);
    }

    // In panels, as the engine does it. A sigmoid's padding gives 1/2 here, which meets a weight of zero.
    private void RunHidden(LinePlacePanels place, float* a, float* b, int rows)
    {
        LayerBuffers outputs = _outputs!;
        for (int panel = 0; panel < Tile.Panels(_network.Layers[0].Outputs); panel++)
        {
            long at = (long)panel * _capacity * Tile.Columns;
            _kernels.ActivateMix(
                _unit, a + at, b + at, place.ShareA, place.ShareB, outputs.Panel(0, panel), rows * Tile.Columns);
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

        Strips.Turn(_kernels, outputs.Panel(last, 0), outputs.Distance, rows, _network.Layers[last].Outputs, _strips.Pointer);
    }
}
