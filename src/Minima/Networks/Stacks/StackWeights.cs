using System.Numerics;
using Minima.Kernels.Strips;
using Minima.Numerics;

namespace Minima.Networks.Stacks;

/// <summary>A network's parameters as the kernels of strips want them: for the way forward in groups of five units, for the way back of five rows.</summary>
internal sealed unsafe class StackWeights<T> : IDisposable
    where T : unmanaged, INumber<T>
{
    private const int Group = IStripKernels<T>.Group;

    private readonly StackPlan _plan;
    private readonly AlignedBuffer<T>[] _forward;
    private readonly AlignedBuffer<T>[] _back;
    private readonly StackValues<T> _values;

    public StackWeights(StackPlan plan)
    {
        _plan = plan;
        _values = new StackValues<T>(plan);
        _forward = [.. plan.Layers.Select(static layer => new AlignedBuffer<T>((long)layer.UnitGroups * layer.Rows * Group))];
        _back = [.. plan.Layers.Select(static (layer, i) => new AlignedBuffer<T>(i == 0 ? 0 : (long)layer.RowGroups * layer.Units * Group))];
    }

    /// <summary>The parameters themselves; after a change, <see cref="Pack"/> follows.</summary>
    public StackValues<T> Values => _values;

    /// <summary>For each group of five units [rows][5].</summary>
    public T* Forward(int layer) => _forward[layer].Pointer;

    /// <summary>For each group of five rows [units][5]; not for layer 0, whose inputs nobody asks.</summary>
    public T* Back(int layer) => _back[layer].Pointer;

    /// <summary>[units].</summary>
    public T* Biases(int layer) => _values.Biases(layer);

    /// <summary>Takes numbers in the layout's order.</summary>
    public void Load<TFrom>(ReadOnlySpan<TFrom> values)
        where TFrom : unmanaged, INumber<TFrom>
    {
        _values.Load(values);
        for (int layer = 0; layer < _plan.Layers.Count; layer++)
            Pack(layer, 0, _plan.Layers[layer].Rows * _plan.Layers[layer].Units);
    }

    /// <summary>Brings both forms up to date with some of a layer's weights, numbered as they stand in the layout.</summary>
    public void Pack(int layer, int first, int end)
    {
        StackLayer own = _plan.Layers[layer];
        (int rows, int units) = (own.Rows, own.Units);
        T* values = _values.Weights(layer), forward = Forward(layer), back = Back(layer);
        bool withBack = layer > 0;

        // Counted up, not divided out: at batches of a few strips, divisions would take longer than the steps.
        (int slow, int fast) = Math.DivRem(first, own.IsConvolution ? rows : units);
        int fastEnd = own.IsConvolution ? rows : units;
        for (int i = first; i < end; i++)
        {
            (int row, int unit) = own.IsConvolution ? (fast, slow) : (slow, fast);
            forward[(((unit / Group * rows) + row) * Group) + (unit % Group)] = values[i];
            if (withBack)
                back[(((row / Group * units) + unit) * Group) + (row % Group)] = values[i];
            if (++fast == fastEnd)
                (fast, slow) = (0, slow + 1);
        }
    }

    public void Dispose()
    {
        _values.Dispose();
        foreach (AlignedBuffer<T> buffer in (AlignedBuffer<T>[])[.. _forward, .. _back])
            buffer.Dispose();
    }
}
