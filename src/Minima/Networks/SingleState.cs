using System.Runtime.Intrinsics;
using Minima.Data;
using Minima.Kernels;
using Minima.Kernels.Doubles;
using Minima.Numerics;

namespace Minima.Networks;

/// <summary>
/// A <see cref="PreciseState"/> in single precision, as far as products with the Hessian take it from there: the hidden layers' outputs h, and
/// of what comes back through them all that does not depend on the direction. Deltas are those of the sum over the examples, not of the mean:
/// a mean's would be nearer to the smallest singles.
/// </summary>
internal sealed unsafe class SingleState : IDisposable
{
    private const int Tiles = Tile.Columns / DoubleTile.Columns;
    private const int Halves = SingleTiles.Rows / DoubleTile.Rows;

    private readonly PreciseState _precise;
    private readonly IKernels _kernels;
    private readonly AlignedBuffer<float> _classDeltas;

    public SingleState(PreciseState precise, Examples examples, WorkerTeam team, IKernels kernels)
    {
        (_precise, _kernels) = (precise, kernels);
        Network network = precise.Network;
        Point = new NetworkPanels(network);
        Packed = new PackedExamples(examples, kernels.Form, SingleTiles.Rows, dropTail: false, gradients: true, team);
        Packed.Pack(null);
        Outputs = new SingleTiles(network, Packed.Batches);
        Bends = new SingleTiles(network, Packed.Batches);
        Deltas = new SingleTiles(network, Packed.Batches, first: 1);
        _classDeltas = new AlignedBuffer<float>((long)Packed.Batches * SingleTiles.Rows * Point.PaddedClasses);
    }

    /// <summary>The hidden units' activation.</summary>
    public Unit Unit => _precise.Unit;

    /// <summary>Hidden layers, at least one.</summary>
    public int Hidden => _precise.Hidden;

    /// <summary>The parameters.</summary>
    public NetworkPanels Point { get; }

    /// <summary>The examples in blocks of 128, two of the precise state's.</summary>
    public PackedExamples Packed { get; }

    /// <summary>h of every hidden layer.</summary>
    public SingleTiles Outputs { get; }

    /// <summary>a c(h), with a = the derivative by h, and c as in <see cref="Slopes.Backward"/>: by how much a delta changes with its unit's output.</summary>
    public SingleTiles Bends { get; }

    /// <summary>Deltas of every hidden layer but the first, which needs none.</summary>
    public SingleTiles Deltas { get; }

    /// <summary>A block's probabilities in double precision; see <see cref="ProbabilityStride"/>.</summary>
    public double* Probabilities(int block) => _precise.Probabilities(block * Halves);

    /// <summary>Doubles from one example's probabilities to the next one's.</summary>
    public int ProbabilityStride => _precise.Classes;

    /// <summary>A block's deltas of the logits, [128][padded classes].</summary>
    public float* ClassDeltas(int block) => _classDeltas.Pointer + ((long)block * SingleTiles.Rows * Point.PaddedClasses);

    /// <summary>The same as inputs of a product.</summary>
    public DenseInputs OfClasses(float* values, int rows) => new(values, rows, Point.PaddedClasses, 0);

    /// <summary>Takes some blocks over; <see cref="Point"/> must stand at the point.</summary>
    public void Take(int first, int end)
    {
        for (int block = first; block < end; block++)
        {
            int rows = Packed.Examples(block);
            TakeDeltas(block, rows);
            for (int layer = Hidden - 1; layer >= 0; layer--)
            {
                for (int panel = 0; panel < Outputs.Panels[layer]; panel++)
                    Take(layer, block, panel, rows);
            }
        }
    }

    public void Dispose()
    {
        foreach (IDisposable part in (IDisposable[])[Point, Packed, Outputs, Bends, Deltas, _classDeltas])
            part.Dispose();
    }

    private void TakeDeltas(int block, int rows)
    {
        double* from = _precise.Deltas(block * Halves);
        float* to = ClassDeltas(block);
        for (int n = 0; n < rows; n++, from += _precise.Classes, to += Point.PaddedClasses)
        {
            for (int k = 0; k < Point.Classes; k++)
                to[k] = (float)(from[k] * Packed.Count);
        }
    }

    private void Take(int layer, int block, int panel, int rows)
    {
        float* outputs = Outputs.Tile(layer, block, panel), bends = Bends.Tile(layer, block, panel);
        for (int n = 0; n < rows; n++)
        {
            (int half, int row) = Math.DivRem(n, DoubleTile.Rows);
            for (int tile = 0; tile < Tiles; tile++)
            {
                double* from = _precise.Outputs.Tile(layer, (block * Halves) + half, (panel * Tiles) + tile) + (row * DoubleTile.Columns);
                Vector256.Narrow(Vector256.Load(from), Vector256.Load(from + 4)).Store(outputs + (n * Tile.Columns) + (tile * DoubleTile.Columns));
            }
        }

        // a, from what is above; then a h' where a layer below will ask for it, and a c(h).
        new Span<float>(bends, rows * Tile.Columns).Clear();
        bool top = layer == Hidden - 1;
        SingleProduct.Back(_kernels, Point, layer, panel, top ? OfClasses(ClassDeltas(block), rows) : Deltas.Inputs(layer + 1, block, rows), bends);
        int count = rows * Tile.Columns;
        if (layer > 0)
        {
            float* deltas = Deltas.Tile(layer, block, panel);
            new Span<float>(bends, count).CopyTo(new Span<float>(deltas, count));
            _kernels.Differentiate(Unit, outputs, deltas, rows);
        }

        for (int i = 0; i < count; i++)
        {
            bends[i] *= Unit switch
            {
                Unit.Tanh => -2 * outputs[i],
                Unit.Sigmoid => 1 - (2 * outputs[i]),
                _ => 0,
            };
        }
    }
}
