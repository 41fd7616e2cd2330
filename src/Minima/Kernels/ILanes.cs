using System.Numerics;

namespace Minima.Kernels;

/// <summary>
/// Arithmetic on a fixed number of lanes, single or double. Every operation is one IEEE 754 operation in each lane, so all implementations give
/// the same bits.
/// </summary>
/// <typeparam name="T">A number, single or double.</typeparam>
/// <typeparam name="V">The lanes: one vector, several, or a plain number.</typeparam>
internal unsafe interface ILanes<T, V>
    where T : unmanaged, INumber<T>
    where V : unmanaged
{
    /// <summary>How many numbers a <typeparamref name="V"/> holds.</summary>
    static abstract int Lanes { get; }

    static abstract V Load(T* source);

    static abstract void Store(T* destination, V value);

    /// <summary>The same value in every lane.</summary>
    static abstract V Broadcast(T value);

    static abstract V Add(V a, V b);

    static abstract V Subtract(V a, V b);

    static abstract V Multiply(V a, V b);

    static abstract V Divide(V a, V b);

    /// <summary>a * b + c, rounded once.</summary>
    static abstract V Fma(V a, V b, V c);

    /// <summary>sum = a * b + sum, rounded once. Said this way, the compiler keeps a sum in the register that it is in.</summary>
    static abstract void AddProduct(ref V sum, V a, V b);

    /// <summary>In each lane, <c>a &gt; b ? yes : no</c>; a NaN on either side chooses <paramref name="no"/>.</summary>
    static abstract V SelectGreater(V a, V b, V yes, V no);

    /// <summary>The sum of all lanes as one fixed tree: lanes i and i + n/2 are added, then i and i + n/4, down to one.</summary>
    static abstract T Sum(V value);
}
