using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Minima.Kernels;

/// <summary>Sixteen lanes in one AVX-512 register.</summary>
internal readonly unsafe struct Simd512 : ISimd<Vector512<float>>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    public static int Lanes
    {
        [MethodImpl(Inline)]
        get => 16;
    }

    public static int Held
    {
        [MethodImpl(Inline)]
        get => 32;
    }

    [MethodImpl(Inline)]
    public static Vector512<float> Load(float* source) => Vector512.Load(source);

    [MethodImpl(Inline)]
    public static void Store(float* destination, Vector512<float> value) => value.Store(destination);

    [MethodImpl(Inline)]
    public static Vector512<float> Broadcast(float value) => Vector512.Create(value);

    [MethodImpl(Inline)]
    public static Vector512<float> Add(Vector512<float> a, Vector512<float> b) => a + b;

    [MethodImpl(Inline)]
    public static Vector512<float> Subtract(Vector512<float> a, Vector512<float> b) => a - b;

    [MethodImpl(Inline)]
    public static Vector512<float> Multiply(Vector512<float> a, Vector512<float> b) => a * b;

    [MethodImpl(Inline)]
    public static Vector512<float> Divide(Vector512<float> a, Vector512<float> b) => a / b;

    [MethodImpl(Inline)]
    public static Vector512<float> Fma(Vector512<float> a, Vector512<float> b, Vector512<float> c) => Vector512.FusedMultiplyAdd(a, b, c);

    [MethodImpl(Inline)]
    public static void AddProduct(ref Vector512<float> sum, Vector512<float> a, Vector512<float> b) => sum = Vector512.FusedMultiplyAdd(a, b, sum);

    [MethodImpl(Inline)]
    public static void AddProduct(ref Vector512<float> sum, Vector512<float> a, float* b, int offset) =>
        sum = Vector512.FusedMultiplyAdd(a, Vector512.Load(b + offset), sum);

    [MethodImpl(Inline)]
    public static Vector512<float> SelectGreater(Vector512<float> a, Vector512<float> b, Vector512<float> yes, Vector512<float> no) =>
        Vector512.ConditionalSelect(Vector512.GreaterThan(a, b), yes, no);

    [MethodImpl(Inline)]
    public static Vector512<float> Least(Vector512<float> a, Vector512<float> b) => Avx512F.Min(a, b);

    [MethodImpl(Inline)]
    public static Vector512<float> Greatest(Vector512<float> a, Vector512<float> b) => Avx512F.Max(a, b);

    [MethodImpl(Inline)]
    public static Vector512<float> Abs(Vector512<float> value) => Vector512.Abs(value);

    [MethodImpl(Inline)]
    public static Vector512<float> SquareRoot(Vector512<float> value) => Vector512.Sqrt(value);

    [MethodImpl(Inline)]
    public static Vector512<float> CopySign(Vector512<float> magnitude, Vector512<float> sign) =>
        magnitude | (sign & Vector512.Create(-0f));

    [MethodImpl(Inline)]
    public static Vector512<float> PowerOfTwo(Vector512<float> shifted) => (shifted.AsInt32() << 23).AsSingle();

    [MethodImpl(Inline)]
    public static void Accumulate(double* sums, Vector512<float> value)
    {
        (Vector512.Load(sums) + Vector512.WidenLower(value)).Store(sums);
        (Vector512.Load(sums + 8) + Vector512.WidenUpper(value)).Store(sums + 8);
    }

    [MethodImpl(Inline)]
    public static float Largest(Vector512<float> value) => Simd256.Largest(Avx.Max(value.GetLower(), value.GetUpper()));

    [MethodImpl(Inline)]
    public static float Sum(Vector512<float> value) => Simd256.Sum(value.GetLower() + value.GetUpper());

    [MethodImpl(Inline)]
    public static Vector128<float> Sums(Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d) => Simd256.Sums(
        a.GetLower() + a.GetUpper(), b.GetLower() + b.GetUpper(), c.GetLower() + c.GetUpper(), d.GetLower() + d.GetUpper());
}
