using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using V = System.Runtime.Intrinsics.Vector512<double>;

namespace Minima.Kernels.Doubles;

/// <summary>Eight doubles in one AVX-512 register.</summary>
internal readonly unsafe struct Wide512 : IWide<V>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    public static int Lanes
    {
        [MethodImpl(Inline)]
        get => 8;
    }

    [MethodImpl(Inline)]
    public static V Load(double* source) => Vector512.Load(source);

    [MethodImpl(Inline)]
    public static void Store(double* destination, V value) => value.Store(destination);

    [MethodImpl(Inline)]
    public static V Broadcast(double value) => Vector512.Create(value);

    [MethodImpl(Inline)]
    public static V Widen(Vector256<float> singles) => Avx512F.ConvertToVector512Double(singles);

    [MethodImpl(Inline)]
    public static V Add(V a, V b) => a + b;

    [MethodImpl(Inline)]
    public static V Subtract(V a, V b) => a - b;

    [MethodImpl(Inline)]
    public static V Multiply(V a, V b) => a * b;

    [MethodImpl(Inline)]
    public static V Divide(V a, V b) => a / b;

    [MethodImpl(Inline)]
    public static V Fma(V a, V b, V c) => Vector512.FusedMultiplyAdd(a, b, c);

    [MethodImpl(Inline)]
    public static void AddProduct(ref V sum, V a, V b) => sum = Vector512.FusedMultiplyAdd(a, b, sum);

    [MethodImpl(Inline)]
    public static V SelectGreater(V a, V b, V yes, V no) => Vector512.ConditionalSelect(Vector512.GreaterThan(a, b), yes, no);

    [MethodImpl(Inline)]
    public static V Abs(V value) => Vector512.Abs(value);

    [MethodImpl(Inline)]
    public static V Greatest(V a, V b) => Avx512F.Max(a, b);

    [MethodImpl(Inline)]
    public static double Sum(V value)
    {
        Vector256<double> four = value.GetLower() + value.GetUpper();
        Vector128<double> two = four.GetLower() + four.GetUpper();
        return two.GetElement(0) + two.GetElement(1);
    }
}
