using System.Runtime.Intrinsics;
using Minima.Data;
using Minima.Kernels;
using Minima.Kernels.Doubles;
using Minima.Numerics;

namespace Minima.Networks;

/// <summary>
/// A direction's weights of the first hidden layer in single precision, and the two products with the inputs that are most of a Hessian's
/// product, by the kernels that train.
/// </summary>
internal sealed unsafe class SinglePanels : IDisposable
{
    // Deltas of single examples are below 1e-5 and shrink with their certainty: so they stay far from the smallest singles. A power of two rounds nothing.
    private const double Scale = 1 << 24;

    private const int Tiles = Tile.Columns / DoubleTile.Columns;

    private readonly int _inputs;
    private readonly IKernels _kernels;
    private readonly PackedExamples _examples;
    private readonly AlignedBuffer<float> _weights;

    /// <summary>Room for directions of a network, over examples in the blocks of the double precision kernels.</summary>
    public SinglePanels(Network network, Examples examples, WorkerTeam team, IKernels kernels)
    {
        (_inputs, _kernels) = (network.Inputs, kernels);
        Panels = Tile.Panels(network.Layers[0].Outputs);
        _weights = new AlignedBuffer<float>(Panels * Length(_inputs));
        _examples = new PackedExamples(examples, DoubleTile.Rows, dropTail: false, team, withGradients: true);
        _examples.Pack(null);
    }

    /// <summary>Panels of 64 columns.</summary>
    public int Panels { get; }

    private int Groups => Tile.Groups(_inputs);

    /// <summary>Numbers that a panel takes.</summary>
    public static long Length(int inputs) => (long)Tile.Groups(inputs) * Tile.Size;

    /// <summary>Takes a direction's weights.</summary>
    public void Load(DoublePanels direction)
    {
        for (int panel = 0; panel < Panels; panel++)
        {
            for (int tile = 0; tile < Tiles; tile++)
            {
                double* source = direction.Weights(0, (panel * Tiles) + tile);
                for (int i = 0; i < _inputs; i++)
                {
                    for (int j = 0; j < DoubleTile.Columns; j++)
                        Row(_weights.Pointer, panel, i)[(tile * DoubleTile.Columns) + j] = (float)source[(i * DoubleTile.Columns) + j];
                }
            }
        }
    }

    /// <summary>The sums of a block in a panel, as eight tiles.</summary>
    public void Multiply(int block, int panel, float* room, double* tiles)
    {
        int rows = _examples.Examples(block);
        new Span<float>(room, rows * Tile.Columns).Clear();
        var pass = new PanelPass { Weights = Row(_weights.Pointer, panel, 0), Groups = Groups, Sums = room };
        _examples.Pass(_kernels, in pass, -1, block);
        for (int tile = 0; tile < Tiles; tile++, tiles += DoubleTile.Size)
        {
            for (int n = 0; n < rows; n++)
            {
                Vector256<float> eight = Vector256.Load(room + (n * Tile.Columns) + (tile * DoubleTile.Columns));
                Vector256.WidenLower(eight).Store(tiles + (n * DoubleTile.Columns));
                Vector256.WidenUpper(eight).Store(tiles + (n * DoubleTile.Columns) + 4);
            }
        }
    }

    /// <summary>Adds a block's part of a panel's gradient, from the eight tiles of its deltas times <see cref="Scale"/>.</summary>
    public void Accumulate(int block, int panel, float* room, double* tiles, float* gradient)
    {
        int rows = _examples.Examples(block);
        Vector256<double> scale = Vector256.Create(Scale);
        for (int tile = 0; tile < Tiles; tile++, tiles += DoubleTile.Size)
        {
            for (int n = 0; n < rows; n++)
            {
                double* row = tiles + (n * DoubleTile.Columns);
                Vector256.Narrow(Vector256.Load(row) * scale, Vector256.Load(row + 4) * scale).Store(room + (n * Tile.Columns) + (tile * DoubleTile.Columns));
            }
        }

        var pass = new PanelPass { Weights = Row(_weights.Pointer, panel, 0), Groups = Groups, Deltas = room, Gradient = Row(gradient, panel, 0) };
        _examples.Pass(_kernels, in pass, block, -1);
    }

    /// <summary>Adds a worker's gradient, divided by <see cref="Scale"/>, to one in double precision, and sets it to zero.</summary>
    public void Unload(PreciseWorker own, DoublePanels sum)
    {
        Vector256<double> inverse = Vector256.Create(1 / Scale);
        float* gradient = own.SingleGradient.Pointer;
        for (int panel = 0; panel < Panels; panel++)
        {
            for (int tile = 0; tile < Tiles; tile++)
            {
                double* target = sum.Weights(0, (panel * Tiles) + tile);
                for (int i = 0; i < _inputs; i++, target += DoubleTile.Columns)
                {
                    Vector256<float> eight = Vector256.Load(Row(gradient, panel, i) + (tile * DoubleTile.Columns));
                    Vector256.FusedMultiplyAdd(Vector256.WidenLower(eight), inverse, Vector256.Load(target)).Store(target);
                    Vector256.FusedMultiplyAdd(Vector256.WidenUpper(eight), inverse, Vector256.Load(target + 4)).Store(target + 4);
                }
            }
        }

        new Span<float>(gradient, checked((int)(Panels * Length(_inputs)))).Clear();
    }

    public void Dispose()
    {
        _weights.Dispose();
        _examples.Dispose();
    }

    private float* Row(float* panels, int panel, int row) => panels + (panel * Length(_inputs)) + ((long)row * Tile.Columns);
}
