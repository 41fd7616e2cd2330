using System.Numerics;
using System.Runtime.CompilerServices;

namespace Minima.Kernels.Strips;

/// <summary>
/// Five units at a time: ten registers of sums on AVX2, as many as hide a multiply-add's latency, and two rows and five factors read for ten
/// multiply-adds.
/// </summary>
internal static unsafe class SumsKernel<T, S, V>
    where T : unmanaged, INumber<T>
    where S : IRow<T, V>
    where V : unmanaged
{
    /// <summary>The sums of five units; <paramref name="stride"/> from one to the next.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Five(T* inputs, int* offsets, int rows, T* weights, T* sums, nint stride, bool add)
    {
        V s0 = default, s1 = default, s2 = default, s3 = default, s4 = default;
        if (add)
        {
            s0 = S.Load(sums);
            s1 = S.Load(sums + stride);
            s2 = S.Load(sums + (2 * stride));
            s3 = S.Load(sums + (3 * stride));
            s4 = S.Load(sums + (4 * stride));
        }

        for (int* end = offsets + rows; offsets < end; offsets++, weights += IStripKernels<T>.Group)
        {
            V x = S.Load(inputs + *offsets);
            S.AddProduct(ref s0, x, S.Broadcast(weights[0]));
            S.AddProduct(ref s1, x, S.Broadcast(weights[1]));
            S.AddProduct(ref s2, x, S.Broadcast(weights[2]));
            S.AddProduct(ref s3, x, S.Broadcast(weights[3]));
            S.AddProduct(ref s4, x, S.Broadcast(weights[4]));
        }

        S.Store(sums, s0);
        S.Store(sums + stride, s1);
        S.Store(sums + (2 * stride), s2);
        S.Store(sums + (3 * stride), s3);
        S.Store(sums + (4 * stride), s4);
    }

    public static void Multiply(T* inputs, int* offsets, int rows, T* weights, int groups, T* sums, bool add)
    {
        for (int group = 0; group < groups; group++, weights += (nint)rows * IStripKernels<T>.Group, sums += IStripKernels<T>.Group * S.Lanes)
            Five(inputs, offsets, rows, weights, sums, S.Lanes, add);
    }
}
