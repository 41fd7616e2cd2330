using System.Runtime.CompilerServices;

namespace Minima.Kernels.Strips;

/// <summary>A row of singles: the lanes of <typeparamref name="S"/>.</summary>
internal readonly unsafe struct SingleRow<S, V> : IRow<float, V>
    where S : ISimd<V>
    where V : unmanaged
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    public static int Lanes
    {
        [MethodImpl(Inline)]
        get => S.Lanes;
    }

    [MethodImpl(Inline)]
    public static V Load(float* source) => S.Load(source);

    [MethodImpl(Inline)]
    public static void Store(float* destination, V value) => S.Store(destination, value);

    [MethodImpl(Inline)]
    public static V Broadcast(float value) => S.Broadcast(value);

    [MethodImpl(Inline)]
    public static V Of(double value) => S.Broadcast((float)value);

    [MethodImpl(Inline)]
    public static V Add(V a, V b) => S.Add(a, b);

    [MethodImpl(Inline)]
    public static V Subtract(V a, V b) => S.Subtract(a, b);

    [MethodImpl(Inline)]
    public static V Multiply(V a, V b) => S.Multiply(a, b);

    [MethodImpl(Inline)]
    public static V Divide(V a, V b) => S.Divide(a, b);

    [MethodImpl(Inline)]
    public static V Fma(V a, V b, V c) => S.Fma(a, b, c);

    [MethodImpl(Inline)]
    public static void AddProduct(ref V sum, V a, V b) => S.AddProduct(ref sum, a, b);

    [MethodImpl(Inline)]
    public static V SelectGreater(V a, V b, V yes, V no) => S.SelectGreater(a, b, yes, no);

    [MethodImpl(Inline)]
    public static float Sum(V value) => S.Sum(value);

    [MethodImpl(Inline)]
    public static V Tanh(V value) => Lanes<S, V>.Tanh(value);

    [MethodImpl(Inline)]
    public static V Sigmoid(V value) => Lanes<S, V>.Sigmoid(value);

    [MethodImpl(Inline)]
    public static V ExpOfNegative(V value) => Lanes<S, V>.ExpOfNegative(value);
}
