using System.Runtime.Intrinsics;

namespace Minima.Kernels;

/// <summary>
/// Arithmetic on a fixed number of floats. The kernels are written once against it; each machine's vectors are one implementation.
/// </summary>
/// <typeparam name="V">The lanes: one vector, several, or a plain float.</typeparam>
internal unsafe interface ISimd<V> : ILanes<float, V>
    where V : unmanaged
{
    /// <summary>How many of the lanes the machine's registers hold: what a loop keeps beyond that, it keeps in memory.</summary>
    static abstract int Held { get; }

    /// <summary>sum = a * b + sum with b[offset] and on, rounded once. Said this way, reading is part of the multiply-add: one instruction, not two or three.</summary>
    static abstract void AddProduct(ref V sum, V a, float* b, int offset);

    /// <summary>In each lane, <c>a &lt; b ? a : b</c>; with a NaN on either side b.</summary>
    static abstract V Least(V a, V b);

    /// <summary>In each lane, <c>a &gt; b ? a : b</c>; with a NaN on either side b.</summary>
    static abstract V Greatest(V a, V b);

    static abstract V Abs(V value);

    static abstract V SquareRoot(V value);

    /// <summary>The magnitude of <paramref name="magnitude"/> (not negative) with the sign of <paramref name="sign"/>.</summary>
    static abstract V CopySign(V magnitude, V sign);

    /// <summary>
    /// 2^k in each lane, for lanes that hold k + 127 + 1.5 * 2^23 with a whole number k from -126 to 127: in the lowest bits then stands
    /// the exponent of 2^k as a float keeps it, and is moved to where it keeps it.
    /// </summary>
    static abstract V PowerOfTwo(V shifted);

    /// <summary>Of each of four its <see cref="ILanes{T, V}.Sum"/>.</summary>
    static abstract Vector128<float> Sums(V a, V b, V c, V d);

    /// <summary>The largest of all lanes, none of which is NaN.</summary>
    static abstract float Largest(V value);

    /// <summary>sums[i] += value[i] in double precision, lane by lane.</summary>
    static abstract void Accumulate(double* sums, V value);
}
