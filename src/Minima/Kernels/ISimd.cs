namespace Minima.Kernels;

/// <summary>
/// Arithmetic on a fixed number of lanes. The kernels are written once against it; each machine's vectors are one implementation.
/// Every operation is one IEEE 754 operation in each lane, so all implementations give the same bits.
/// </summary>
/// <typeparam name="V">The lanes: one vector, several, or a plain float.</typeparam>
internal unsafe interface ISimd<V>
    where V : unmanaged
{
    /// <summary>How many floats a <typeparamref name="V"/> holds.</summary>
    static abstract int Lanes { get; }

    /// <summary>How many of them the machine's registers hold: what a loop keeps beyond that, it keeps in memory.</summary>
    static abstract int Held { get; }

    static abstract V Load(float* source);

    static abstract void Store(float* destination, V value);

    /// <summary>The same value in every lane.</summary>
    static abstract V Broadcast(float value);

    static abstract V Add(V a, V b);

    static abstract V Subtract(V a, V b);

    static abstract V Multiply(V a, V b);

    static abstract V Divide(V a, V b);

    /// <summary>a * b + c, rounded once.</summary>
    static abstract V Fma(V a, V b, V c);

    /// <summary>sum = a * b + sum, rounded once. Said this way, the compiler keeps a sum in the register that it is in.</summary>
    static abstract void AddProduct(ref V sum, V a, V b);

    /// <summary>The same with b[offset] and on. Said this way, reading is part of the multiply-add: one instruction, not two or three.</summary>
    static abstract void AddProduct(ref V sum, V a, float* b, int offset);

    /// <summary>In each lane, <c>a &gt; b ? yes : no</c>; a NaN on either side chooses <paramref name="no"/>.</summary>
    static abstract V SelectGreater(V a, V b, V yes, V no);

    /// <summary>In each lane, <c>a &lt; b ? a : b</c>; with a NaN on either side b.</summary>
    static abstract V Least(V a, V b);

    /// <summary>In each lane, <c>a &gt; b ? a : b</c>; with a NaN on either side b.</summary>
    static abstract V Greatest(V a, V b);

    static abstract V Abs(V value);

    static abstract V SquareRoot(V value);

    /// <summary>The magnitude of <paramref name="magnitude"/> (not negative) with the sign of <paramref name="sign"/>.</summary>
    static abstract V CopySign(V magnitude, V sign);

    /// <summary>
    /// 2^k in each lane, for lanes that hold k + 1.5 * 2^23 with a whole number k from -126 to 127:
    /// k then stands in the lowest bits, and is moved to where a float keeps its exponent.
    /// </summary>
    static abstract V PowerOfTwo(V shifted);

    /// <summary>sums[i] += value[i] in double precision, lane by lane.</summary>
    static abstract void Accumulate(double* sums, V value);

    /// <summary>
    /// The sum of all lanes as one fixed tree: lanes i and i + n/2 are added, then i and i + n/4, down to one.
    /// </summary>
    static abstract float Sum(V value);
}
