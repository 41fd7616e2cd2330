using System.Runtime.Intrinsics;

namespace Minima.Kernels;

/// <summary>
/// <see cref="IKernels.Decode"/> on vectors, group by group: four rows come into the core's first-level cache once, are multiplied with y,
/// and as soon as it is known how far the four inputs are off, the rows send that back and take their step. A batch of one that is learnt goes another
/// way (<see cref="TiedSingleKernel{S, V}"/>).
/// </summary>
internal static unsafe class TiedDecodeKernel<S, V>
    where S : ISimd<V>
    where V : unmanaged
{
    public static void Run(in TiedPass pass)
    {
        if (pass.Examples == 1 && pass.HiddenSteps != null)
        {
            TiedSingleKernel<S, V>.Run(in pass);
            return;
        }

        int values = Tile.PadToStrip(pass.Examples * Tile.Rows);
        float* sums = pass.Scratch, exponentials = pass.Scratch + values;
        for (int group = pass.First; group < pass.End; group++)
        {
            float* weights = pass.Weights + ((long)group * Tile.Rows * pass.Stride);
            for (int n = 0; n < pass.Examples; n++)
                Multiply(weights, pass.Stride, pass.Width, pass.Hidden + ((long)n * pass.Stride)).Store(sums + (n * Tile.Rows));
            Compare(in pass, group * Tile.Rows, sums, exponentials, values);
            if (pass.HiddenSteps != null)
                Learn(in pass, weights, sums);
        }
    }

    /// <summary>The product of each of a group's rows with y, lane by lane and then as a tree.</summary>
    public static Vector128<float> Multiply(float* weights, int stride, int width, float* hidden)
    {
        V s0 = default, s1 = default, s2 = default, s3 = default;
        float* w1 = weights + stride, w2 = w1 + stride, w3 = w2 + stride;
        for (int column = 0; column < width; column += S.Lanes)
        {
            V y = S.Load(hidden + column);
            S.AddProduct(ref s0, y, weights, column);
            S.AddProduct(ref s1, y, w1, column);
            S.AddProduct(ref s2, y, w2, column);
            S.AddProduct(ref s3, y, w3, column);
        }

        return S.Sums(s0, s1, s2, s3);
    }

    /// <summary>Sums become z, the costs are added up, and what z is off by stands where the sums were.</summary>
    private static void Compare(in TiedPass pass, int row, float* sums, float* exponentials, int values)
    {
        for (int i = 0; i < pass.Examples * Tile.Rows; i++)
            sums[i] += pass.VisibleBiases[row + (i % Tile.Rows)];
        for (int i = pass.Examples * Tile.Rows; i < values; i++)
            sums[i] = 0;
        V zero = default;
        for (int i = 0; i < values; i += S.Lanes)
            S.Store(exponentials + i, Lanes<S, V>.ExpOfNegative(S.Subtract(zero, S.Abs(S.Load(sums + i)))));
        int rows = Math.Min(Tile.Rows, pass.Rows - row);
        for (int n = 0; n < pass.Examples; n++)
        {
            float* x = pass.Inputs + ((long)n * pass.InputStride) + row;
            for (int r = 0; r < rows; r++)
            {
                float a = sums[(n * Tile.Rows) + r], e = exponentials[(n * Tile.Rows) + r];
                pass.Costs[n].Add(x[r], a, e);
                float z = (a > 0 ? 1 : e) / (1 + e);
                float off = z - x[r];
                sums[(n * Tile.Rows) + r] = off;
                if (pass.Outputs != null)
                    pass.Outputs[((long)n * pass.InputStride) + row + r] = z;
                if (pass.HiddenSteps != null)
                    pass.VisibleBiases[row + r] = MathF.FusedMultiplyAdd(pass.MinusRate, off, pass.VisibleBiases[row + r]);
            }

            for (int r = rows; r < Tile.Rows; r++)
                sums[(n * Tile.Rows) + r] = 0;
        }
    }

    /// <summary>Each example's deltas from the rows as they were, then the rows' step.</summary>
    private static void Learn(in TiedPass pass, float* weights, float* off)
    {
        float* w1 = weights + pass.Stride, w2 = w1 + pass.Stride, w3 = w2 + pass.Stride;
        for (int column = 0; column < pass.Width; column += S.Lanes)
        {
            V v0 = S.Load(weights + column), v1 = S.Load(w1 + column), v2 = S.Load(w2 + column), v3 = S.Load(w3 + column);
            float* deltas = pass.HiddenDeltas + column, steps = pass.HiddenSteps + column, o = off;
            for (int n = 0; n < pass.Examples; n++, deltas += pass.Stride, steps += pass.Stride, o += Tile.Rows)
            {
                V delta = S.Load(deltas), step = S.Load(steps);
                V o0 = S.Broadcast(o[0]), o1 = S.Broadcast(o[1]);
                S.AddProduct(ref delta, o0, weights, column);
                S.AddProduct(ref v0, o0, step);
                S.AddProduct(ref delta, o1, w1, column);
                S.AddProduct(ref v1, o1, step);
                V o2 = S.Broadcast(o[2]), o3 = S.Broadcast(o[3]);
                S.AddProduct(ref delta, o2, w2, column);
                S.AddProduct(ref v2, o2, step);
                S.AddProduct(ref delta, o3, w3, column);
                S.AddProduct(ref v3, o3, step);
                S.Store(deltas, delta);
            }

            S.Store(weights + column, v0);
            S.Store(w1 + column, v1);
            S.Store(w2 + column, v2);
            S.Store(w3 + column, v3);
        }
    }
}
