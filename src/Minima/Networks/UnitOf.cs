using Minima.Kernels;

namespace Minima.Networks;

/// <summary>From a layer's activation to the kernels' unit.</summary>
internal static class UnitOf
{
    /// <exception cref="ArgumentOutOfRangeException">The layer is the output layer.</exception>
    public static Unit Layer(Layer layer) => layer.Activation switch
    {
        Activation.Tanh => Unit.Tanh,
        Activation.Sigmoid => Unit.Sigmoid,
        Activation.Relu => Unit.Relu,
        _ => throw new ArgumentOutOfRangeException(nameof(layer), layer.Activation, "Not a hidden layer."),
    };
}
