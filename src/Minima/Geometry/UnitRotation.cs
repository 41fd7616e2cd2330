using System.Runtime.CompilerServices;
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
    // Rows that are reflected together: a reflection is fetched once for all of them. And reflections that all rows go through before the next
    // ones: as many as stay in a core's own cache.
    private const int Together = 4, Stretch = 32;

    private readonly double[][] _reflections;
    private readonly double[] _nothing;
    private readonly double _lastSign;

    public UnitRotation(int count, RandomState random)
    {
        (_reflections, _nothing) = (new double[count - 1][], new double[count]);
        for (int i = 0; i < _reflections.Length; i++)
            _reflections[i] = Reflection(count - i, random);
        _lastSign = random.NextDouble() < 0.5 ? -1 : 1;
    }

    /// <summary>Each row of [rows][n] times Q.</summary>
    public void Apply(Span<double> rows)
    {
        int count = _reflections.Length + 1, together = rows.Length / (Together * count) * Together * count;
        for (int first = 0; first < _reflections.Length; first += Stretch)
        {
            for (int at = 0; at < together; at += Together * count)
                ReflectTogether(rows.Slice(at, Together * count), count, first, Math.Min(first + Stretch, _reflections.Length));
        }

        for (int at = together; at < rows.Length; at += count)
        {
            Span<double> row = rows.Slice(at, count);
            for (int i = 0; i < _reflections.Length; i++)
                Add(-Product(row[i..], _reflections[i]), _reflections[i], row[i..]);
        }

        for (int last = count - 1; last < rows.Length; last += count)
            rows[last] *= _lastSign;
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

    // A row's way through all reflections is row -= (row . v) v for one v after the other. What a reflection changes is taken into the product
    // with the next at once, so that the rows are read once for each.
    private void ReflectTogether(Span<double> rows, int count, int first, int end)
    {
        Span<double> factors = stackalloc double[Together];
        for (int row = 0; row < Together; row++)
            factors[row] = -Product(rows.Slice((row * count) + first, count - first), _reflections[first]);
        for (int i = first; i < end; i++)
        {
            // The first number meets no further reflection; behind the last nothing is to be multiplied.
            for (int row = 0; row < Together; row++)
                rows[(row * count) + i] = Math.FusedMultiplyAdd(factors[row], _reflections[i][0], rows[(row * count) + i]);
            ReadOnlySpan<double> next = i + 1 < end ? _reflections[i + 1] : _nothing.AsSpan(i + 1);
            AddAndMultiply(_reflections[i].AsSpan(1), next, rows[(i + 1)..], count, factors);
        }
    }

    /// <summary>
    /// row += factor v for each of four rows, and its factor becomes -(row . next): the sums are those of <see cref="Product"/>.
    /// </summary>
    private static void AddAndMultiply(ReadOnlySpan<double> v, ReadOnlySpan<double> next, Span<double> rows, int count, Span<double> factors)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            AddAndMultiplyWide(v, next, rows, count, factors);
            return;
        }

        ref double x0 = ref MemoryMarshal.GetReference(rows), x1 = ref rows[count], x2 = ref rows[2 * count], x3 = ref rows[3 * count];
        ref double v0 = ref MemoryMarshal.GetReference(v), n0 = ref MemoryMarshal.GetReference(next);
        Vector256<double> f0 = Vector256.Create(factors[0]), f1 = Vector256.Create(factors[1]), f2 = Vector256.Create(factors[2]), f3 = Vector256.Create(factors[3]);
        Vector256<double> p0 = Vector256<double>.Zero, p1 = p0, p2 = p0, p3 = p0, q0 = p0, q1 = p0, q2 = p0, q3 = p0;
        int i = 0;
        for (; i + 8 <= next.Length; i += 8)
        {
            nuint at = (nuint)i;
            Vector256<double> own = Vector256.LoadUnsafe(ref v0, at), other = Vector256.LoadUnsafe(ref n0, at);
            p0 = Step(ref x0, at, f0, own, other, p0);
            p1 = Step(ref x1, at, f1, own, other, p1);
            p2 = Step(ref x2, at, f2, own, other, p2);
            p3 = Step(ref x3, at, f3, own, other, p3);
            at += 4;
            (own, other) = (Vector256.LoadUnsafe(ref v0, at), Vector256.LoadUnsafe(ref n0, at));
            q0 = Step(ref x0, at, f0, own, other, q0);
            q1 = Step(ref x1, at, f1, own, other, q1);
            q2 = Step(ref x2, at, f2, own, other, q2);
            q3 = Step(ref x3, at, f3, own, other, q3);
        }

        factors[0] = -Finish(p0 + q0, v[i..], next[i..], rows[i..next.Length], factors[0]);
        factors[1] = -Finish(p1 + q1, v[i..], next[i..], rows[(count + i)..(count + next.Length)], factors[1]);
        factors[2] = -Finish(p2 + q2, v[i..], next[i..], rows[((2 * count) + i)..((2 * count) + next.Length)], factors[2]);
        factors[3] = -Finish(p3 + q3, v[i..], next[i..], rows[((3 * count) + i)..((3 * count) + next.Length)], factors[3]);
    }

    // The two vectors of four side by side, so that each number of each sum is the same.
    private static void AddAndMultiplyWide(ReadOnlySpan<double> v, ReadOnlySpan<double> next, Span<double> rows, int count, Span<double> factors)
    {
        ref double x0 = ref MemoryMarshal.GetReference(rows), x1 = ref rows[count], x2 = ref rows[2 * count], x3 = ref rows[3 * count];
        ref double v0 = ref MemoryMarshal.GetReference(v), n0 = ref MemoryMarshal.GetReference(next);
        Vector512<double> f0 = Vector512.Create(factors[0]), f1 = Vector512.Create(factors[1]), f2 = Vector512.Create(factors[2]), f3 = Vector512.Create(factors[3]);
        Vector512<double> p0 = Vector512<double>.Zero, p1 = p0, p2 = p0, p3 = p0;
        int i = 0;
        for (; i + 8 <= next.Length; i += 8)
        {
            nuint at = (nuint)i;
            Vector512<double> own = Vector512.LoadUnsafe(ref v0, at), other = Vector512.LoadUnsafe(ref n0, at);
            p0 = Step(ref x0, at, f0, own, other, p0);
            p1 = Step(ref x1, at, f1, own, other, p1);
            p2 = Step(ref x2, at, f2, own, other, p2);
            p3 = Step(ref x3, at, f3, own, other, p3);
        }

        factors[0] = -Finish(p0.GetLower() + p0.GetUpper(), v[i..], next[i..], rows[i..next.Length], factors[0]);
        factors[1] = -Finish(p1.GetLower() + p1.GetUpper(), v[i..], next[i..], rows[(count + i)..(count + next.Length)], factors[1]);
        factors[2] = -Finish(p2.GetLower() + p2.GetUpper(), v[i..], next[i..], rows[((2 * count) + i)..((2 * count) + next.Length)], factors[2]);
        factors[3] = -Finish(p3.GetLower() + p3.GetUpper(), v[i..], next[i..], rows[((3 * count) + i)..((3 * count) + next.Length)], factors[3]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Step(
        ref double row, nuint at, Vector512<double> factor, Vector512<double> v, Vector512<double> next, Vector512<double> sum)
    {
        Vector512<double> x = Vector512.FusedMultiplyAdd(factor, v, Vector512.LoadUnsafe(ref row, at));
        x.StoreUnsafe(ref row, at);
        return Vector512.FusedMultiplyAdd(x, next, sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Step(
        ref double row, nuint at, Vector256<double> factor, Vector256<double> v, Vector256<double> next, Vector256<double> sum)
    {
        Vector256<double> x = Vector256.FusedMultiplyAdd(factor, v, Vector256.LoadUnsafe(ref row, at));
        x.StoreUnsafe(ref row, at);
        return Vector256.FusedMultiplyAdd(x, next, sum);
    }

    private static double Finish(Vector256<double> sums, ReadOnlySpan<double> v, ReadOnlySpan<double> next, Span<double> row, double factor)
    {
        double product = Across(sums);
        for (int k = 0; k < row.Length; k++)
        {
            row[k] = Math.FusedMultiplyAdd(factor, v[k], row[k]);
            product = Math.FusedMultiplyAdd(row[k], next[k], product);
        }

        return product;
    }

    // Sums in four lanes, twice, then across them in one order, so that the bits are the same on every machine.
    private static double Product(ReadOnlySpan<double> row, ReadOnlySpan<double> v)
    {
        ref double x = ref MemoryMarshal.GetReference(row), y = ref MemoryMarshal.GetReference(v);
        Vector256<double> sums = Vector256<double>.Zero, more = Vector256<double>.Zero;
        int i = 0;
        for (; i + 8 <= v.Length; i += 8)
        {
            sums = Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref x, (nuint)i), Vector256.LoadUnsafe(ref y, (nuint)i), sums);
            more = Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref x, (nuint)i + 4), Vector256.LoadUnsafe(ref y, (nuint)i + 4), more);
        }

        double product = Across(sums + more);
        for (; i < v.Length; i++)
            product = Math.FusedMultiplyAdd(row[i], v[i], product);
        return product;
    }

    private static double Across(Vector256<double> sums) => sums[0] + sums[2] + (sums[1] + sums[3]);

    private static void Add(double factor, ReadOnlySpan<double> v, Span<double> row)
    {
        for (int i = 0; i < v.Length; i++)
            row[i] = Math.FusedMultiplyAdd(factor, v[i], row[i]);
    }
}
