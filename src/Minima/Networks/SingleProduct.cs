using Minima.Kernels;
using Minima.Kernels.Doubles;
using Minima.Numerics;

namespace Minima.Networks;

/// <summary>
/// The product of <see cref="PreciseProduct"/>, by the kernels that train: each example's part in single precision. With one hidden layer
/// two products with the inputs are nearly all of it, and they skip what is dark.
/// </summary>
internal sealed unsafe class SingleProduct(SingleState state, NetworkPanels direction, IKernels kernels) : IDisposable
{
    private readonly SingleTiles _changes = new(direction.Network, PreciseWorker.Chunk);
    private readonly SingleTiles _deltaChanges = new(direction.Network, PreciseWorker.Chunk);
    private readonly AlignedBuffer<float> _classChanges = new((long)PreciseWorker.Chunk * DoubleTile.Rows * direction.PaddedClasses);
    private readonly AlignedBuffer<float> _share = new((long)DoubleTile.Rows * direction.PaddedClasses);

    private int Last => state.Hidden - 1;

    private NetworkPanels Point => state.Point;

    /// <summary>sums += what comes back to a hidden panel from the layer above it, whose deltas are <paramref name="above"/>.</summary>
    public static void Back(IKernels kernels, NetworkPanels weights, int layer, int panel, DenseInputs above, float* sums)
    {
        bool top = layer == weights.Hidden.Count - 1;
        var pass = new PanelPass
        {
            Weights = top ? weights.OutgoingPanel(panel) : weights.Turned(layer + 1, panel),
            Groups = top ? weights.ClassGroups : Tile.Panels(weights.Hidden[layer + 1].Outputs) * (Tile.Columns / Tile.Rows),
            Sums = sums,
        };
        kernels.Pass(in pass, default, above);
    }

    /// <summary>Adds the product of a chunk of blocks.</summary>
    public void Add(NetworkPanels sum, int first, int end)
    {
        _classChanges.Span.Clear();
        for (int layer = 0; layer <= Last; layer++)
        {
            for (int panel = 0; panel < state.Outputs.Panels[layer]; panel++)
            {
                for (int block = first; block < end; block++)
                    Forward(layer, panel, block, block - first);
            }
        }

        for (int block = first; block < end; block++)
            Top(sum, block, ClassChanges(block - first));
        for (int layer = Last; layer >= 0; layer--)
        {
            for (int panel = 0; panel < state.Outputs.Panels[layer]; panel++)
            {
                for (int block = first; block < end; block++)
                    Backward(sum, layer, panel, block, block - first);
            }
        }
    }

    public void Dispose()
    {
        foreach (IDisposable part in (IDisposable[])[_changes, _deltaChanges, _classChanges, _share])
            part.Dispose();
    }

    private float* ClassChanges(int place) => _classChanges.Pointer + ((long)place * DoubleTile.Rows * Point.PaddedClasses);

    private void Forward(int layer, int panel, int block, int place)
    {
        int rows = state.Packed.Examples(block);
        float* changes = _changes.Tile(layer, place, panel), outputs = state.Outputs.Tile(layer, block, panel);
        var biases = new ReadOnlySpan<float>(direction.Biases(layer, panel), Tile.Columns);
        for (int n = 0; n < rows; n++)
            biases.CopyTo(new Span<float>(changes + (n * Tile.Columns), Tile.Columns));
        var pass = new PanelPass { Weights = direction.Weights(layer, panel), Groups = Tile.Groups(Point.Hidden[layer].Inputs), Sums = changes };
        if (layer == 0)
        {
            state.Packed.Pass(kernels, in pass, -1, block);
        }
        else
        {
            kernels.Pass(in pass, default, state.Outputs.Inputs(layer - 1, block, rows));
            pass.Weights = Point.Weights(layer, panel);
            kernels.Pass(in pass, default, _changes.Inputs(layer - 1, place, rows));
        }

        kernels.Differentiate(state.Unit, outputs, changes, rows);
        if (layer == Last)
        {
            AddLogits(changes, Point, panel, rows, ClassChanges(place));
            AddLogits(outputs, direction, panel, rows, ClassChanges(place));
        }
    }

    private void AddLogits(float* tile, NetworkPanels weights, int panel, int rows, float* sums)
    {
        kernels.Share(tile, rows, weights.OutputPanel(panel), weights.PaddedClasses, _share.Pointer);
        kernels.Mix(sums, _share.Pointer, 1, 1, sums, rows * weights.PaddedClasses);
    }

    // Changes u of the logits become those of the deltas, p (u - the sum of p u).
    private void Top(NetworkPanels sum, int block, float* changes)
    {
        int rows = state.Packed.Examples(block), classes = Point.Classes, stride = Point.PaddedClasses;
        double* probabilities = state.Probabilities(block);
        float* row = changes, biases = direction.OutputBiases.Pointer;
        for (int n = 0; n < rows; n++, row += stride, probabilities += state.ProbabilityStride)
        {
            double mean = 0;
            for (int k = 0; k < classes; k++)
            {
                row[k] += biases[k];
                mean = Math.FusedMultiplyAdd(probabilities[k], row[k], mean);
            }

            for (int k = 0; k < classes; k++)
                row[k] = (float)(probabilities[k] * (row[k] - mean));
        }

        kernels.StepBiases(changes, stride, rows, sum.OutputBiases.Pointer, stride, null);
    }

    private void Backward(NetworkPanels sum, int layer, int panel, int block, int place)
    {
        int rows = state.Packed.Examples(block);
        bool top = layer == Last;
        float* outputs = state.Outputs.Tile(layer, block, panel), changes = _changes.Tile(layer, place, panel);
        float* deltaChanges = _deltaChanges.Tile(layer, place, panel);
        DenseInputs above = top ? state.OfClasses(state.ClassDeltas(block), rows) : state.Deltas.Inputs(layer + 1, block, rows);
        DenseInputs aboveChanges = top ? state.OfClasses(ClassChanges(place), rows) : _deltaChanges.Inputs(layer + 1, place, rows);
        if (top)
        {
            var outgoing = new PanelPass { Weights = Point.OutgoingPanel(panel), Groups = Point.ClassGroups, Gradient = sum.OutgoingPanel(panel) };
            outgoing.Deltas = outputs;
            kernels.Pass(in outgoing, aboveChanges, default);
            outgoing.Deltas = changes;
            kernels.Pass(in outgoing, above, default);
        }

        new Span<float>(deltaChanges, rows * Tile.Columns).Clear();
        Back(kernels, Point, layer, panel, aboveChanges, deltaChanges);
        Back(kernels, direction, layer, panel, above, deltaChanges);
        kernels.Differentiate(state.Unit, outputs, deltaChanges, rows);
        kernels.AddProducts(state.Bends.Tile(layer, block, panel), changes, deltaChanges, rows * Tile.Columns);
        kernels.StepBiases(deltaChanges, Tile.Columns, rows, sum.Biases(layer, panel), Tile.Columns, null);
        var pass = new PanelPass
        {
            Weights = Point.Weights(layer, panel),
            Groups = Tile.Groups(Point.Hidden[layer].Inputs),
            Gradient = sum.Weights(layer, panel),
            Deltas = deltaChanges,
        };
        if (layer == 0)
        {
            state.Packed.Pass(kernels, in pass, block, -1);
            return;
        }

        kernels.Pass(in pass, state.Outputs.Inputs(layer - 1, block, rows), default);
        pass.Deltas = state.Deltas.Tile(layer, block, panel);
        kernels.Pass(in pass, _changes.Inputs(layer - 1, place, rows), default);
    }
}
