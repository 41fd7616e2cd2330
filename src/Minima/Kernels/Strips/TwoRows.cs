using System.Numerics;
using System.Runtime.CompilerServices;

namespace Minima.Kernels.Strips;

/// <summary>Twice the lanes of <typeparamref name="S"/>: every operation on both halves.</summary>
internal readonly unsafe struct TwoRows<T, S, V> : IRow<T, Two<V>>
    where T : unmanaged, INumber<T>
    where S : IRow<T, V>
    where V : unmanaged
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    public static int Lanes
    {
        [MethodImpl(Inline)]
        get => 2 * S.Lanes;
    }

    [MethodImpl(Inline)]
    public static Two<V> Load(T* source) => new(S.Load(source), S.Load(source + S.Lanes));

    [MethodImpl(Inline)]
    public static void Store(T* destination, Two<V> value)
    {
        S.Store(destination, value.Low);
        S.Store(destination + S.Lanes, value.High);
    }

    [MethodImpl(Inline)]
    public static Two<V> Broadcast(T value)
    {
        V both = S.Broadcast(value);
        return new(both, both);
    }

    [MethodImpl(Inline)]
    public static Two<V> Of(double value) => new(S.Of(value), S.Of(value));

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
    public static Two<V> SelectGreater(Two<V> a, Two<V> b, Two<V> yes, Two<V> no) =>
        new(S.SelectGreater(a.Low, b.Low, yes.Low, no.Low), S.SelectGreater(a.High, b.High, yes.High, no.High));

    [MethodImpl(Inline)]
    public static T Sum(Two<V> value) => S.Sum(S.Add(value.Low, value.High));

    [MethodImpl(Inline)]
    public static Two<V> Tanh(Two<V> value) => new(S.Tanh(value.Low), S.Tanh(value.High));

    [MethodImpl(Inline)]
    public static Two<V> Sigmoid(Two<V> value) => new(S.Sigmoid(value.Low), S.Sigmoid(value.High));

    [MethodImpl(Inline)]
    public static Two<V> ExpOfNegative(Two<V> value) => new(S.ExpOfNegative(value.Low), S.ExpOfNegative(value.High));
}
