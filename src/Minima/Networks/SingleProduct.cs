using Minima.Kernels;
using Minima.Numerics;

namespace Minima.Networks;

/// <summary>
/// The product of <see cref="PreciseProduct"/>, by the kernels that train: each example's part in single precision. With one hidden layer
/// two products with the inputs are nearly all of it, and they skip what is dark.
/// </summary>
internal sealed unsafe class SingleProduct(SingleState state, NetworkPanels direction, IKernels kernels) : IDisposable
{
    /// <summary>Blocks in a chunk: a panel of weights is fetched from a farther cache once for so many.</summary>
    public const int Chunk = 4;

    private readonly SingleTiles _changes = new(direction.Network, Chunk);
    private readonly SingleTiles _deltaChanges = new(direction.Network, Chunk);
    private readonly AlignedBuffer<float> _classChanges = new((long)Chunk * SingleTiles.Rows * direction.PaddedClasses);

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
                Forward(layer, panel, first, end);
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
        foreach (IDisposable part in (IDisposable[])[_changes, _deltaChanges, _classChanges])
            part.Dispose();
    }

    private float* ClassChanges(int place) => _classChanges.Pointer + ((long)place * SingleTiles.Rows * Point.PaddedClasses);

    private void Forward(int layer, int panel, int first, int end)
    {
        var biases = new ReadOnlySpan<float>(direction.Biases(layer, panel), Tile.Columns);
        for (int n = 0; n < (end - first) * SingleTiles.Rows; n++)
            biases.CopyTo(new Span<float>(_changes.Tile(layer, 0, panel) + (n * Tile.Columns), Tile.Columns));
        if (layer == 0)
        {
            var pass = new PanelPass { Weights = direction.Weights(0, panel), Groups = Tile.Groups(Point.Hidden[0].Inputs), Sums = _changes.Tile(0, 0, panel) };
            state.Packed.Multiply(kernels, in pass, first, end);
        }

        for (int block = first, place = 0; block < end; block++, place++)
        {
            int rows = state.Packed.Examples(block);
            float* changes = _changes.Tile(layer, place, panel);
            if (layer > 0)
            {
                var pass = new PanelPass { Weights = direction.Weights(layer, panel), Groups = Tile.Groups(Point.Hidden[layer].Inputs), Sums = changes };
                kernels.Pass(in pass, default, state.Outputs.Inputs(layer - 1, block, rows));
                pass.Weights = Point.Weights(layer, panel);
                kernels.Pass(in pass, default, _changes.Inputs(layer - 1, place, rows));
            }

            kernels.Differentiate(state.Unit, state.Outputs.Tile(layer, block, panel), changes, rows);
            if (layer == Last)
            {
                ChangePass beside = Beside(panel, block, place);
                kernels.ShareChanges(in beside, Point.OutputPanel(panel), direction.OutputPanel(panel), ClassChanges(place));
            }
        }
    }

    // A panel of the last hidden layer and the output layer.
    private ChangePass Beside(int panel, int block, int place) => new()
    {
        Examples = state.Packed.Examples(block),
        Classes = Point.Classes,
        Stride = Point.PaddedClasses,
        Outputs = state.Outputs.Tile(Last, block, panel),
        Changes = _changes.Tile(Last, place, panel),
        Deltas = state.ClassDeltas(block),
        DeltaChanges = ClassChanges(place),
        Weights = Point.OutgoingPanel(panel),
        Direction = direction.OutgoingPanel(panel),
    };

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
        float* outputs = state.Outputs.Tile(layer, block, panel), changes = _changes.Tile(layer, place, panel);
        float* bends = state.Bends.Tile(layer, block, panel), deltaChanges = _deltaChanges.Tile(layer, place, panel);
        if (layer == Last)
        {
            ChangePass beside = Beside(panel, block, place);
            kernels.AddOutgoing(in beside, sum.OutgoingPanel(panel));
            kernels.BackChanges(in beside, state.Unit, bends, deltaChanges);
        }
        else
        {
            new Span<float>(deltaChanges, rows * Tile.Columns).Clear();
            Back(kernels, Point, layer, panel, _deltaChanges.Inputs(layer + 1, place, rows), deltaChanges);
            Back(kernels, direction, layer, panel, state.Deltas.Inputs(layer + 1, block, rows), deltaChanges);
            kernels.Differentiate(state.Unit, outputs, deltaChanges, rows);
            kernels.AddProducts(bends, changes, deltaChanges, rows * Tile.Columns);
        }

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
