using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Minima.Numerics;

/// <summary>
/// Products of two matrices whose rows are multiplied with one another, c = a b': four rows of one and three of the other at a time, twelve
/// sums in registers. Each number is a sum in one fixed order, wherever it stands and whoever takes it.
/// </summary>
internal static unsafe class DotProducts
{
    private const int Rows = 4;

    private const int Columns = 3;

    /// <summary>Some rows of c = a b'.</summary>
    /// <param name="a">[..][k].</param>
    /// <param name="b">[n][k].</param>
    /// <param name="c">[..][n].</param>
    /// <param name="n">Rows of b.</param>
    /// <param name="k">Numbers in a row.</param>
    /// <param name="first">The first row of a that is taken.</param>
    /// <param name="end">The row behind the last.</param>
    public static void Multiply(double[] a, double[] b, double[] c, int n, int k, int first, int end)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)end * k, a.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)n * k, b.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)end * n, c.Length);
        fixed (double* left = a, right = b, product = c)
        {
            int i = first;
            for (; i + Rows <= end; i += Rows)
            {
                int j = 0;
                for (; j + Columns <= n; j += Columns)
                    Tile(left + ((long)i * k), right + ((long)j * k), product + ((long)i * n) + j, n, k);
                for (; j < n; j++)
                {
                    for (int row = i; row < i + Rows; row++)
                        product[((long)row * n) + j] = Dot(left + ((long)row * k), right + ((long)j * k), k);
                }
            }

            for (; i < end; i++)
            {
                for (int j = 0; j < n; j++)
                    product[((long)i * n) + j] = Dot(left + ((long)i * k), right + ((long)j * k), k);
            }
        }
    }

    private static void Tile(double* a, double* b, double* c, int n, int k)
    {
        Vector256<double> c00 = default, c01 = default, c02 = default, c10 = default, c11 = default, c12 = default;
        Vector256<double> c20 = default, c21 = default, c22 = default, c30 = default, c31 = default, c32 = default;
        double* a1 = a + k, a2 = a1 + k, a3 = a2 + k, b1 = b + k, b2 = b1 + k;
        int at = 0;
        for (; at + 4 <= k; at += 4)
        {
            Vector256<double> y0 = Vector256.Load(b + at), y1 = Vector256.Load(b1 + at), y2 = Vector256.Load(b2 + at), x = Vector256.Load(a + at);
            c00 = Vector256.FusedMultiplyAdd(x, y0, c00);
            c01 = Vector256.FusedMultiplyAdd(x, y1, c01);
            c02 = Vector256.FusedMultiplyAdd(x, y2, c02);
            x = Vector256.Load(a1 + at);
            c10 = Vector256.FusedMultiplyAdd(x, y0, c10);
            c11 = Vector256.FusedMultiplyAdd(x, y1, c11);
            c12 = Vector256.FusedMultiplyAdd(x, y2, c12);
            x = Vector256.Load(a2 + at);
            c20 = Vector256.FusedMultiplyAdd(x, y0, c20);
            c21 = Vector256.FusedMultiplyAdd(x, y1, c21);
            c22 = Vector256.FusedMultiplyAdd(x, y2, c22);
            x = Vector256.Load(a3 + at);
            c30 = Vector256.FusedMultiplyAdd(x, y0, c30);
            c31 = Vector256.FusedMultiplyAdd(x, y1, c31);
            c32 = Vector256.FusedMultiplyAdd(x, y2, c32);
        }

        Finish(c00, a, b, at, k, c);
        Finish(c01, a, b1, at, k, c + 1);
        Finish(c02, a, b2, at, k, c + 2);
        Finish(c10, a1, b, at, k, c + n);
        Finish(c11, a1, b1, at, k, c + n + 1);
        Finish(c12, a1, b2, at, k, c + n + 2);
        Finish(c20, a2, b, at, k, c + (2L * n));
        Finish(c21, a2, b1, at, k, c + (2L * n) + 1);
        Finish(c22, a2, b2, at, k, c + (2L * n) + 2);
        Finish(c30, a3, b, at, k, c + (3L * n));
        Finish(c31, a3, b1, at, k, c + (3L * n) + 1);
        Finish(c32, a3, b2, at, k, c + (3L * n) + 2);
    }

    private static double Dot(double* a, double* b, int k)
    {
        Vector256<double> sum = default;
        int at = 0;
        for (; at + 4 <= k; at += 4)
            sum = Vector256.FusedMultiplyAdd(Vector256.Load(a + at), Vector256.Load(b + at), sum);
        double c;
        Finish(sum, a, b, at, k, &c);
        return c;
    }

    /// <summary>The lanes' sum, and what is left of the rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish(Vector256<double> lanes, double* a, double* b, int at, int k, double* c)
    {
        double sum = (lanes.GetElement(0) + lanes.GetElement(2)) + (lanes.GetElement(1) + lanes.GetElement(3));
        for (; at < k; at++)
            sum = Math.FusedMultiplyAdd(a[at], b[at], sum);
        *c = sum;
    }
}
