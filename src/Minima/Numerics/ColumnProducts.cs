using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Minima.Numerics;

/// <summary>Inner products of all columns of one matrix with all columns of another, in double precision.</summary>
internal static class ColumnProducts
{
    // Rows at a time, so that a chunk of the second matrix stays in a core's own cache while all columns of the first pass by it.
    private const int Chunk = 48;

    private const int Block = 4;

    private static readonly int Wide = 2 * Vector256<double>.Count;

    /// <summary>
    /// products[i, j] += sum over r of a[r, i] * b[r, j]. Each sum runs over the rows in order, one fused multiply-add a row,
    /// so that the bits are the same on every machine.
    /// </summary>
    /// <param name="a">[rows][columns].</param>
    /// <param name="b">[rows][columns].</param>
    /// <param name="columns">Columns of both.</param>
    /// <param name="products">[columns][columns].</param>
    public static void Add(ReadOnlySpan<double> a, ReadOnlySpan<double> b, int columns, Span<double> products)
    {
        int rows = a.Length / columns;
        for (int first = 0; first < rows; first += Chunk)
        {
            int count = Math.Min(Chunk, rows - first);
            ReadOnlySpan<double> chunkA = a.Slice(first * columns, count * columns), chunkB = b.Slice(first * columns, count * columns);
            int i = 0;
            for (; i + Block <= columns; i += Block)
                AddFour(chunkA, chunkB, columns, i, products);
            for (; i < columns; i++)
                AddPlainly(chunkA, chunkB, columns, i, 0, products);
        }
    }

    private static void AddFour(ReadOnlySpan<double> a, ReadOnlySpan<double> b, int columns, int i, Span<double> products)
    {
        int rows = a.Length / columns, j = 0;
        ref double a0 = ref MemoryMarshal.GetReference(a[i..]), b0 = ref MemoryMarshal.GetReference(b), c0 = ref MemoryMarshal.GetReference(products);
        for (; j + Wide <= columns; j += Wide)
        {
            nuint at0 = (nuint)((i * columns) + j), at1 = at0 + (nuint)columns, at2 = at1 + (nuint)columns, at3 = at2 + (nuint)columns;
            const int half = 4;
            Vector256<double> p0 = Vector256.LoadUnsafe(ref c0, at0), q0 = Vector256.LoadUnsafe(ref c0, at0 + half);
            Vector256<double> p1 = Vector256.LoadUnsafe(ref c0, at1), q1 = Vector256.LoadUnsafe(ref c0, at1 + half);
            Vector256<double> p2 = Vector256.LoadUnsafe(ref c0, at2), q2 = Vector256.LoadUnsafe(ref c0, at2 + half);
            Vector256<double> p3 = Vector256.LoadUnsafe(ref c0, at3), q3 = Vector256.LoadUnsafe(ref c0, at3 + half);
            for (int r = 0; r < rows; r++)
            {
                nuint row = (nuint)(r * columns);
                Vector256<double> low = Vector256.LoadUnsafe(ref b0, row + (nuint)j), high = Vector256.LoadUnsafe(ref b0, row + (nuint)j + half);
                ref double x = ref System.Runtime.CompilerServices.Unsafe.Add(ref a0, row);
                var x0 = Vector256.Create(x);
                p0 = Vector256.FusedMultiplyAdd(x0, low, p0);
                q0 = Vector256.FusedMultiplyAdd(x0, high, q0);
                var x1 = Vector256.Create(System.Runtime.CompilerServices.Unsafe.Add(ref x, 1));
                p1 = Vector256.FusedMultiplyAdd(x1, low, p1);
                q1 = Vector256.FusedMultiplyAdd(x1, high, q1);
                var x2 = Vector256.Create(System.Runtime.CompilerServices.Unsafe.Add(ref x, 2));
                p2 = Vector256.FusedMultiplyAdd(x2, low, p2);
                q2 = Vector256.FusedMultiplyAdd(x2, high, q2);
                var x3 = Vector256.Create(System.Runtime.CompilerServices.Unsafe.Add(ref x, 3));
                p3 = Vector256.FusedMultiplyAdd(x3, low, p3);
                q3 = Vector256.FusedMultiplyAdd(x3, high, q3);
            }

            p0.StoreUnsafe(ref c0, at0);
            q0.StoreUnsafe(ref c0, at0 + half);
            p1.StoreUnsafe(ref c0, at1);
            q1.StoreUnsafe(ref c0, at1 + half);
            p2.StoreUnsafe(ref c0, at2);
            q2.StoreUnsafe(ref c0, at2 + half);
            p3.StoreUnsafe(ref c0, at3);
            q3.StoreUnsafe(ref c0, at3 + half);
        }

        for (int k = 0; k < Block && j < columns; k++)
            AddPlainly(a, b, columns, i + k, j, products);
    }

    private static void AddPlainly(ReadOnlySpan<double> a, ReadOnlySpan<double> b, int columns, int i, int firstColumn, Span<double> products)
    {
        for (int j = firstColumn; j < columns; j++)
        {
            double sum = products[(i * columns) + j];
            for (int row = 0; row < a.Length; row += columns)
                sum = Math.FusedMultiplyAdd(a[row + i], b[row + j], sum);
            products[(i * columns) + j] = sum;
        }
    }
}
