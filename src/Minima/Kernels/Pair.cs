using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Minima.Kernels;

/// <summary>Two <typeparamref name="V"/> side by side.</summary>
internal struct Two<V>
    where V : unmanaged
{
    public V Low;
    public V High;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Two(V low, V high) => (Low, High) = (low, high);
}

/// <summary>
/// Twice the lanes of <typeparamref name="S"/>: every operation on both halves. Two AVX2 registers make sixteen lanes this way, and
/// so do sixteen plain floats, doubled four times.
/// </summary>
internal readonly unsafe struct Pair<S, V> : ISimd<Two<V>>
    where S : ISimd<V>
    where V : unmanaged
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    public static int Lanes
    {
        [MethodImpl(Inline)]
        get => 2 * S.Lanes;
    }

    public static int Held
    {
        [MethodImpl(Inline)]
        get => S.Held / 2;
    }

    [MethodImpl(Inline)]
    public static Two<V> Load(float* source) => new(S.Load(source), S.Load(source + S.Lanes));

    [MethodImpl(Inline)]
    public static void Store(float* destination, Two<V> value)
    {
        S.Store(destination, value.Low);
        S.Store(destination + S.Lanes, value.High);
    }

    [MethodImpl(Inline)]
    public static Two<V> Broadcast(float value)
    {
        V half = S.Broadcast(value);
        return new(half, half);
    }

    [MethodImpl(Inline)]
    public static Two<V> Add(Two<V> a, Two<V> b) => new(S.Add(a.Low, b.Low), S.Add(a.High, b.High));

    [MethodImpl(Inline)]
    public static Two<V> Subtract(Two<V> a, Two<V> b) => new(S.Subtract(a.Low, b.Low), S.Subtract(a.High, b.High));

    [MethodImpl(Inline)]
    public static Two<V> Multiply(Two<V> a, Two<V> b) => new(S.Multiply(a.Low, b.Low), S.Multiply(a.High, b.High));

    [MethodImpl(Inline)]
    public static Two<V> Divide(Two<V> a, Two<V> b) => new(S.Divide(a.Low, b.Low), S.Divide(a.High, b.High));

    [MethodImpl(Inline)]
    public static Two<V> Fma(Two<V> a, Two<V> b, Two<V> c) => new(S.Fma(a.Low, b.Low, c.Low), S.Fma(a.High, b.High, c.High));

    [MethodImpl(Inline)]
    public static void AddProduct(ref Two<V> sum, Two<V> a, Two<V> b)
    {
        S.AddProduct(ref sum.Low, a.Low, b.Low);
        S.AddProduct(ref sum.High, a.High, b.High);
    }

    [MethodImpl(Inline)]
    public static void AddProduct(ref Two<V> sum, Two<V> a, float* b, int offset)
    {
        S.AddProduct(ref sum.Low, a.Low, b, offset);
        S.AddProduct(ref sum.High, a.High, b, offset + S.Lanes);
    }

    [MethodImpl(Inline)]
    public static Two<V> SelectGreater(Two<V> a, Two<V> b, Two<V> yes, Two<V> no) =>
        new(S.SelectGreater(a.Low, b.Low, yes.Low, no.Low), S.SelectGreater(a.High, b.High, yes.High, no.High));

    [MethodImpl(Inline)]
    public static Two<V> Least(Two<V> a, Two<V> b) => new(S.Least(a.Low, b.Low), S.Least(a.High, b.High));

    [MethodImpl(Inline)]
    public static Two<V> Greatest(Two<V> a, Two<V> b) => new(S.Greatest(a.Low, b.Low), S.Greatest(a.High, b.High));

    [MethodImpl(Inline)]
    public static Two<V> Abs(Two<V> value) => new(S.Abs(value.Low), S.Abs(value.High));

    [MethodImpl(Inline)]
    public static Two<V> SquareRoot(Two<V> value) => new(S.SquareRoot(value.Low), S.SquareRoot(value.High));

    [MethodImpl(Inline)]
    public static Two<V> CopySign(Two<V> magnitude, Two<V> sign) =>
        new(S.CopySign(magnitude.Low, sign.Low), S.CopySign(magnitude.High, sign.High));

    [MethodImpl(Inline)]
    public static Two<V> PowerOfTwo(Two<V> shifted) => new(S.PowerOfTwo(shifted.Low), S.PowerOfTwo(shifted.High));

    [MethodImpl(Inline)]
    public static void Accumulate(double* sums, Two<V> value)
    {
        S.Accumulate(sums, value.Low);
        S.Accumulate(sums + S.Lanes, value.High);
    }

    [MethodImpl(Inline)]
    public static float Largest(Two<V> value) => S.Largest(S.Greatest(value.Low, value.High));

    [MethodImpl(Inline)]
    public static float Sum(Two<V> value) => S.Sum(S.Add(value.Low, value.High));

    [MethodImpl(Inline)]
    public static Vector128<float> Sums(Two<V> a, Two<V> b, Two<V> c, Two<V> d) =>
        S.Sums(S.Add(a.Low, a.High), S.Add(b.Low, b.High), S.Add(c.Low, c.High), S.Add(d.Low, d.High));
}
