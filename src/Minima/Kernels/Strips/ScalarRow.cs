using Minima.Numerics;

namespace Minima.Kernels.Strips;

/// <summary>One double: what the reference computes with.</summary>
internal readonly unsafe struct ScalarRow : IRow<double, double>
{
    public static int Lanes => 1;

    public static double Load(double* source) => *source;

    public static void Store(double* destination, double value) => *destination = value;

    public static double Broadcast(double value) => value;

    public static double Of(double value) => value;

    public static double Add(double a, double b) => a + b;

    public static double Subtract(double a, double b) => a - b;

    public static double Multiply(double a, double b) => a * b;

    public static double Divide(double a, double b) => a / b;

    public static double Fma(double a, double b, double c) => Math.FusedMultiplyAdd(a, b, c);

    public static void AddProduct(ref double sum, double a, double b) => sum = Math.FusedMultiplyAdd(a, b, sum);

    public static double SelectGreater(double a, double b, double yes, double no) => a > b ? yes : no;

    public static double Sum(double value) => value;

    public static double Tanh(double value) => Elementary.Tanh(value);

    public static double Sigmoid(double value) => 1 / (1 + Elementary.Exp(-value));

    public static double ExpOfNegative(double value) => Elementary.Exp(value);
}
