using System.Runtime.CompilerServices;

namespace Minima.Kernels.Doubles;

/// <summary>
/// The products of four vectors' slices with four or two others', or with one another, whose sums stay in registers while the slices pass by: sixteen of the
/// 32 registers of AVX-512, eight of 16. Where a register holds half of the eight chains of a sum, the slices pass by once for each half.
/// </summary>
/// <typeparam name="N">Operations on a register.</typeparam>
/// <typeparam name="U">The register.</typeparam>
internal static unsafe class PairTile<N, U>
    where N : struct, ILanes<double, U>
    where U : unmanaged
{
    public const int Rows = 4;

    private const int Chains = 8;
    private const int Second = PairSums.Stride;
    private const int Third = 2 * PairSums.Stride;
    private const int Fourth = 3 * PairSums.Stride;

    /// <summary>Vectors that four are multiplied with at a time.</summary>
    public static int Columns
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => N.Lanes == Chains ? 4 : 2;
    }

    /// <summary>sums[r][c] &lt;- the chains of a_r b_c.</summary>
    public static void Multiply(double* a, double* b, U* sums)
    {
        for (int part = 0; part < Chains; part += N.Lanes)
        {
            if (Columns == Rows)
                ByFour(a, b, sums);
            else
                ByTwo(a + part, b + part, sums, part > 0);
        }
    }

    /// <summary>sums[r][c] &lt;- the chains of a_r a_c for c at most r.</summary>
    public static void MultiplyOwn(double* a, U* sums)
    {
        for (int part = 0; part < Chains; part += N.Lanes)
            Own(a + part, sums, part > 0);
    }

    /// <summary>products[i + r, j + c] &lt;- the chains together; the rows that there are.</summary>
    public static void Put(U* sums, int i, int j, int count, double* products)
    {
        for (int row = i; row < i + Rows && row < count; row++, sums += Rows)
        {
            double* own = products + PairSums.Pair(row, j);
            for (int column = 0; column < Columns; column++)
                own[column] = N.Sum(sums[column]);
        }
    }

    /// <summary>products[i + r, i + c] &lt;- the chains together for c at most r; the rows that there are.</summary>
    public static void PutOwn(U* sums, int i, int count, double* products)
    {
        for (int row = i; row < i + Rows && row < count; row++, sums += Rows)
        {
            double* own = products + PairSums.Pair(row, i);
            for (int column = 0; column <= row - i; column++)
                own[column] = N.Sum(sums[column]);
        }
    }

    private static void ByFour(double* a, double* b, U* sums)
    {
        U p00 = default, p01 = default, p02 = default, p03 = default, p10 = default, p11 = default, p12 = default, p13 = default;
        U p20 = default, p21 = default, p22 = default, p23 = default, p30 = default, p31 = default, p32 = default, p33 = default;
        for (int k = 0; k < PairSums.Slice; k += Chains)
        {
            U b0 = N.Load(b + k), b1 = N.Load(b + Second + k), b2 = N.Load(b + Third + k), b3 = N.Load(b + Fourth + k);
            U row = N.Load(a + k);
            N.AddProduct(ref p00, row, b0);
            N.AddProduct(ref p01, row, b1);
            N.AddProduct(ref p02, row, b2);
            N.AddProduct(ref p03, row, b3);
            row = N.Load(a + Second + k);
            N.AddProduct(ref p10, row, b0);
            N.AddProduct(ref p11, row, b1);
            N.AddProduct(ref p12, row, b2);
            N.AddProduct(ref p13, row, b3);
            row = N.Load(a + Third + k);
            N.AddProduct(ref p20, row, b0);
            N.AddProduct(ref p21, row, b1);
            N.AddProduct(ref p22, row, b2);
            N.AddProduct(ref p23, row, b3);
            row = N.Load(a + Fourth + k);
            N.AddProduct(ref p30, row, b0);
            N.AddProduct(ref p31, row, b1);
            N.AddProduct(ref p32, row, b2);
            N.AddProduct(ref p33, row, b3);
        }

        Keep(sums, false, p00, p01, p02, p03);
        Keep(sums + Rows, false, p10, p11, p12, p13);
        Keep(sums + (2 * Rows), false, p20, p21, p22, p23);
        Keep(sums + (3 * Rows), false, p30, p31, p32, p33);
    }

    private static void ByTwo(double* a, double* b, U* sums, bool add)
    {
        U p00 = default, p01 = default, p10 = default, p11 = default, p20 = default, p21 = default, p30 = default, p31 = default;
        for (int k = 0; k < PairSums.Slice; k += Chains)
        {
            U b0 = N.Load(b + k), b1 = N.Load(b + Second + k);
            U row = N.Load(a + k);
            N.AddProduct(ref p00, row, b0);
            N.AddProduct(ref p01, row, b1);
            row = N.Load(a + Second + k);
            N.AddProduct(ref p10, row, b0);
            N.AddProduct(ref p11, row, b1);
            row = N.Load(a + Third + k);
            N.AddProduct(ref p20, row, b0);
            N.AddProduct(ref p21, row, b1);
            row = N.Load(a + Fourth + k);
            N.AddProduct(ref p30, row, b0);
            N.AddProduct(ref p31, row, b1);
        }

        Keep(sums, add, p00, p01);
        Keep(sums + Rows, add, p10, p11);
        Keep(sums + (2 * Rows), add, p20, p21);
        Keep(sums + (3 * Rows), add, p30, p31);
    }

    private static void Own(double* a, U* sums, bool add)
    {
        U p00 = default, p10 = default, p11 = default, p20 = default, p21 = default, p22 = default, p30 = default, p31 = default, p32 = default, p33 = default;
        for (int k = 0; k < PairSums.Slice; k += Chains)
        {
            U first = N.Load(a + k), second = N.Load(a + Second + k), third = N.Load(a + Third + k), fourth = N.Load(a + Fourth + k);
            N.AddProduct(ref p00, first, first);
            N.AddProduct(ref p10, second, first);
            N.AddProduct(ref p11, second, second);
            N.AddProduct(ref p20, third, first);
            N.AddProduct(ref p21, third, second);
            N.AddProduct(ref p22, third, third);
            N.AddProduct(ref p30, fourth, first);
            N.AddProduct(ref p31, fourth, second);
            N.AddProduct(ref p32, fourth, third);
            N.AddProduct(ref p33, fourth, fourth);
        }

        Keep(sums, 0, add, p00);
        Keep(sums + Rows, add, p10, p11);
        Keep(sums + (2 * Rows), add, p20, p21);
        Keep(sums + (2 * Rows), 2, add, p22);
        Keep(sums + (3 * Rows), add, p30, p31, p32, p33);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Keep(U* sums, int at, bool add, U value) => sums[at] = add ? N.Add(sums[at], value) : value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Keep(U* sums, bool add, U first, U second)
    {
        Keep(sums, 0, add, first);
        Keep(sums, 1, add, second);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Keep(U* sums, bool add, U first, U second, U third, U fourth)
    {
        Keep(sums, add, first, second);
        Keep(sums + 2, add, third, fourth);
    }
}
