using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Minima.Kernels.Strips;
using Rows = Minima.Kernels.Strips.TwoRows<double, Minima.Kernels.Strips.DoubleRow, System.Runtime.Intrinsics.Vector256<double>>;
using V = Minima.Kernels.Two<System.Runtime.Intrinsics.Vector256<double>>;

namespace Minima.Kernels.Doubles;

/// <summary>Eight doubles as two of <see cref="DoubleRow"/>: AVX2 registers, or what the runtime makes of them elsewhere.</summary>
internal readonly unsafe struct Wide256 : IWide<V>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    public static int Lanes
    {
        [MethodImpl(Inline)]
        get => Rows.Lanes;
    }

    [MethodImpl(Inline)]
    public static V Load(double* source) => Rows.Load(source);

    [MethodImpl(Inline)]
    public static void Store(double* destination, V value) => Rows.Store(destination, value);

    [MethodImpl(Inline)]
    public static V Broadcast(double value) => Rows.Broadcast(value);

    [MethodImpl(Inline)]
    public static V Widen(Vector256<float> singles) => new(Vector256.WidenLower(singles), Vector256.WidenUpper(singles));

    [MethodImpl(Inline)]
    public static V Add(V a, V b) => Rows.Add(a, b);

    [MethodImpl(Inline)]
    public static V Subtract(V a, V b) => Rows.Subtract(a, b);

    [MethodImpl(Inline)]
    public static V Multiply(V a, V b) => Rows.Multiply(a, b);

    [MethodImpl(Inline)]
    public static V Divide(V a, V b) => Rows.Divide(a, b);

    [MethodImpl(Inline)]
    public static V Fma(V a, V b, V c) => Rows.Fma(a, b, c);

    [MethodImpl(Inline)]
    public static void AddProduct(ref V sum, V a, V b) => Rows.AddProduct(ref sum, a, b);

    [MethodImpl(Inline)]
    public static V SelectGreater(V a, V b, V yes, V no) => Rows.SelectGreater(a, b, yes, no);

    [MethodImpl(Inline)]
    public static V Abs(V value) => new(Vector256.Abs(value.Low), Vector256.Abs(value.High));

    [MethodImpl(Inline)]
    public static V Greatest(V a, V b) => Avx.IsSupported ? new(Avx.Max(a.Low, b.Low), Avx.Max(a.High, b.High)) : Rows.SelectGreater(a, b, a, b);

    [MethodImpl(Inline)]
    public static double Sum(V value) => Rows.Sum(value);
}
