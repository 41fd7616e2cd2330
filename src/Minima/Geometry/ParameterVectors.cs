using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Minima.Geometry;

/// <summary>Points of the parameter space as vectors: sums in double, in eight lanes that are then added in one order, the same on every machine.</summary>
internal static class ParameterVectors
{
    private const int Lanes = 8;

    /// <summary>&lt;a, b&gt;.</summary>
    public static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        ref float x = ref MemoryMarshal.GetReference(a), y = ref MemoryMarshal.GetReference(b);
        Vector256<double> low = Vector256<double>.Zero, high = Vector256<double>.Zero;
        int i = 0;
        for (; i + Lanes <= a.Length; i += Lanes)
        {
            Vector256<float> ofA = Vector256.LoadUnsafe(ref x, (nuint)i), ofB = Vector256.LoadUnsafe(ref y, (nuint)i);
            low = Vector256.FusedMultiplyAdd(Vector256.WidenLower(ofA), Vector256.WidenLower(ofB), low);
            high = Vector256.FusedMultiplyAdd(Vector256.WidenUpper(ofA), Vector256.WidenUpper(ofB), high);
        }

        Vector256<double> four = low + high;
        double sum = four[0] + four[2] + (four[1] + four[3]);
        for (; i < a.Length; i++)
            sum = Math.FusedMultiplyAdd((double)a[i], b[i], sum);
        return sum;
    }

    /// <summary>||a||.</summary>
    public static double Norm(ReadOnlySpan<float> a) => Math.Sqrt(Dot(a, a));

    /// <summary>a - b, each number rounded once.</summary>
    public static float[] Difference(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var difference = new float[a.Length];
        for (int i = 0; i < difference.Length; i++)
            difference[i] = (float)((double)a[i] - b[i]);
        return difference;
    }

    /// <summary>a + x u + y v, each number computed in double and rounded once.</summary>
    public static float[] Combine(ReadOnlySpan<float> a, double x, ReadOnlySpan<float> u, double y, ReadOnlySpan<float> v)
    {
        var sum = new float[a.Length];
        for (int i = 0; i < sum.Length; i++)
            sum[i] = (float)(a[i] + (x * u[i]) + (y * v[i]));
        return sum;
    }

    /// <summary>a scaled to a length.</summary>
    public static float[] ScaledTo(ReadOnlySpan<float> a, double length)
    {
        double factor = length / Norm(a);
        var scaled = new float[a.Length];
        for (int i = 0; i < scaled.Length; i++)
            scaled[i] = (float)(a[i] * factor);
        return scaled;
    }

    /// <summary>v without its part along u.</summary>
    public static float[] Without(ReadOnlySpan<float> v, ReadOnlySpan<float> u)
    {
        double share = Dot(u, v) / Dot(u, u);
        var rest = new float[v.Length];
        for (int i = 0; i < rest.Length; i++)
            rest[i] = (float)(v[i] - (share * u[i]));
        return rest;
    }
}
