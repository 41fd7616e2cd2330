using System.Numerics;
using Minima.Numerics;

namespace Minima.Networks.Stacks;

/// <summary>Room for what a strip of examples has in every layer.</summary>
/// <param name="plan">The layers.</param>
/// <param name="ofConvolutions">Whether only convolutions have any.</param>
internal sealed unsafe class StripRoom<T>(StackPlan plan, bool ofConvolutions = false) : IDisposable
    where T : unmanaged, INumber<T>
{
    private readonly AlignedBuffer<T>[] _layers =
        [.. plan.Layers.Select(layer => new AlignedBuffer<T>(ofConvolutions && !layer.IsConvolution ? 0 : (long)layer.PaddedOutputs * plan.Lanes))];

    /// <summary>A layer's numbers, [numbers][lanes].</summary>
    public T* this[int layer] => _layers[layer].Pointer;

    public void Dispose()
    {
        foreach (AlignedBuffer<T> layer in _layers)
            layer.Dispose();
    }
}
