using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Minima.Kernels;

/// <summary>Four lanes, where there are no more: a group of rows has four.</summary>
internal readonly unsafe struct Simd128 : ISimd<Vector128<float>>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    public static int Lanes
    {
        [MethodImpl(Inline)]
        get => 4;
    }

    public static int Held
    {
        [MethodImpl(Inline)]
        get => 16;
    }

    [MethodImpl(Inline)]
    public static Vector128<float> Load(float* source) => Vector128.Load(source);

    [MethodImpl(Inline)]
    public static void Store(float* destination, Vector128<float> value) => value.Store(destination);

    [MethodImpl(Inline)]
    public static Vector128<float> Broadcast(float value) => Vector128.Create(value);

    [MethodImpl(Inline)]
    public static Vector128<float> Add(Vector128<float> a, Vector128<float> b) => a + b;

    [MethodImpl(Inline)]
    public static Vector128<float> Subtract(Vector128<float> a, Vector128<float> b) => a - b;

    [MethodImpl(Inline)]
    public static Vector128<float> Multiply(Vector128<float> a, Vector128<float> b) => a * b;

    [MethodImpl(Inline)]
    public static Vector128<float> Divide(Vector128<float> a, Vector128<float> b) => a / b;

    [MethodImpl(Inline)]
    public static Vector128<float> Fma(Vector128<float> a, Vector128<float> b, Vector128<float> c) => Vector128.FusedMultiplyAdd(a, b, c);

    [MethodImpl(Inline)]
    public static void AddProduct(ref Vector128<float> sum, Vector128<float> a, Vector128<float> b) => sum = Vector128.FusedMultiplyAdd(a, b, sum);

    [MethodImpl(Inline)]
    public static void AddProduct(ref Vector128<float> sum, Vector128<float> a, float* b, int offset) =>
        sum = Vector128.FusedMultiplyAdd(a, Vector128.Load(b + offset), sum);

    [MethodImpl(Inline)]
    public static Vector128<float> SelectGreater(Vector128<float> a, Vector128<float> b, Vector128<float> yes, Vector128<float> no) =>
        Vector128.ConditionalSelect(Vector128.GreaterThan(a, b), yes, no);

    [MethodImpl(Inline)]
    public static Vector128<float> Least(Vector128<float> a, Vector128<float> b) => SelectGreater(b, a, a, b);

    [MethodImpl(Inline)]
    public static Vector128<float> Greatest(Vector128<float> a, Vector128<float> b) => SelectGreater(a, b, a, b);

    [MethodImpl(Inline)]
    public static Vector128<float> Abs(Vector128<float> value) => Vector128.Abs(value);

    [MethodImpl(Inline)]
    public static Vector128<float> SquareRoot(Vector128<float> value) => Vector128.Sqrt(value);

    [MethodImpl(Inline)]
    public static Vector128<float> CopySign(Vector128<float> magnitude, Vector128<float> sign) =>
        magnitude | (sign & Vector128.Create(-0f));

    [MethodImpl(Inline)]
    public static Vector128<float> PowerOfTwo(Vector128<float> shifted) => (shifted.AsInt32() << 23).AsSingle();

    [MethodImpl(Inline)]
    public static void Accumulate(double* sums, Vector128<float> value)
    {
        (Vector128.Load(sums) + Vector128.WidenLower(value)).Store(sums);
        (Vector128.Load(sums + 2) + Vector128.WidenUpper(value)).Store(sums + 2);
    }

    [MethodImpl(Inline)]
    public static float Largest(Vector128<float> value)
    {
        Vector128<float> two = Greatest(value, Vector128.Shuffle(value, Vector128.Create(2, 3, 2, 3)));
        return Greatest(two, Vector128.Shuffle(two, Vector128.Create(1, 1, 1, 1))).ToScalar();
    }

    [MethodImpl(Inline)]
    public static float Sum(Vector128<float> value)
    {
        Vector128<float> two = value + Vector128.Shuffle(value, Vector128.Create(2, 3, 2, 3));
        return two.GetElement(0) + two.GetElement(1);
    }

    /// <summary>Two halves of two vectors are added at a time, as <see cref="Sum"/> adds the halves of one.</summary>
    [MethodImpl(Inline)]
    public static Vector128<float> Sums(Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d)
    {
        Vector128<float> ab = Low(a, b) + High(a, b), cd = Low(c, d) + High(c, d);
        Vector128<float> first = Vector128.Create(Even(ab).AsUInt64().ToScalar(), Even(cd).AsUInt64().ToScalar()).AsSingle();
        Vector128<float> second = Vector128.Create(Odd(ab).AsUInt64().ToScalar(), Odd(cd).AsUInt64().ToScalar()).AsSingle();
        return first + second;
    }

    private static Vector128<float> Low(Vector128<float> a, Vector128<float> b) => Vector128.Create(a.GetLower(), b.GetLower());

    private static Vector128<float> High(Vector128<float> a, Vector128<float> b) => Vector128.Create(a.GetUpper(), b.GetUpper());

    private static Vector128<float> Even(Vector128<float> value) => Vector128.Shuffle(value, Vector128.Create(0, 2, 0, 2));

    private static Vector128<float> Odd(Vector128<float> value) => Vector128.Shuffle(value, Vector128.Create(1, 3, 1, 3));
}
