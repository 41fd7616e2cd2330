using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Minima.Kernels;

/// <summary>Four <typeparamref name="V"/> side by side.</summary>
internal struct Four<V>
    where V : unmanaged
{
    public V A;
    public V B;
    public V C;
    public V D;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Four(V a, V b, V c, V d)
    {
        A = a;
        B = b;
        C = c;
        D = d;
    }
}

/// <summary>
/// Four times the lanes of <typeparamref name="S"/>: every operation on each quarter. Four AVX-512 registers make the sixty-four
/// columns of a panel this way. (Two pairs of pairs would say the same, but the compiler keeps only flat structures in registers.)
/// </summary>
internal readonly unsafe struct Quad<S, V> : ISimd<Four<V>>
    where S : ISimd<V>
    where V : unmanaged
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    public static int Lanes
    {
        [MethodImpl(Inline)]
        get => 4 * S.Lanes;
    }

    public static int Held
    {
        [MethodImpl(Inline)]
        get => S.Held / 4;
    }

    [MethodImpl(Inline)]
    public static Four<V> Load(float* source) =>
        new(S.Load(source), S.Load(source + S.Lanes), S.Load(source + (2 * S.Lanes)), S.Load(source + (3 * S.Lanes)));

    [MethodImpl(Inline)]
    public static void Store(float* destination, Four<V> value)
    {
        S.Store(destination, value.A);
        S.Store(destination + S.Lanes, value.B);
        S.Store(destination + (2 * S.Lanes), value.C);
        S.Store(destination + (3 * S.Lanes), value.D);
    }

    [MethodImpl(Inline)]
    public static Four<V> Broadcast(float value)
    {
        V quarter = S.Broadcast(value);
        return new(quarter, quarter, quarter, quarter);
    }

    [MethodImpl(Inline)]
    public static Four<V> Add(Four<V> a, Four<V> b) => new(S.Add(a.A, b.A), S.Add(a.B, b.B), S.Add(a.C, b.C), S.Add(a.D, b.D));

    [MethodImpl(Inline)]
    public static Four<V> Subtract(Four<V> a, Four<V> b) => new(S.Subtract(a.A, b.A), S.Subtract(a.B, b.B), S.Subtract(a.C, b.C), S.Subtract(a.D, b.D));

    [MethodImpl(Inline)]
    public static Four<V> Multiply(Four<V> a, Four<V> b) => new(S.Multiply(a.A, b.A), S.Multiply(a.B, b.B), S.Multiply(a.C, b.C), S.Multiply(a.D, b.D));

    [MethodImpl(Inline)]
    public static Four<V> Divide(Four<V> a, Four<V> b) => new(S.Divide(a.A, b.A), S.Divide(a.B, b.B), S.Divide(a.C, b.C), S.Divide(a.D, b.D));

    [MethodImpl(Inline)]
    public static Four<V> Fma(Four<V> a, Four<V> b, Four<V> c) =>
        new(S.Fma(a.A, b.A, c.A), S.Fma(a.B, b.B, c.B), S.Fma(a.C, b.C, c.C), S.Fma(a.D, b.D, c.D));

    [MethodImpl(Inline)]
    public static void AddProduct(ref Four<V> sum, Four<V> a, Four<V> b)
    {
        S.AddProduct(ref sum.A, a.A, b.A);
        S.AddProduct(ref sum.B, a.B, b.B);
        S.AddProduct(ref sum.C, a.C, b.C);
        S.AddProduct(ref sum.D, a.D, b.D);
    }

    [MethodImpl(Inline)]
    public static void AddProduct(ref Four<V> sum, Four<V> a, float* b, int offset)
    {
        S.AddProduct(ref sum.A, a.A, b, offset);
        S.AddProduct(ref sum.B, a.B, b, offset + S.Lanes);
        S.AddProduct(ref sum.C, a.C, b, offset + (2 * S.Lanes));
        S.AddProduct(ref sum.D, a.D, b, offset + (3 * S.Lanes));
    }

    [MethodImpl(Inline)]
    public static Four<V> SelectGreater(Four<V> a, Four<V> b, Four<V> yes, Four<V> no) => new(
        S.SelectGreater(a.A, b.A, yes.A, no.A),
        S.SelectGreater(a.B, b.B, yes.B, no.B),
        S.SelectGreater(a.C, b.C, yes.C, no.C),
        S.SelectGreater(a.D, b.D, yes.D, no.D));

    [MethodImpl(Inline)]
    public static Four<V> Least(Four<V> a, Four<V> b) => new(S.Least(a.A, b.A), S.Least(a.B, b.B), S.Least(a.C, b.C), S.Least(a.D, b.D));

    [MethodImpl(Inline)]
    public static Four<V> Greatest(Four<V> a, Four<V> b) => new(S.Greatest(a.A, b.A), S.Greatest(a.B, b.B), S.Greatest(a.C, b.C), S.Greatest(a.D, b.D));

    [MethodImpl(Inline)]
    public static Four<V> Abs(Four<V> value) => new(S.Abs(value.A), S.Abs(value.B), S.Abs(value.C), S.Abs(value.D));

    [MethodImpl(Inline)]
    public static Four<V> SquareRoot(Four<V> value) =>
        new(S.SquareRoot(value.A), S.SquareRoot(value.B), S.SquareRoot(value.C), S.SquareRoot(value.D));

    [MethodImpl(Inline)]
    public static Four<V> CopySign(Four<V> magnitude, Four<V> sign) => new(
        S.CopySign(magnitude.A, sign.A), S.CopySign(magnitude.B, sign.B), S.CopySign(magnitude.C, sign.C), S.CopySign(magnitude.D, sign.D));

    [MethodImpl(Inline)]
    public static Four<V> PowerOfTwo(Four<V> shifted) =>
        new(S.PowerOfTwo(shifted.A), S.PowerOfTwo(shifted.B), S.PowerOfTwo(shifted.C), S.PowerOfTwo(shifted.D));

    [MethodImpl(Inline)]
    public static void Accumulate(double* sums, Four<V> value)
    {
        S.Accumulate(sums, value.A);
        S.Accumulate(sums + S.Lanes, value.B);
        S.Accumulate(sums + (2 * S.Lanes), value.C);
        S.Accumulate(sums + (3 * S.Lanes), value.D);
    }

    [MethodImpl(Inline)]
    public static float Largest(Four<V> value) => S.Largest(S.Greatest(S.Greatest(value.A, value.B), S.Greatest(value.C, value.D)));

    [MethodImpl(Inline)]
    public static float Sum(Four<V> value) => S.Sum(Halved(value));

    [MethodImpl(Inline)]
    public static Vector128<float> Sums(Four<V> a, Four<V> b, Four<V> c, Four<V> d) => S.Sums(Halved(a), Halved(b), Halved(c), Halved(d));

    [MethodImpl(Inline)]
    private static V Halved(Four<V> value) => S.Add(S.Add(value.A, value.C), S.Add(value.B, value.D));
}
