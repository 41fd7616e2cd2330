using System.Numerics;
using System.Runtime.CompilerServices;
using Minima.Kernels.Strips;
using Minima.Numerics;

namespace Minima.Networks.Stacks;

/// <summary>
/// What the dense layers got and what came back to their sums, of several strips: [numbers][strips][lanes]. The gradient of a dense weight is
/// then one sum over all of these examples, and no strip needs a gradient of its own.
/// </summary>
internal sealed unsafe class StackWide<T> : IDisposable
    where T : unmanaged, INumber<T>
{
    // Deltas of so many units stay in a core's own cache while the inputs pass by.
    private const int UnitBlock = 40;

    private readonly StackPlan _plan;
    private readonly int _strips;
    private readonly AlignedBuffer<T>[] _inputs;
    private readonly AlignedBuffer<T>[] _deltas;
    private readonly AlignedBuffer<int>[] _offsets;

    public StackWide(StackPlan plan, int strips)
    {
        (_plan, _strips) = (plan, strips);
        int width = strips * plan.Lanes;
        _inputs = [.. plan.Layers.Select(layer => new AlignedBuffer<T>(layer.IsConvolution ? 0 : (long)layer.Rows * width))];
        _deltas = [.. plan.Layers.Select(layer => new AlignedBuffer<T>(layer.IsConvolution ? 0 : (long)layer.Units * width))];
        _offsets = [.. plan.Layers.Select(static layer => new AlignedBuffer<int>(layer.IsConvolution ? 0 : layer.Rows))];
        for (int i = 0; i < _offsets.Length; i++)
        {
            for (int row = 0; row < _offsets[i].Length; row++)
                _offsets[i].Pointer[row] = checked(row * width);
        }
    }

    /// <summary>Keeps a strip's part of a dense layer.</summary>
    public void Keep(int layer, int strip, T* inputs, T* deltas)
    {
        Copy(inputs, _inputs[layer].Pointer, strip, _plan.Layers[layer].Rows);
        Copy(deltas, _deltas[layer].Pointer, strip, _plan.Layers[layer].Units);
    }

    /// <summary>Adds the gradient of some rows of a dense layer's weights.</summary>
    /// <param name="kernels">The arithmetic.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="strips">How many strips were kept.</param>
    /// <param name="first">The first row.</param>
    /// <param name="end">The row behind the last.</param>
    /// <param name="weights">The layer's weights in a gradient.</param>
    public void AddGradient(IStripKernels<T> kernels, int layer, int strips, int first, int end, T* weights) =>
        Add(kernels, layer, strips, first, end, weights, _inputs[layer].Pointer, _deltas[layer].Pointer);

    public void Dispose()
    {
        foreach (IDisposable part in (IDisposable[])[.. _inputs, .. _deltas, .. _offsets])
            part.Dispose();
    }

    private void Add(IStripKernels<T> kernels, int layer, int strips, int first, int end, T* weights, T* inputs, T* deltas)
    {
        StackLayer own = _plan.Layers[layer];
        for (int unit = 0; unit < own.Units; unit += UnitBlock)
        {
            var pass = new OuterPass<T>
            {
                Inputs = inputs,
                Offsets = _offsets[layer].Pointer,
                Deltas = deltas,
                UnitLength = (nint)_strips * _plan.Lanes,
                Lines = 1,
                Columns = strips,
                FirstRow = first,
                EndRow = end,
                FirstUnit = unit,
                EndUnit = Math.Min(unit + UnitBlock, own.Units),
                Gradient = weights,
                RowStride = own.Units,
                UnitStride = 1,
            };
            kernels.AddOuter(in pass);
        }
    }

    private void Copy(T* rows, T* wide, int strip, int count)
    {
        wide += (long)strip * _plan.Lanes;
        uint bytes = (uint)(_plan.Lanes * sizeof(T));
        for (int i = 0; i < count; i++, rows += _plan.Lanes, wide += (long)_strips * _plan.Lanes)
            Unsafe.CopyBlockUnaligned(wide, rows, bytes);
    }
}
