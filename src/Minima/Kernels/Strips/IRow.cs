using System.Numerics;

namespace Minima.Kernels.Strips;

/// <summary>The numbers that examples side by side have in one place, in either precision, with the functions that units are made of.</summary>
/// <typeparam name="T">A number, single or double.</typeparam>
/// <typeparam name="V">The lanes.</typeparam>
internal interface IRow<T, V> : ILanes<T, V>
    where T : unmanaged, INumber<T>
    where V : unmanaged
{
    /// <summary>The same small number in every lane.</summary>
    static abstract V Of(double value);

    static abstract V Tanh(V value);

    static abstract V Sigmoid(V value);

    /// <summary>exp of what is not positive.</summary>
    static abstract V ExpOfNegative(V value);
}
