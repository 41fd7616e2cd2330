using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Minima.Numerics;

/// <summary>Inner products of all columns of one matrix with all columns of another, in double precision.</summary>
/// <remarks>
/// The usual way of fast products: some rows of the first matrix are packed by four columns, and stay in a core's second-level cache while
/// strips of twelve columns of the second, packed too, pass by; 4 x 12 sums, three vectors of the one and a number of the other fill the
/// sixteen registers of AVX2. With AVX-512 the vectors are twice as wide, and strips have twenty-four columns.
/// Either way a sum meets its products in the same order.
/// </remarks>
internal static unsafe class ColumnProducts
{
    // Rows that are packed at a time, and columns of the first matrix in a tile.
    private const int Chunk = 64, Few = 4;

    // Columns of the second: three vectors.
    private static int Many => Vector512.IsHardwareAccelerated ? 24 : 12;

    /// <summary>
    /// products[i, j] += sum over r of a[r, i] * b[r, j]. Each sum runs over the rows in order, one fused multiply-add a row,
    /// so that the bits are the same on every machine.
    /// </summary>
    /// <param name="a">[rows][columns].</param>
    /// <param name="b">[rows][columns].</param>
    /// <param name="columns">Columns of both.</param>
    /// <param name="products">[columns][columns].</param>
    public static void Add(ReadOnlySpan<double> a, ReadOnlySpan<double> b, int columns, Span<double> products) =>
        Add(a, columns, b, columns, products, upper: false);

    /// <summary>The same where the two have other numbers of columns.</summary>
    /// <param name="a">[rows][columnsA].</param>
    /// <param name="columnsA">The first one's.</param>
    /// <param name="b">[rows][columnsB].</param>
    /// <param name="columnsB">The second one's.</param>
    /// <param name="products">[columnsA][columnsB].</param>
    public static void Add(ReadOnlySpan<double> a, int columnsA, ReadOnlySpan<double> b, int columnsB, Span<double> products) =>
        Add(a, columnsA, b, columnsB, products, upper: false);

    /// <summary>The same of a matrix with itself, with half the work: what is below the diagonal holds anything until <see cref="Mirror"/>.</summary>
    /// <param name="a">[rows][columns].</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="products">[columns][columns].</param>
    public static void AddUpper(ReadOnlySpan<double> a, int columns, Span<double> products) => Add(a, columns, a, columns, products, upper: true);

    /// <summary>Copies what is above the diagonal below it: then the bits are those of <see cref="Add(ReadOnlySpan{double}, ReadOnlySpan{double}, int, Span{double})"/>.</summary>
    public static void Mirror(int columns, Span<double> products)
    {
        for (int i = 1; i < columns; i++)
        {
            for (int j = 0; j < i; j++)
                products[(i * columns) + j] = products[(j * columns) + i];
        }
    }

    private static void Add(ReadOnlySpan<double> a, int height, ReadOnlySpan<double> b, int width, Span<double> products, bool upper)
    {
        int rows = a.Length / height, panels = (height + Few - 1) / Few;
        double* strip = stackalloc double[Many * Chunk], edge = stackalloc double[Few * Many];
        double[] room = ArrayPool<double>.Shared.Rent(panels * Few * Chunk);
        fixed (double* c = products, packed = room)
        {
            for (int first = 0; first < rows; first += Chunk)
            {
                int count = Math.Min(Chunk, rows - first);
                ReadOnlySpan<double> chunkA = a.Slice(first * height, count * height), chunkB = b.Slice(first * width, count * width);
                for (int panel = 0; panel < panels; panel++)
                    Pack(chunkA, height, panel * Few, Few, packed + (panel * Few * Chunk));
                for (int j = 0; j < width; j += Many)
                {
                    Pack(chunkB, width, j, Many, strip);

                    // Of a symmetric product, the tiles that reach the diagonal or what is above it.
                    int end = upper ? Math.Min(height, j + Many) : height;
                    for (int i = 0; i < end; i += Few)
                    {
                        double* panel = packed + (i * Chunk), tile = c + ((long)i * width) + j;
                        if (i + Few <= height && j + Many <= width)
                            Multiply(panel, strip, count, tile, width);
                        else
                            MultiplyEdge(panel, strip, count, tile, width, Math.Min(Few, height - i), Math.Min(Many, width - j), edge);
                    }
                }
            }
        }

        ArrayPool<double>.Shared.Return(room);
    }

    // Some columns of all rows, [rows][width]; columns behind the last are zero.
    private static void Pack(ReadOnlySpan<double> rows, int columns, int first, int width, double* to)
    {
        int there = Math.Min(width, columns - first);
        for (int at = first; at < rows.Length; at += columns, to += width)
        {
            var row = new Span<double>(to, width);
            rows.Slice(at, there).CopyTo(row);
            row[there..].Clear();
        }
    }

    // A tile that hangs over an edge, by way of one that does not.
    private static void MultiplyEdge(double* a, double* b, int rows, double* tile, int stride, int height, int width, double* edge)
    {
        for (int i = 0; i < height; i++)
            new ReadOnlySpan<double>(tile + ((long)i * stride), width).CopyTo(new Span<double>(edge + (i * Many), Many));
        Multiply(a, b, rows, edge, Many);
        for (int i = 0; i < height; i++)
            new ReadOnlySpan<double>(edge + (i * Many), width).CopyTo(new Span<double>(tile + ((long)i * stride), width));
    }

    private static void Multiply(double* a, double* b, int rows, double* tile, int stride)
    {
        if (Vector512.IsHardwareAccelerated)
            Multiply<Wide, Vector512<double>>(a, b, rows, tile, stride);
        else
            Multiply<Narrow, Vector256<double>>(a, b, rows, tile, stride);
    }

    // tile[i, j] += sum over r of a[r, i] * b[r, j] of a panel [rows][4] and a strip [rows][three vectors].
    private static void Multiply<S, V>(double* a, double* b, int rows, double* tile, int stride)
        where S : struct, IVector<V>
        where V : unmanaged
    {
        double* tile1 = tile + stride, tile2 = tile1 + stride, tile3 = tile2 + stride;
        V p0 = S.Load(tile), q0 = S.Load(tile + S.Lanes), r0 = S.Load(tile + (2 * S.Lanes));
        V p1 = S.Load(tile1), q1 = S.Load(tile1 + S.Lanes), r1 = S.Load(tile1 + (2 * S.Lanes));
        V p2 = S.Load(tile2), q2 = S.Load(tile2 + S.Lanes), r2 = S.Load(tile2 + (2 * S.Lanes));
        V p3 = S.Load(tile3), q3 = S.Load(tile3 + S.Lanes), r3 = S.Load(tile3 + (2 * S.Lanes));
        for (double* end = a + ((long)rows * Few); a < end; a += Few, b += 3 * S.Lanes)
        {
            V low = S.Load(b), middle = S.Load(b + S.Lanes), high = S.Load(b + (2 * S.Lanes));
            V x = S.Broadcast(a[0]);
            S.AddProduct(ref p0, x, low);
            S.AddProduct(ref q0, x, middle);
            S.AddProduct(ref r0, x, high);
            x = S.Broadcast(a[1]);
            S.AddProduct(ref p1, x, low);
            S.AddProduct(ref q1, x, middle);
            S.AddProduct(ref r1, x, high);
            x = S.Broadcast(a[2]);
            S.AddProduct(ref p2, x, low);
            S.AddProduct(ref q2, x, middle);
            S.AddProduct(ref r2, x, high);
            x = S.Broadcast(a[3]);
            S.AddProduct(ref p3, x, low);
            S.AddProduct(ref q3, x, middle);
            S.AddProduct(ref r3, x, high);
        }

        Store<S, V>(tile, p0, q0, r0);
        Store<S, V>(tile1, p1, q1, r1);
        Store<S, V>(tile2, p2, q2, r2);
        Store<S, V>(tile3, p3, q3, r3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<S, V>(double* tile, V p, V q, V r)
        where S : struct, IVector<V>
        where V : unmanaged
    {
        S.Store(tile, p);
        S.Store(tile + S.Lanes, q);
        S.Store(tile + (2 * S.Lanes), r);
    }

    /// <summary>What a tile asks of a vector. (The kernels' lanes would do, but this room stands before theirs.)</summary>
    private interface IVector<V>
    {
        static abstract int Lanes { get; }

        static abstract V Load(double* source);

        static abstract V Broadcast(double value);

        static abstract void AddProduct(ref V sum, V a, V b);

        static abstract void Store(double* destination, V value);
    }

    private readonly struct Narrow : IVector<Vector256<double>>
    {
        public static int Lanes => 4;

        public static Vector256<double> Load(double* source) => Vector256.Load(source);

        public static Vector256<double> Broadcast(double value) => Vector256.Create(value);

        public static void AddProduct(ref Vector256<double> sum, Vector256<double> a, Vector256<double> b) => sum = Vector256.FusedMultiplyAdd(a, b, sum);

        public static void Store(double* destination, Vector256<double> value) => value.Store(destination);
    }

    private readonly struct Wide : IVector<Vector512<double>>
    {
        public static int Lanes => 8;

        public static Vector512<double> Load(double* source) => Vector512.Load(source);

        public static Vector512<double> Broadcast(double value) => Vector512.Create(value);

        public static void AddProduct(ref Vector512<double> sum, Vector512<double> a, Vector512<double> b) => sum = Vector512.FusedMultiplyAdd(a, b, sum);

        public static void Store(double* destination, Vector512<double> value) => value.Store(destination);
    }
}
