using System.Runtime.Intrinsics;
using V = System.Runtime.Intrinsics.Vector256<double>;

namespace Minima.Kernels.Doubles;

/// <summary>
/// Matrix products in double precision. Every number of a result is one chain of fused multiply-adds in an order that its comment gives, so
/// the bits depend neither on the machine's vectors (where it has none, the runtime computes the same operations one by one) nor on threads.
/// </summary>
internal static unsafe class Products
{
    /// <summary>sums[n][j] += the sum over the inputs i, ascending, of x[n][i] * weights[i][j].</summary>
    /// <param name="x">The inputs.</param>
    /// <param name="groups">Groups of four inputs.</param>
    /// <param name="weights">[4 * groups][8].</param>
    /// <param name="sums">[examples][8].</param>
    public static void Multiply<TInputs>(TInputs x, int groups, double* weights, double* sums)
        where TInputs : struct, IDoubleInputs
    {
        for (int group = 0; group < groups; group++, weights += Tile.Rows * DoubleTile.Columns)
        {
            Entries entries = x.Select(group, out nint begin);
            if (entries.Begin == entries.End)
                continue;
            V w00 = Vector256.Load(weights), w01 = Vector256.Load(weights + 4), w10 = Vector256.Load(weights + 8), w11 = Vector256.Load(weights + 12);
            V w20 = Vector256.Load(weights + 16), w21 = Vector256.Load(weights + 20), w30 = Vector256.Load(weights + 24), w31 = Vector256.Load(weights + 28);
            nint at = begin + ((entries.Both - entries.Begin) * x.Stride);
            for (nint entry = entries.Both; entry < entries.Second; entry++, at += x.Stride)
            {
                double* row = sums + x.Offset(entry);
                V low = Vector256.Load(row), high = Vector256.Load(row + 4);
                V value = x.At(at);
                (low, high) = (Vector256.FusedMultiplyAdd(value, w00, low), Vector256.FusedMultiplyAdd(value, w01, high));
                value = x.At(at + x.Size);
                (low, high) = (Vector256.FusedMultiplyAdd(value, w10, low), Vector256.FusedMultiplyAdd(value, w11, high));
                value = x.At(at + (2 * x.Size));
                (low, high) = (Vector256.FusedMultiplyAdd(value, w20, low), Vector256.FusedMultiplyAdd(value, w21, high));
                value = x.At(at + (3 * x.Size));
                Vector256.FusedMultiplyAdd(value, w30, low).Store(row);
                Vector256.FusedMultiplyAdd(value, w31, high).Store(row + 4);
            }

            nint second = at + (2 * x.Size);
            at = begin;
            for (nint entry = entries.Begin; entry < entries.Both; entry++, at += x.Stride)
                Two(x, at, entry, sums, w00, w01, w10, w11);
            at = second;
            for (nint entry = entries.Second; entry < entries.End; entry++, at += x.Stride)
                Two(x, at, entry, sums, w20, w21, w30, w31);
        }
    }

    /// <summary>gradient[i][j] += the sum over the examples n of x[n][i] * deltas[n][j]: first those that light both halves of the group, then those that light one alone.</summary>
    /// <param name="x">The inputs.</param>
    /// <param name="groups">Groups of four inputs.</param>
    /// <param name="deltas">[examples][8].</param>
    /// <param name="gradient">[4 * groups][8].</param>
    public static void Accumulate<TInputs>(TInputs x, int groups, double* deltas, double* gradient)
        where TInputs : struct, IDoubleInputs
    {
        for (int group = 0; group < groups; group++, gradient += Tile.Rows * DoubleTile.Columns)
        {
            Entries entries = x.Select(group, out nint begin);
            if (entries.Begin == entries.End)
                continue;
            V g00 = Vector256.Load(gradient), g01 = Vector256.Load(gradient + 4), g10 = Vector256.Load(gradient + 8), g11 = Vector256.Load(gradient + 12);
            V g20 = Vector256.Load(gradient + 16), g21 = Vector256.Load(gradient + 20), g30 = Vector256.Load(gradient + 24), g31 = Vector256.Load(gradient + 28);
            nint at = begin + ((entries.Both - entries.Begin) * x.Stride);
            for (nint entry = entries.Both; entry < entries.Second; entry++, at += x.Stride)
            {
                double* row = deltas + x.Offset(entry);
                V low = Vector256.Load(row), high = Vector256.Load(row + 4);
                V value = x.At(at);
                (g00, g01) = (Vector256.FusedMultiplyAdd(value, low, g00), Vector256.FusedMultiplyAdd(value, high, g01));
                value = x.At(at + x.Size);
                (g10, g11) = (Vector256.FusedMultiplyAdd(value, low, g10), Vector256.FusedMultiplyAdd(value, high, g11));
                value = x.At(at + (2 * x.Size));
                (g20, g21) = (Vector256.FusedMultiplyAdd(value, low, g20), Vector256.FusedMultiplyAdd(value, high, g21));
                value = x.At(at + (3 * x.Size));
                (g30, g31) = (Vector256.FusedMultiplyAdd(value, low, g30), Vector256.FusedMultiplyAdd(value, high, g31));
            }

            nint second = at + (2 * x.Size);
            at = begin;
            for (nint entry = entries.Begin; entry < entries.Both; entry++, at += x.Stride)
            {
                double* row = deltas + x.Offset(entry);
                V low = Vector256.Load(row), high = Vector256.Load(row + 4);
                V value = x.At(at);
                (g00, g01) = (Vector256.FusedMultiplyAdd(value, low, g00), Vector256.FusedMultiplyAdd(value, high, g01));
                value = x.At(at + x.Size);
                (g10, g11) = (Vector256.FusedMultiplyAdd(value, low, g10), Vector256.FusedMultiplyAdd(value, high, g11));
            }

            at = second;
            for (nint entry = entries.Second; entry < entries.End; entry++, at += x.Stride)
            {
                double* row = deltas + x.Offset(entry);
                V low = Vector256.Load(row), high = Vector256.Load(row + 4);
                V value = x.At(at);
                (g20, g21) = (Vector256.FusedMultiplyAdd(value, low, g20), Vector256.FusedMultiplyAdd(value, high, g21));
                value = x.At(at + x.Size);
                (g30, g31) = (Vector256.FusedMultiplyAdd(value, low, g30), Vector256.FusedMultiplyAdd(value, high, g31));
            }

            g00.Store(gradient);
            g01.Store(gradient + 4);
            g10.Store(gradient + 8);
            g11.Store(gradient + 12);
            g20.Store(gradient + 16);
            g21.Store(gradient + 20);
            g30.Store(gradient + 24);
            g31.Store(gradient + 28);
        }
    }

    /// <summary>
    /// sums[n][k] += the sum over panels p and columns j of x[p][n][j] * weights[p][k][j], for all rows of the tiles (a multiple of four):
    /// in four chains (columns j and j + 4, ascending, through the panels), which end as (0 + 2) + (1 + 3).
    /// </summary>
    /// <param name="x">[panels][xLength], in each panel a tile [64][8].</param>
    /// <param name="xLength">Doubles from one tile to the next.</param>
    /// <param name="panels">Panels.</param>
    /// <param name="rows">Examples; the last four may reach beyond.</param>
    /// <param name="weights">[panels][pitch][8].</param>
    /// <param name="pitch">Classes that a panel has room for.</param>
    /// <param name="classes">Classes, rounded up to a multiple of two.</param>
    /// <param name="sums">[64][stride].</param>
    /// <param name="stride">Doubles from one example's sums to the next.</param>
    public static void Dot(double* x, long xLength, int panels, int rows, double* weights, int pitch, int classes, double* sums, int stride)
    {
        const int Row = DoubleTile.Columns;
        for (int n = 0; n < rows; n += 4)
        {
            for (int k = 0; k < classes; k += 2)
            {
                V a0 = V.Zero, a1 = V.Zero, b0 = V.Zero, b1 = V.Zero, c0 = V.Zero, c1 = V.Zero, d0 = V.Zero, d1 = V.Zero;
                for (int panel = 0; panel < panels; panel++)
                {
                    double* row = x + (panel * xLength) + (n * Row);
                    double* weight = weights + ((((long)panel * pitch) + k) * Row);
                    for (int half = 0; half < Row; half += 4)
                    {
                        V first = Vector256.Load(weight + half), second = Vector256.Load(weight + Row + half);
                        V value = Vector256.Load(row + half);
                        (a0, a1) = (Vector256.FusedMultiplyAdd(value, first, a0), Vector256.FusedMultiplyAdd(value, second, a1));
                        value = Vector256.Load(row + Row + half);
                        (b0, b1) = (Vector256.FusedMultiplyAdd(value, first, b0), Vector256.FusedMultiplyAdd(value, second, b1));
                        value = Vector256.Load(row + (2 * Row) + half);
                        (c0, c1) = (Vector256.FusedMultiplyAdd(value, first, c0), Vector256.FusedMultiplyAdd(value, second, c1));
                        value = Vector256.Load(row + (3 * Row) + half);
                        (d0, d1) = (Vector256.FusedMultiplyAdd(value, first, d0), Vector256.FusedMultiplyAdd(value, second, d1));
                    }
                }

                double* sum = sums + ((long)n * stride) + k;
                Add(sum, a0, a1);
                Add(sum + stride, b0, b1);
                Add(sum + (2 * stride), c0, c1);
                Add(sum + (3 * stride), d0, d1);
            }
        }
    }

    private static void Add(double* sum, V first, V second)
    {
        sum[0] += (first.GetElement(0) + first.GetElement(2)) + (first.GetElement(1) + first.GetElement(3));
        sum[1] += (second.GetElement(0) + second.GetElement(2)) + (second.GetElement(1) + second.GetElement(3));
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.AggressiveInlining)]
    private static void Two<TInputs>(TInputs x, nint at, nint entry, double* sums, V firstLow, V firstHigh, V secondLow, V secondHigh)
        where TInputs : struct, IDoubleInputs
    {
        double* row = sums + x.Offset(entry);
        V low = Vector256.Load(row), high = Vector256.Load(row + 4);
        V value = x.At(at);
        (low, high) = (Vector256.FusedMultiplyAdd(value, firstLow, low), Vector256.FusedMultiplyAdd(value, firstHigh, high));
        value = x.At(at + x.Size);
        Vector256.FusedMultiplyAdd(value, secondLow, low).Store(row);
        Vector256.FusedMultiplyAdd(value, secondHigh, high).Store(row + 4);
    }
}
