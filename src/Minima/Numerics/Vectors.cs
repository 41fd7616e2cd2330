using System.Runtime.Intrinsics;

namespace Minima.Numerics;

/// <summary>Sums over long vectors in one fixed order: eight chains of fused multiply-adds, added as a tree.</summary>
internal static class Vectors
{
    /// <summary>The inner product.</summary>
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        Vector256<double> low = default, high = default;
        int i = 0;
        for (; i + 8 <= a.Length; i += 8)
        {
            low = Vector256.FusedMultiplyAdd(Vector256.Create(a[i..]), Vector256.Create(b[i..]), low);
            high = Vector256.FusedMultiplyAdd(Vector256.Create(a[(i + 4)..]), Vector256.Create(b[(i + 4)..]), high);
        }

        Vector256<double> four = low + high;
        double sum = (four.GetElement(0) + four.GetElement(2)) + (four.GetElement(1) + four.GetElement(3));
        for (; i < a.Length; i++)
            sum = Math.FusedMultiplyAdd(a[i], b[i], sum);
        return sum;
    }

    /// <summary>The L2 norm; the numbers must not be so large that their squares overflow.</summary>
    public static double Norm(ReadOnlySpan<double> a) => Math.Sqrt(Dot(a, a));

    /// <summary>b &lt;- b + factor * a.</summary>
    public static void AddScaled(double factor, ReadOnlySpan<double> a, Span<double> b)
    {
        Vector256<double> four = Vector256.Create(factor);
        int i = 0;
        for (; i + 4 <= a.Length; i += 4)
            Vector256.FusedMultiplyAdd(four, Vector256.Create(a[i..]), Vector256.Create<double>(b[i..])).CopyTo(b[i..]);
        for (; i < a.Length; i++)
            b[i] = Math.FusedMultiplyAdd(factor, a[i], b[i]);
    }

    /// <summary>Turns a plane: a &lt;- c a - s b, and b &lt;- s a + c b of what was there.</summary>
    public static void Rotate(double c, double s, Span<double> a, Span<double> b)
    {
        Vector256<double> cosine = Vector256.Create(c), sine = Vector256.Create(s);
        int i = 0;
        for (; i + 4 <= a.Length; i += 4)
        {
            Vector256<double> left = Vector256.Create<double>(a[i..]), right = Vector256.Create<double>(b[i..]);
            ((cosine * left) - (sine * right)).CopyTo(a[i..]);
            ((sine * left) + (cosine * right)).CopyTo(b[i..]);
        }

        for (; i < a.Length; i++)
            (a[i], b[i]) = ((c * a[i]) - (s * b[i]), (s * a[i]) + (c * b[i]));
    }

    /// <summary>a &lt;- factor * a.</summary>
    public static void Scale(double factor, Span<double> a)
    {
        foreach (ref double value in a)
            value *= factor;
    }

    /// <summary>a - b.</summary>
    public static double[] Difference(double[] a, double[] b)
    {
        double[] difference = [.. a];
        AddScaled(-1, b, difference);
        return difference;
    }
}
