namespace Minima.Kernels;

/// <summary>What a hidden unit does to its sum.</summary>
internal enum Unit
{
    Tanh,
    Sigmoid,
    Relu,
}
