using System.Numerics;
using System.Runtime.CompilerServices;

namespace Minima.Kernels.Strips;

/// <summary>Convolutions and their pooling: a row of squares at a time, so that sums never leave the nearest cache.</summary>
internal static unsafe class ConvolveKernel<T, S, V>
    where T : unmanaged, INumber<T>
    where S : IRow<T, V>
    where V : unmanaged
{
    private const int Group = IStripKernels<T>.Group;

    public static void Convolve(in ConvolvePass<T> pass)
    {
        StripGrid grid = pass.Grid;
        int columns = grid.PooledWidth * grid.Pool, band = grid.Pool * columns;
        for (int map = 0; map < grid.Maps; map += Group)
        {
            nint weights = (nint)map * grid.Rows;
            for (int line = 0; line < grid.PooledHeight; line++)
            {
                for (int y = 0; y < grid.Pool; y++)
                {
                    nint first = (((line * grid.Pool) + y) * grid.Width) * (nint)S.Lanes;
                    Line(pass.Inputs + first, pass.Offsets, grid.Rows, pass.Weights + weights, pass.Band + (y * columns * S.Lanes), columns, band, false);
                    if (pass.MoreInputs != null)
                        Line(pass.MoreInputs + first, pass.Offsets, grid.Rows, pass.MoreWeights + weights, pass.Band + (y * columns * S.Lanes), columns, band, true);
                }

                for (int m = 0; m < Math.Min(Group, grid.Maps - map); m++)
                {
                    nint at = ((((map + m) * grid.PooledHeight) + line) * grid.PooledWidth) * (nint)S.Lanes;
                    Pool(in pass, pass.Band + (m * band * S.Lanes), columns, at);
                }
            }
        }
    }

    public static void Spread(in StripGrid grid, T* deltas, T* chosen, T* spread)
    {
        for (int map = 0; map < grid.Maps; map++, spread += grid.Sums * S.Lanes)
        {
            for (int line = 0; line < grid.PooledHeight; line++)
            {
                for (int column = 0; column < grid.PooledWidth; column++, deltas += S.Lanes, chosen += S.Lanes)
                {
                    V delta = S.Load(deltas), which = S.Load(chosen);
                    T* to = spread + (((line * grid.SumWidth) + column) * grid.Pool * S.Lanes);
                    for (int i = 0; i < grid.Pool * grid.Pool; i++)
                    {
                        V own = S.SelectGreater(S.Of(i + 0.5), which, delta, default);
                        S.Store(to + (((i / grid.Pool * grid.SumWidth) + (i % grid.Pool)) * S.Lanes), S.SelectGreater(which, S.Of(i - 0.5), own, default));
                    }
                }
            }
        }
    }

    public static void BackThrough(in StripGrid grid, int* offsets, T* spread, T* weights, T* inputs)
    {
        int rows = grid.Rows;
        nint stride = grid.Sums * S.Lanes;
        for (int place = 0; place < grid.Sums; place++)
        {
            T* to = inputs + ((place / grid.SumWidth * grid.Width) + (place % grid.SumWidth)) * S.Lanes;
            T* factors = weights;
            for (int row = 0; row < rows; row += Group, factors += grid.Maps * Group)
                BackFive(spread + (place * S.Lanes), stride, grid.Maps, factors, to, offsets + row, Math.Min(Group, rows - row));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void BackFive(T* deltas, nint stride, int maps, T* weights, T* to, int* offsets, int rows)
    {
        V s0 = default, s1 = default, s2 = default, s3 = default, s4 = default;
        for (int map = 0; map < maps; map++, deltas += stride, weights += Group)
        {
            V delta = S.Load(deltas);
            S.AddProduct(ref s0, delta, S.Broadcast(weights[0]));
            S.AddProduct(ref s1, delta, S.Broadcast(weights[1]));
            S.AddProduct(ref s2, delta, S.Broadcast(weights[2]));
            S.AddProduct(ref s3, delta, S.Broadcast(weights[3]));
            S.AddProduct(ref s4, delta, S.Broadcast(weights[4]));
        }

        Add(to + offsets[0], s0);
        if (rows > 1)
            Add(to + offsets[1], s1);
        if (rows > 2)
            Add(to + offsets[2], s2);
        if (rows > 3)
            Add(to + offsets[3], s3);
        if (rows > 4)
            Add(to + offsets[4], s4);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(T* to, V value) => S.Store(to, S.Add(S.Load(to), value));

    private static void Line(T* inputs, int* offsets, int rows, T* weights, T* sums, int columns, int band, bool add)
    {
        for (int column = 0; column < columns; column++, inputs += S.Lanes, sums += S.Lanes)
            SumsKernel<T, S, V>.Five(inputs, offsets, rows, weights, sums, band * S.Lanes, add);
    }

    private static void Pool(in ConvolvePass<T> pass, T* sums, int columns, nint at)
    {
        int pool = pass.Grid.Pool;
        for (int column = 0; column < pass.Grid.PooledWidth; column++, sums += pool * S.Lanes, at += S.Lanes)
        {
            V taken = S.Load(sums);
            if (pool > 1)
            {
                V which = pass.Pick ? S.Load(pass.Chosen + at) : default;
                for (int i = 1; i < pool * pool; i++)
                {
                    V sum = S.Load(sums + (((i / pool * columns) + (i % pool)) * S.Lanes));
                    if (pass.Pick)
                    {
                        taken = S.SelectGreater(which, S.Of(i - 0.5), sum, taken);
                        continue;
                    }

                    which = S.SelectGreater(sum, taken, S.Of(i), which);
                    taken = S.SelectGreater(sum, taken, sum, taken);
                }

                if (!pass.Pick)
                    S.Store(pass.Chosen + at, which);
            }

            S.Store(pass.Outputs + at, taken);
        }
    }
}
