using Minima.Kernels;
using Minima.Kernels.Doubles;

namespace Minima.Networks;

/// <summary>Backpropagation in double precision, from the deltas of a <see cref="PreciseState"/> to the loss's gradient.</summary>
internal sealed unsafe class PreciseGradient(PreciseState state)
{
    /// <summary>Adds the gradient of a chunk of blocks.</summary>
    public void Add(PreciseWorker own, DoublePanels gradient, int first, int end)
    {
        for (int block = first; block < end; block++)
        {
            ClassSums.SumRows(
                state.Deltas(block), state.Packed.Examples(block), state.Network.Classes, state.Classes, gradient.Biases(state.Output));
        }

        for (int layer = state.Last; layer >= 0; layer--)
        {
            for (int panel = 0; panel < state.Outputs.Panels[layer]; panel++)
            {
                for (int block = first; block < end; block++)
                    Add(own, gradient, layer, panel, block, block - first);
            }
        }
    }

    private void Add(PreciseWorker own, DoublePanels gradient, int layer, int panel, int block, int place)
    {
        int rows = state.Packed.Examples(block), next = Math.Min(layer + 1, state.Output), width = state.Network.Layers[next].Outputs;
        double* outputs = state.Outputs.Tile(layer, block, panel), deltas = own.Deltas.Tile(layer, place, panel);
        DenseDoubles above = next == state.Output
            ? state.OfClasses(state.Deltas(block), rows)
            : own.Deltas.Inputs(layer + 1, place, rows, width);
        if (next == state.Output)
            Products.Accumulate(above, Tile.Groups(width), outputs, gradient.Turned(next, panel));
        if (state.Hidden == 0)
            return;

        new Span<double>(deltas, rows * DoubleTile.Columns).Clear();
        Products.Multiply(above, Tile.Groups(width), state.Point.Turned(next, panel), deltas);
        Slopes.Differentiate(state.Unit, outputs, deltas, rows);
        Slopes.SumRows(deltas, rows, gradient.Biases(layer) + (panel * DoubleTile.Columns));
        int inputs = state.Network.Layers[layer].Inputs;
        if (layer == 0)
            Products.Accumulate(new PackedDoubles(state.Packed.Groups(block)), Tile.Groups(inputs), deltas, gradient.Weights(0, panel));
        else
            Products.Accumulate(state.Outputs.Inputs(layer - 1, block, rows, inputs), Tile.Groups(inputs), deltas, gradient.Weights(layer, panel));
    }
}
