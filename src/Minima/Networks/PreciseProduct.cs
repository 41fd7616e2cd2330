using Minima.Kernels;
using Minima.Kernels.Doubles;

namespace Minima.Networks;

/// <summary>
/// The product of the loss's Hessian with a direction v, by applying R{f} = df(w + t v)/dt at t = 0 to every step of backpropagation
/// (Pearlmutter, Neural Computation 6 (1994) 147). Forward, with h = unit(z): Rz = Rx W + x V + Rb, Rh = h' Rz. At the top
/// Rd = p (Rz - sum of p Rz). Backward, with a = d W': Ra = Rd W' + d V', Rd = h' Ra + h'' Rz a. The product's weights are x' Rd + Rx' d.
/// </summary>
internal sealed unsafe class PreciseProduct(PreciseState state, DoublePanels direction)
{
    /// <summary>Adds the product of a chunk of blocks.</summary>
    public void Add(PreciseWorker own, DoublePanels sum, int first, int end)
    {
        for (int layer = 0; layer < state.Hidden; layer++)
            Forward(own, layer, first, end);
        for (int block = first; block < end; block++)
            Top(own, sum, block, block - first);
        for (int layer = state.Last; layer >= 0; layer--)
        {
            for (int panel = 0; panel < state.Outputs.Panels[layer]; panel++)
            {
                for (int block = first; block < end; block++)
                    Backward(own, sum, layer, panel, block, block - first);
            }
        }
    }

    private void Forward(PreciseWorker own, int layer, int first, int end)
    {
        int inputs = state.Network.Layers[layer].Inputs;
        for (int panel = 0; panel < state.Outputs.Panels[layer]; panel++)
        {
            for (int block = first; block < end; block++)
            {
                int rows = state.Packed.Examples(block), place = block - first;
                double* changes = own.Changes.Tile(layer, place, panel);
                new Span<double>(changes, DoubleTile.Size).Clear();
                if (layer > 0)
                {
                    Products.Multiply(own.Changes.Inputs(layer - 1, place, rows, inputs), Tile.Groups(inputs), state.Point.Weights(layer, panel), changes);
                    Products.Multiply(state.Outputs.Inputs(layer - 1, block, rows, inputs), Tile.Groups(inputs), direction.Weights(layer, panel), changes);
                }
                else
                {
                    Products.Multiply(new PackedDoubles(state.Packed.Groups(block)), Tile.Groups(inputs), direction.Weights(0, panel), changes);
                }

                Slopes.Forward(state.Unit, state.Outputs.Tile(layer, block, panel), changes, direction.Biases(layer) + (panel * DoubleTile.Columns), rows);
            }
        }
    }

    private void Top(PreciseWorker own, DoublePanels sum, int block, int place)
    {
        int rows = state.Packed.Examples(block), classes = state.Network.Classes;
        double* changes = own.ClassChanges(place);
        new Span<double>(changes, DoubleTile.Rows * state.Classes).Clear();
        if (state.Hidden > 0)
            state.AddLogits(own.Changes.Tile(state.Last, place), rows, state.Point, changes);
        state.AddLogits(state.Outputs.Tile(state.Last, block), rows, direction, changes);
        ClassSums.Differentiate(changes, direction.Biases(state.Output), state.Probabilities(block), rows, classes, state.Classes, state.Scale);
        ClassSums.SumRows(changes, rows, classes, state.Classes, sum.Biases(state.Output));
    }

    private void Backward(PreciseWorker own, DoublePanels sum, int layer, int panel, int block, int place)
    {
        int rows = state.Packed.Examples(block), next = Math.Min(layer + 1, state.Output), width = state.Network.Layers[next].Outputs;
        bool top = next == state.Output;
        double* outputs = state.Outputs.Tile(layer, block, panel), changes = own.Changes.Tile(layer, place, panel);
        DenseDoubles above = top ? state.OfClasses(state.Deltas(block), rows) : own.Deltas.Inputs(layer + 1, place, rows, width);
        DenseDoubles aboveChanges = top ? state.OfClasses(own.ClassChanges(place), rows) : own.DeltaChanges.Inputs(layer + 1, place, rows, width);
        int groups = Tile.Groups(width);
        if (top)
            Products.Accumulate(aboveChanges, groups, outputs, sum.Turned(next, panel));
        if (state.Hidden == 0)
            return;
        if (top)
            Products.Accumulate(above, groups, changes, sum.Turned(next, panel));

        double* deltas = own.Deltas.Tile(layer, place, panel), deltaChanges = own.DeltaChanges.Tile(layer, place, panel);
        new Span<double>(deltas, rows * DoubleTile.Columns).Clear();
        new Span<double>(deltaChanges, rows * DoubleTile.Columns).Clear();
        Products.Multiply(above, groups, state.Point.Turned(next, panel), deltas);
        Products.Multiply(aboveChanges, groups, state.Point.Turned(next, panel), deltaChanges);
        Products.Multiply(above, groups, direction.Turned(next, panel), deltaChanges);
        Slopes.Backward(state.Unit, outputs, changes, deltas, deltaChanges, rows);
        Slopes.SumRows(deltaChanges, rows, sum.Biases(layer) + (panel * DoubleTile.Columns));
        int inputs = state.Network.Layers[layer].Inputs, inputGroups = Tile.Groups(inputs);
        if (layer > 0)
        {
            Products.Accumulate(state.Outputs.Inputs(layer - 1, block, rows, inputs), inputGroups, deltaChanges, sum.Weights(layer, panel));
            Products.Accumulate(own.Changes.Inputs(layer - 1, place, rows, inputs), inputGroups, deltas, sum.Weights(layer, panel));
        }
        else
        {
            Products.Accumulate(new PackedDoubles(state.Packed.Groups(block)), inputGroups, deltaChanges, sum.Weights(0, panel));
        }
    }
}
