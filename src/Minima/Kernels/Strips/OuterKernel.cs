using System.Numerics;

namespace Minima.Kernels.Strips;

/// <summary>
/// <see cref="OuterPass{T}"/>, two rows and five units at a time: ten registers of sums, and seven that are read for ten multiply-adds.
/// </summary>
/// <typeparam name="T">A number.</typeparam>
/// <typeparam name="S">All lanes of a strip.</typeparam>
/// <typeparam name="V">Those.</typeparam>
/// <typeparam name="N">As many of them as a register holds.</typeparam>
/// <typeparam name="U">Those.</typeparam>
internal static unsafe class OuterKernel<T, S, V, N, U>
    where T : unmanaged, INumber<T>
    where S : IRow<T, V>
    where V : unmanaged
    where N : IRow<T, U>
    where U : unmanaged
{
    private const int Rows = 2, Units = IStripKernels<T>.Group;

    public static void Add(in OuterPass<T> pass)
    {
        T* parts = stackalloc T[Rows * Units * S.Lanes];
        nint perUnit = pass.UnitLength;
        for (int unit = pass.FirstUnit; unit < pass.EndUnit; unit += Units)
        {
            int units = Math.Min(Units, pass.EndUnit - unit);
            T* deltas = pass.Deltas + (unit * perUnit);
            for (int row = pass.FirstRow; row < pass.EndRow; row += Rows)
            {
                int rows = Math.Min(Rows, pass.EndRow - row);
                T* gradient = pass.Gradient + (row * pass.RowStride) + (unit * pass.UnitStride);
                T* x = pass.Inputs + pass.Offsets[row], y = pass.Inputs + pass.Offsets[row + rows - 1];
                if (units == Units)
                {
                    // With one row left it is taken twice, and kept once.
                    Tile(in pass, x, y, deltas, perUnit, parts);
                    for (int i = 0; i < rows; i++)
                    {
                        for (int j = 0; j < Units; j++)
                            AddTo(gradient + (i * pass.RowStride) + (j * pass.UnitStride), parts + (((j * Rows) + i) * S.Lanes));
                    }

                    continue;
                }

                for (int j = 0; j < units; j++)
                {
                    for (int i = 0; i < rows; i++)
                        AddTo(gradient + (i * pass.RowStride) + (j * pass.UnitStride), One(in pass, i == 0 ? x : y, deltas + (j * perUnit)));
                }
            }
        }
    }

    private static void AddTo(T* sum, T* part) => AddTo(sum, S.Load(part));

    private static void AddTo(T* sum, V part) => *sum += S.Sum(part);

    private static V One(in OuterPass<T> pass, T* x, T* deltas)
    {
        V sum = default;
        for (int line = 0; line < pass.Lines; line++, x += pass.InputLine)
        {
            T* at = x;
            for (int column = 0; column < pass.Columns; column++, at += S.Lanes, deltas += S.Lanes)
                S.AddProduct(ref sum, S.Load(at), S.Load(deltas));
        }

        return sum;
    }

    private static void Tile(in OuterPass<T> pass, T* x, T* y, T* deltas, nint perUnit, T* parts)
    {
        int lines = pass.Lines, columns = pass.Columns;
        nint inputLine = pass.InputLine, lanes = S.Lanes;
        nint third = 3 * perUnit;
        for (int lane = 0; lane < S.Lanes; lane += N.Lanes, x += N.Lanes, y += N.Lanes, deltas += N.Lanes, parts += N.Lanes)
        {
            U a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default, d0 = default, d1 = default, e0 = default, e1 = default;
            T* d = deltas, lineX = x, lineY = y;
            for (int line = 0; line < lines; line++, lineX += inputLine, lineY += inputLine)
            {
                T* atX = lineX, atY = lineY;
                for (int column = 0; column < columns; column++, atX += lanes, atY += lanes, d += lanes)
                {
                    U first = N.Load(atX), second = N.Load(atY), delta = N.Load(d);
                    N.AddProduct(ref a0, delta, first);
                    N.AddProduct(ref a1, delta, second);
                    delta = N.Load(d + perUnit);
                    N.AddProduct(ref b0, delta, first);
                    N.AddProduct(ref b1, delta, second);
                    delta = N.Load(d + (2 * perUnit));
                    N.AddProduct(ref c0, delta, first);
                    N.AddProduct(ref c1, delta, second);
                    delta = N.Load(d + third);
                    N.AddProduct(ref d0, delta, first);
                    N.AddProduct(ref d1, delta, second);
                    delta = N.Load(d + (4 * perUnit));
                    N.AddProduct(ref e0, delta, first);
                    N.AddProduct(ref e1, delta, second);
                }
            }

            N.Store(parts, a0);
            N.Store(parts + lanes, a1);
            N.Store(parts + (2 * lanes), b0);
            N.Store(parts + (3 * lanes), b1);
            N.Store(parts + (4 * lanes), c0);
            N.Store(parts + (5 * lanes), c1);
            N.Store(parts + (6 * lanes), d0);
            N.Store(parts + (7 * lanes), d1);
            N.Store(parts + (8 * lanes), e0);
            N.Store(parts + (9 * lanes), e1);
        }
    }
}
