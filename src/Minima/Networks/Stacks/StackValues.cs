using System.Numerics;
using Minima.Numerics;

namespace Minima.Networks.Stacks;

/// <summary>
/// All numbers of a network, or a gradient, or moments of it: each parameter as in the <see cref="ParameterLayout"/>, from a multiple of sixteen
/// on, the gaps zero.
/// </summary>
internal sealed unsafe class StackValues<T>(StackPlan plan) : IDisposable
    where T : unmanaged, INumber<T>
{
    private readonly AlignedBuffer<T> _values = new(plan.Count);

    public T* Pointer => _values.Pointer;

    public T* Weights(int layer) => Pointer + plan.Layers[layer].WeightsAt;

    public T* Biases(int layer) => Pointer + plan.Layers[layer].BiasesAt;

    public void Clear() => _values.Span.Clear();

    /// <summary>Copies numbers in, in the layout's order.</summary>
    public void Load<TFrom>(ReadOnlySpan<TFrom> values)
        where TFrom : unmanaged, INumber<TFrom>
    {
        foreach ((ParameterSlot slot, long at) in Slots())
        {
            for (int i = 0; i < slot.Count; i++)
                Pointer[at + i] = T.CreateTruncating(values[slot.Offset + i]);
        }
    }

    /// <summary>Copies them out. All NaNs become one: which one arithmetic makes differs from processor to processor.</summary>
    public void Save(Span<T> values)
    {
        foreach ((ParameterSlot slot, long at) in Slots())
        {
            for (int i = 0; i < slot.Count; i++)
                values[slot.Offset + i] = T.IsNaN(Pointer[at + i]) ? Nan : Pointer[at + i];
        }
    }

    /// <summary>Adds a strip's own part of a gradient: that of convolutions and of all biases.</summary>
    public void AddPart(T* part)
    {
        for (int layer = 0; layer < plan.Layers.Count; layer++)
        {
            StackLayer own = plan.Layers[layer];
            for (int i = 0; own.IsConvolution && i < own.Rows * own.Units; i++)
                Weights(layer)[i] += part[own.PartWeightsAt + i];
            for (int i = 0; i < own.Units; i++)
                Biases(layer)[i] += part[own.PartBiasesAt + i];
        }
    }

    /// <summary>sums[i] += each number times a factor, in double; the numbers become zero.</summary>
    public void MoveTo(Span<double> sums, double factor)
    {
        foreach ((ParameterSlot slot, long at) in Slots())
        {
            for (int i = 0; i < slot.Count; i++)
            {
                sums[slot.Offset + i] += double.CreateTruncating(Pointer[at + i]) * factor;
                Pointer[at + i] = T.Zero;
            }
        }
    }

    public void Dispose() => _values.Dispose();

    private static T Nan { get; } = T.CreateTruncating(double.NaN);

    private IEnumerable<(ParameterSlot Slot, long At)> Slots()
    {
        foreach (StackLayer layer in plan.Layers)
        {
            yield return (plan.Network.Layout[layer.Layer.Weights], layer.WeightsAt);
            yield return (plan.Network.Layout[layer.Layer.Biases], layer.BiasesAt);
        }
    }
}
