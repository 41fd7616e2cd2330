using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Minima.Numerics;
using V = System.Runtime.Intrinsics.Vector256<double>;

namespace Minima.Kernels.Strips;

/// <summary>
/// Four doubles. Where the machine has no such vectors the runtime computes the same operations one by one, so the bits are the same
/// everywhere; functions are those of <see cref="Elementary"/>.
/// </summary>
internal readonly unsafe struct DoubleRow : IRow<double, V>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    public static int Lanes
    {
        [MethodImpl(Inline)]
        get => 4;
    }

    [MethodImpl(Inline)]
    public static V Load(double* source) => Vector256.Load(source);

    [MethodImpl(Inline)]
    public static void Store(double* destination, V value) => value.Store(destination);

    [MethodImpl(Inline)]
    public static V Broadcast(double value) => Vector256.Create(value);

    [MethodImpl(Inline)]
    public static V Of(double value) => Vector256.Create(value);

    [MethodImpl(Inline)]
    public static V Add(V a, V b) => a + b;

    [MethodImpl(Inline)]
    public static V Subtract(V a, V b) => a - b;

    [MethodImpl(Inline)]
    public static V Multiply(V a, V b) => a * b;

    [MethodImpl(Inline)]
    public static V Divide(V a, V b) => a / b;

    [MethodImpl(Inline)]
    public static V Fma(V a, V b, V c) => Vector256.FusedMultiplyAdd(a, b, c);

    [MethodImpl(Inline)]
    public static void AddProduct(ref V sum, V a, V b) => sum = Vector256.FusedMultiplyAdd(a, b, sum);

    [MethodImpl(Inline)]
    public static V SelectGreater(V a, V b, V yes, V no) => Vector256.ConditionalSelect(Vector256.GreaterThan(a, b), yes, no);

    [MethodImpl(Inline)]
    public static double Sum(V value)
    {
        Vector128<double> two = value.GetLower() + value.GetUpper();
        return two.GetElement(0) + two.GetElement(1);
    }

    public static V Tanh(V value) => Vector256.Create(
        Elementary.Tanh(value.GetElement(0)), Elementary.Tanh(value.GetElement(1)), Elementary.Tanh(value.GetElement(2)), Elementary.Tanh(value.GetElement(3)));

    public static V Sigmoid(V value) => V.One / (V.One + Exp(-value));

    public static V ExpOfNegative(V value) => Exp(value);

    private static V Exp(V value) => Vector256.Create(
        Elementary.Exp(value.GetElement(0)), Elementary.Exp(value.GetElement(1)), Elementary.Exp(value.GetElement(2)), Elementary.Exp(value.GetElement(3)));
}
