using System.Runtime.Intrinsics;

namespace Minima.Kernels;

/// <summary>
/// One lane, a plain float: what the reference kernels compute with, and, doubled four times, the portable sixteen lanes.
/// </summary>
internal readonly unsafe struct SimdScalar : ISimd<float>
{
    public static int Lanes => 1;

    public static int Held => 16;

    public static float Load(float* source) => *source;

    public static void Store(float* destination, float value) => *destination = value;

    public static float Broadcast(float value) => value;

    public static float Add(float a, float b) => a + b;

    public static float Subtract(float a, float b) => a - b;

    public static float Multiply(float a, float b) => a * b;

    public static float Divide(float a, float b) => a / b;

    public static float Fma(float a, float b, float c) => MathF.FusedMultiplyAdd(a, b, c);

    public static void AddProduct(ref float sum, float a, float b) => sum = MathF.FusedMultiplyAdd(a, b, sum);

    public static void AddProduct(ref float sum, float a, float* b, int offset) => sum = MathF.FusedMultiplyAdd(a, b[offset], sum);

    public static float SelectGreater(float a, float b, float yes, float no) => a > b ? yes : no;

    public static float Least(float a, float b) => a < b ? a : b;

    public static float Greatest(float a, float b) => a > b ? a : b;

    public static float Abs(float value) => MathF.Abs(value);

    public static float SquareRoot(float value) => MathF.Sqrt(value);

    public static float CopySign(float magnitude, float sign) => MathF.CopySign(magnitude, sign);

    public static float PowerOfTwo(float shifted) => BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(shifted) << 23);

    public static void Accumulate(double* sums, float value) => *sums += value;

    public static float Largest(float value) => value;

    public static float Sum(float value) => value;

    public static Vector128<float> Sums(float a, float b, float c, float d) => Vector128.Create(a, b, c, d);
}
