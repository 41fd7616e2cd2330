using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Minima.Kernels;

/// <summary>Eight lanes in one AVX2 register with fused multiply-add.</summary>
internal readonly unsafe struct Simd256 : ISimd<Vector256<float>>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    public static int Lanes
    {
        [MethodImpl(Inline)]
        get => 8;
    }

    public static int Held
    {
        [MethodImpl(Inline)]
        get => 16;
    }

    [MethodImpl(Inline)]
    public static Vector256<float> Load(float* source) => Vector256.Load(source);

    [MethodImpl(Inline)]
    public static void Store(float* destination, Vector256<float> value) => value.Store(destination);

    [MethodImpl(Inline)]
    public static Vector256<float> Broadcast(float value) => Vector256.Create(value);

    [MethodImpl(Inline)]
    public static Vector256<float> Add(Vector256<float> a, Vector256<float> b) => a + b;

    [MethodImpl(Inline)]
    public static Vector256<float> Subtract(Vector256<float> a, Vector256<float> b) => a - b;

    [MethodImpl(Inline)]
    public static Vector256<float> Multiply(Vector256<float> a, Vector256<float> b) => a * b;

    [MethodImpl(Inline)]
    public static Vector256<float> Divide(Vector256<float> a, Vector256<float> b) => a / b;

    [MethodImpl(Inline)]
    public static Vector256<float> Fma(Vector256<float> a, Vector256<float> b, Vector256<float> c) => Vector256.FusedMultiplyAdd(a, b, c);

    [MethodImpl(Inline)]
    public static void AddProduct(ref Vector256<float> sum, Vector256<float> a, Vector256<float> b) => sum = Vector256.FusedMultiplyAdd(a, b, sum);

    [MethodImpl(Inline)]
    public static void AddProduct(ref Vector256<float> sum, Vector256<float> a, float* b, int offset) =>
        sum = Vector256.FusedMultiplyAdd(a, Vector256.Load(b + offset), sum);

    [MethodImpl(Inline)]
    public static Vector256<float> SelectGreater(Vector256<float> a, Vector256<float> b, Vector256<float> yes, Vector256<float> no) =>
        Vector256.ConditionalSelect(Vector256.GreaterThan(a, b), yes, no);

    [MethodImpl(Inline)]
    public static Vector256<float> Least(Vector256<float> a, Vector256<float> b) => Avx.Min(a, b);

    [MethodImpl(Inline)]
    public static Vector256<float> Greatest(Vector256<float> a, Vector256<float> b) => Avx.Max(a, b);

    [MethodImpl(Inline)]
    public static Vector256<float> Abs(Vector256<float> value) => Vector256.Abs(value);

    [MethodImpl(Inline)]
    public static Vector256<float> SquareRoot(Vector256<float> value) => Vector256.Sqrt(value);

    [MethodImpl(Inline)]
    public static Vector256<float> CopySign(Vector256<float> magnitude, Vector256<float> sign) =>
        magnitude | (sign & Vector256.Create(-0f));

    [MethodImpl(Inline)]
    public static Vector256<float> PowerOfTwo(Vector256<float> shifted) => (shifted.AsInt32() << 23).AsSingle();

    [MethodImpl(Inline)]
    public static void Accumulate(double* sums, Vector256<float> value)
    {
        (Vector256.Load(sums) + Vector256.WidenLower(value)).Store(sums);
        (Vector256.Load(sums + 4) + Vector256.WidenUpper(value)).Store(sums + 4);
    }

    [MethodImpl(Inline)]
    public static float Largest(Vector256<float> value) => Simd128.Largest(Simd128.Greatest(value.GetLower(), value.GetUpper()));

    [MethodImpl(Inline)]
    public static float Sum(Vector256<float> value) => Simd128.Sum(value.GetLower() + value.GetUpper());

    [MethodImpl(Inline)]
    public static Vector128<float> Sums(Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d) => Simd128.Sums(
        a.GetLower() + a.GetUpper(), b.GetLower() + b.GetUpper(), c.GetLower() + c.GetUpper(), d.GetLower() + d.GetUpper());
}
