using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Minima.Kernels;

/// <summary><see cref="IKernels.Encode"/> on vectors: the step that is owed, then the products with the next examples, group by group.</summary>
internal static unsafe class TiedEncodeKernel<S, V>
    where S : ISimd<V>
    where V : unmanaged
{
    public static void Run(in TiedPass pass)
    {
        for (int group = pass.First; group < pass.End; group++)
        {
            float* weights = pass.Weights + ((long)group * Tile.Rows * pass.Stride);
            long input = (long)group * Tile.Rows;
            for (int n = 0; n < pass.Owed; n++)
            {
                float* x = pass.OwedInputs + ((long)n * pass.InputStride) + input;
                if (IsLit(x))
                    Step(weights, pass.Stride, pass.Width, x, pass.OwedSteps + ((long)n * pass.Stride));
            }

            for (int n = 0; n < pass.Next; n++)
            {
                float* x = pass.NextInputs + ((long)n * pass.InputStride) + input;
                if (IsLit(x))
                    Multiply(weights, pass.Stride, pass.Width, x, pass.NextSums + ((long)n * pass.Stride));
            }
        }
    }

    /// <summary>Whether an example lights any input of a group; one that lights none leaves the group alone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsLit(float* x) => !Vector128.EqualsAll(Vector128.Load(x), Vector128<float>.Zero);

    private static void Step(float* weights, int stride, int width, float* x, float* steps)
    {
        V x0 = S.Broadcast(x[0]), x1 = S.Broadcast(x[1]), x2 = S.Broadcast(x[2]), x3 = S.Broadcast(x[3]);
        float* w1 = weights + stride, w2 = w1 + stride, w3 = w2 + stride;
        for (int column = 0; column < width; column += S.Lanes)
        {
            V step = S.Load(steps + column);
            S.Store(weights + column, S.Fma(x0, step, S.Load(weights + column)));
            S.Store(w1 + column, S.Fma(x1, step, S.Load(w1 + column)));
            S.Store(w2 + column, S.Fma(x2, step, S.Load(w2 + column)));
            S.Store(w3 + column, S.Fma(x3, step, S.Load(w3 + column)));
        }
    }

    private static void Multiply(float* weights, int stride, int width, float* x, float* sums)
    {
        V x0 = S.Broadcast(x[0]), x1 = S.Broadcast(x[1]), x2 = S.Broadcast(x[2]), x3 = S.Broadcast(x[3]);
        float* w1 = weights + stride, w2 = w1 + stride, w3 = w2 + stride;
        for (int column = 0; column < width; column += S.Lanes)
        {
            V sum = S.Load(sums + column);
            S.AddProduct(ref sum, x0, weights, column);
            S.AddProduct(ref sum, x1, w1, column);
            S.AddProduct(ref sum, x2, w2, column);
            S.AddProduct(ref sum, x3, w3, column);
            S.Store(sums + column, sum);
        }
    }
}
