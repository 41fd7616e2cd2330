using Minima.Data;
using Minima.Kernels;
using Minima.Kernels.Doubles;
using Minima.Numerics;

namespace Minima.Networks;

/// <summary>A point, and what the network makes of every example there: the outputs of all hidden layers, probabilities and deltas.</summary>
internal sealed unsafe class PreciseState : IDisposable
{
    private readonly AlignedBuffer<double> _probabilities;
    private readonly AlignedBuffer<double> _deltas;

    public PreciseState(Network network, Examples examples, WorkerTeam team)
    {
        Network = network;
        Unit = network.Layers.Count == 1 ? Unit.Relu : UnitOf.Layer(network.Layers[0]);
        Classes = DoubleTile.Pad(network.Classes);
        Packed = new PackedExamples(examples, LitForm.Groups, DoubleTile.Rows, dropTail: false, gradients: false, team, alwaysLists: true);
        Packed.Pack(null);
        Point = new DoublePanels(network, turned: true);
        Outputs = new TileStore(network, Packed.Batches);
        long rows = (long)Packed.Batches * DoubleTile.Rows;
        _probabilities = new AlignedBuffer<double>(rows * Classes);
        _deltas = new AlignedBuffer<double>(rows * Classes);
        if (Hidden == 0)
            CopyInputs(examples);
    }

    public Network Network { get; }

    /// <summary>The hidden units' activation.</summary>
    public Unit Unit { get; }

    /// <summary>The examples in blocks of 64.</summary>
    public PackedExamples Packed { get; }

    /// <summary>The parameters.</summary>
    public DoublePanels Point { get; }

    /// <summary>The hidden layers' outputs.</summary>
    public TileStore Outputs { get; }

    /// <summary>Hidden layers.</summary>
    public int Hidden => Network.Layers.Count - 1;

    /// <summary>The last layer of tiles.</summary>
    public int Last => Math.Max(Hidden - 1, 0);

    /// <summary>The output layer's index.</summary>
    public int Output => Network.Layers.Count - 1;

    /// <summary>Classes, padded to a multiple of four: from one example's numbers to the next.</summary>
    public int Classes { get; }

    /// <summary>1 / the number of examples.</summary>
    public double Scale => 1.0 / Packed.Count;

    /// <summary>A block's probabilities, [64][padded classes].</summary>
    public double* Probabilities(int block) => _probabilities.Pointer + ((long)block * DoubleTile.Rows * Classes);

    /// <summary>A block's deltas, the loss's derivatives with respect to its logits, [64][padded classes].</summary>
    public double* Deltas(int block) => _deltas.Pointer + ((long)block * DoubleTile.Rows * Classes);

    /// <summary>A block's numbers by class, as inputs of a product.</summary>
    public DenseDoubles OfClasses(double* values, int rows) => new(values, rows, Network.Classes, Classes, 0);

    /// <summary>sums += the output layer's products (without biases) with what a block has in tiles.</summary>
    public void AddLogits(double* tiles, int rows, DoublePanels weights, double* sums) => Products.Dot(
        tiles, DoubleTile.Size, Outputs.Panels[Last], rows, weights.Turned(Output, 0), Classes, DoubleTile.Pairs(Network.Classes), sums, Classes);

    /// <summary>Forward through some blocks.</summary>
    /// <returns>The sum of their losses, and their errors.</returns>
    public (double Loss, int Errors) Evaluate(int first, int end)
    {
        for (int chunk = first; chunk < end; chunk += PreciseWorker.Chunk)
        {
            for (int layer = 0; layer < Hidden; layer++)
            {
                for (int panel = 0; panel < Outputs.Panels[layer]; panel++)
                {
                    for (int block = chunk; block < Math.Min(chunk + PreciseWorker.Chunk, end); block++)
                        Evaluate(layer, panel, block);
                }
            }
        }

        (double loss, int errors) = (0, 0);
        for (int block = first; block < end; block++)
        {
            int rows = Packed.Examples(block);
            double* sums = Probabilities(block);
            new Span<double>(sums, DoubleTile.Rows * Classes).Clear();
            AddLogits(Outputs.Tile(Last, block), rows, Point, sums);
            loss += ClassSums.Evaluate(
                sums, Point.Biases(Output), Packed.Labels(block), rows, Network.Classes, Classes, Scale, Deltas(block), ref errors);
        }

        return (loss, errors);
    }

    public void Dispose()
    {
        foreach (IDisposable part in (IDisposable[])[Packed, Point, Outputs, _probabilities, _deltas])
            part.Dispose();
    }

    private void Evaluate(int layer, int panel, int block)
    {
        Layer own = Network.Layers[layer];
        int rows = Packed.Examples(block), at = panel * DoubleTile.Columns;
        double* tile = Outputs.Tile(layer, block, panel);
        new Span<double>(tile, DoubleTile.Size).Clear();
        if (layer == 0)
            Products.Multiply(new PackedDoubles(Packed.Groups(block)), Tile.Groups(own.Inputs), Point.Weights(0, panel), tile);
        else
            Products.Multiply(Outputs.Inputs(layer - 1, block, rows, own.Inputs), Tile.Groups(own.Inputs), Point.Weights(layer, panel), tile);
        Slopes.Activate(Unit, tile, Point.Biases(layer) + at, rows, own.Outputs - at);
    }

    // Without a hidden layer the inputs stand where its outputs would.
    private void CopyInputs(Examples examples)
    {
        var row = new float[examples.Width];
        for (int n = 0; n < examples.Count; n++)
        {
            examples.CopyRow(n, row);
            (int block, int place) = Math.DivRem(n, DoubleTile.Rows);
            for (int i = 0; i < row.Length; i++)
                Outputs.Tile(0, block, i / DoubleTile.Columns)[(place * DoubleTile.Columns) + (i % DoubleTile.Columns)] = row[i];
        }
    }
}
