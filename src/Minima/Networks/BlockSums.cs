using System.Runtime.Intrinsics;
using Minima.Kernels;
using Minima.Numerics;

namespace Minima.Networks;

/// <summary>
/// The first layer's sums of a block of examples at several points, biases included: they are linear in the parameters. Before the output
/// layer they stand in <see cref="Strips"/>, before another hidden layer in panels, [panels][examples][64].
/// </summary>
internal sealed unsafe class BlockSums : IDisposable
{
    private readonly Layer _layer;
    private readonly bool _inStrips;
    private readonly int _rows;
    private readonly IKernels _kernels;
    private readonly AlignedBuffer<float> _values;
    private readonly AlignedBuffer<float> _panels;

    /// <summary>Room for blocks of up to <paramref name="rows"/> examples, a multiple of 16, at so many points.</summary>
    public BlockSums(Network network, int points, int rows, IKernels kernels)
    {
        (_layer, _inStrips, _rows, _kernels) = (network.Layers[0], network.Layers.Count == 2, rows, kernels);
        Floats = FloatsOf(network, rows);
        _values = new AlignedBuffer<float>(points * Floats);
        _panels = new AlignedBuffer<float>(_inStrips ? Floats : 0);
    }

    /// <summary>Floats of a point's sums.</summary>
    public long Floats { get; }

    /// <summary>Floats of a block's sums at one point.</summary>
    public static long FloatsOf(Network network, int rows) => (long)Tile.Panels(network.Layers[0].Outputs) * Tile.Columns * rows;

    /// <summary>The sums of a point.</summary>
    public float* Of(int point) => _values.Pointer + (point * Floats);

    /// <summary>Multiplies a block with the point that <paramref name="point"/> holds.</summary>
    public void Take(PackedExamples packed, NetworkPanels point, int block, float* sums)
    {
        float* panels = _inStrips ? _panels.Pointer : sums;
        packed.Multiply(_kernels, point, block, panels);
        if (_inStrips)
            Strips.Turn(_kernels, panels, (long)_rows * Tile.Columns, packed.Examples(block), _layer.Outputs, sums);
    }

    /// <summary>to becomes shareA a + shareB b.</summary>
    public void Mix(float* a, float* b, float shareA, float shareB, float* to) => _kernels.Mix(a, b, shareA, shareB, to, checked((int)Floats));

    /// <summary>The sums of a symmetric copy: unit j is unit source[j], times its sign.</summary>
    public void Reorder(float* from, IReadOnlyList<int> source, IReadOnlyList<float> sign, float* to)
    {
        for (int j = 0; j < source.Count; j++)
        {
            float* own = At(from, source[j]), copy = At(to, j);
            float factor = sign[j];
            if (_inStrips)
            {
                long strip = Strips.Floats(_layer.Outputs);
                for (long at = 0; at < Floats; at += strip)
                {
                    for (int n = 0; n < Tile.Strip; n += Vector256<float>.Count)
                        (factor * Vector256.Load(own + at + n)).Store(copy + at + n);
                }

                continue;
            }

            for (int n = 0; n < _rows; n++)
                copy[n * Tile.Columns] = factor * own[n * Tile.Columns];
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _values.Dispose();
        _panels.Dispose();
    }

    private float* At(float* sums, int unit) => _inStrips
        ? sums + ((long)unit * Tile.Strip)
        : sums + ((long)(unit / Tile.Columns) * _rows * Tile.Columns) + (unit % Tile.Columns);
}
