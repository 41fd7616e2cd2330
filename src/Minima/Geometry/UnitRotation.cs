using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Minima.Numerics;

namespace Minima.Geometry;

/// <summary>
/// A random rotation or reflection of n numbers, uniform over the orthogonal group. Applied to the units of a layer it mixes them all:
/// their second moments (norms and inner products over the units, input by input and class by class) stay, the single units are gone.
/// </summary>
/// <remarks>
/// Q = H(n) diag(1, H(n-1)) diag(1, 1, H(n-2)) ..., each H(k) the reflection that takes the first unit vector to a random direction
/// x / ||x||, x of k normal numbers: then the first column of Q is uniform on the sphere, and the rest is the same problem with one
/// number less (Stewart, SIAM J. Numer. Anal. 17 (1980) 403). Nothing of size n x n is multiplied: each reflection is I - v v^T.
/// </remarks>
internal sealed class UnitRotation
{
    private readonly double[][] _reflections;
    private readonly double _lastSign;

    public UnitRotation(int count, RandomState random)
    {
        _reflections = new double[count - 1][];
        for (int i = 0; i < _reflections.Length; i++)
            _reflections[i] = Reflection(count - i, random);
        _lastSign = random.NextDouble() < 0.5 ? -1 : 1;
    }

    /// <summary>Each row of [rows][n] times Q.</summary>
    public void Apply(Span<double> rows)
    {
        int count = _reflections.Length + 1;
        for (int at = 0; at < rows.Length; at += count)
        {
            Span<double> row = rows.Slice(at, count);
            for (int i = 0; i < _reflections.Length; i++)
                Reflect(row[i..], _reflections[i]);
            row[^1] *= _lastSign;
        }
    }

    // v = (x - ||x|| e1) scaled to a length of sqrt(2), so that I - v v^T takes e1 to x / ||x||. Its first number is taken as
    // -(the other squares) / (x1 + ||x||) where x1 is positive: the same, without a difference of near numbers.
    private static double[] Reflection(int count, RandomState random)
    {
        double[] v = new double[count];
        double others = 0;
        for (int i = 0; i < count; i++)
        {
            v[i] = random.StandardNormal();
            others += i == 0 ? 0 : v[i] * v[i];
        }

        double length = Math.Sqrt((v[0] * v[0]) + others);
        v[0] = v[0] > 0 ? -others / (v[0] + length) : v[0] - length;
        double squares = (v[0] * v[0]) + others;
        double scale = squares > 0 ? Math.Sqrt(2 / squares) : 0;
        for (int i = 0; i < count; i++)
            v[i] *= scale;
        return v;
    }

    // row -= (row . v) v: sums in four lanes, then across them in one order, so that the bits are the same on every machine.
    private static void Reflect(Span<double> row, ReadOnlySpan<double> v)
    {
        ref double x = ref MemoryMarshal.GetReference(row), y = ref MemoryMarshal.GetReference(v);
        Vector256<double> sums = Vector256<double>.Zero, more = Vector256<double>.Zero;
        int i = 0;
        for (; i + 8 <= v.Length; i += 8)
        {
            sums = Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref x, (nuint)i), Vector256.LoadUnsafe(ref y, (nuint)i), sums);
            more = Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref x, (nuint)i + 4), Vector256.LoadUnsafe(ref y, (nuint)i + 4), more);
        }

        sums += more;
        double product = sums[0] + sums[2] + (sums[1] + sums[3]);
        for (int k = i; k < v.Length; k++)
            product = Math.FusedMultiplyAdd(row[k], v[k], product);
        var factor = Vector256.Create(-product);
        for (i = 0; i + 4 <= v.Length; i += 4)
            Vector256.FusedMultiplyAdd(factor, Vector256.LoadUnsafe(ref y, (nuint)i), Vector256.LoadUnsafe(ref x, (nuint)i)).StoreUnsafe(ref x, (nuint)i);
        for (; i < v.Length; i++)
            row[i] = Math.FusedMultiplyAdd(-product, v[i], row[i]);
    }
}
