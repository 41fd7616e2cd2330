using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Minima.Kernels;

/// <summary>
/// <see cref="IKernels.Decode"/> of one example that is learnt, group by group. The step that is owed and the product with the next example are taken on
/// the way: a weight comes from memory and goes back once an example, and five multiply-adds meet it there.
/// </summary>
internal static unsafe class TiedSingleKernel<S, V>
    where S : ISimd<V>
    where V : unmanaged
{
    public static void Run(in TiedPass pass)
    {
        // Sixteen lanes each of sums, exponentials, outputs and positive parts; of the sums those behind the group's four stay zero.
        float* sums = stackalloc float[4 * Tile.Strip];
        new Span<float>(sums, 4 * Tile.Strip).Clear();
        CrossEntropy cost = pass.Costs[0];
        float* weights = pass.Weights + ((long)pass.First * Tile.Rows * pass.Stride);
        for (int row = pass.First * Tile.Rows; row < pass.End * Tile.Rows; row += Tile.Rows, weights += (long)Tile.Rows * pass.Stride)
        {
            if (pass.Owed > 0 && TiedEncodeKernel<S, V>.IsLit(pass.OwedInputs + row))
                StepAndMultiply(weights, pass.Stride, pass.Width, pass.OwedInputs + row, pass.OwedSteps, pass.Hidden, sums);
            else
                TiedDecodeKernel<S, V>.Multiply(weights, pass.Stride, pass.Width, pass.Hidden, sums);
            Compare(in pass, row, sums, ref cost);
            if (pass.Next > 0 && TiedEncodeKernel<S, V>.IsLit(pass.NextInputs + row))
                LearnAndEncode(in pass, weights, sums, pass.NextInputs + row);
            else
                Learn(in pass, weights, sums);
        }

        pass.Costs[0] = cost;
    }

    /// <summary>The products of a group after the step that is owed.</summary>
    private static void StepAndMultiply(float* weights, int stride, int width, float* x, float* steps, float* hidden, float* sums)
    {
        V s0 = default, s1 = default, s2 = default, s3 = default;
        V x0 = S.Broadcast(x[0]), x1 = S.Broadcast(x[1]), x2 = S.Broadcast(x[2]), x3 = S.Broadcast(x[3]);
        float* w1 = weights + stride, w2 = w1 + stride, w3 = w2 + stride;
        for (int column = 0; column < width; column += S.Lanes)
        {
            V step = S.Load(steps + column);
            V w = S.Fma(x0, step, S.Load(weights + column));
            S.Store(weights + column, w);
            S.AddProduct(ref s0, w, hidden, column);
            w = S.Fma(x1, step, S.Load(w1 + column));
            S.Store(w1 + column, w);
            S.AddProduct(ref s1, w, hidden, column);
            w = S.Fma(x2, step, S.Load(w2 + column));
            S.Store(w2 + column, w);
            S.AddProduct(ref s2, w, hidden, column);
            w = S.Fma(x3, step, S.Load(w3 + column));
            S.Store(w3 + column, w);
            S.AddProduct(ref s3, w, hidden, column);
        }

        (sums[0], sums[1], sums[2], sums[3]) = (S.Sum(s0), S.Sum(s1), S.Sum(s2), S.Sum(s3));
    }

    /// <summary>Sums become z, the costs are added up, the biases take their step, and what z is off by stands where the sums were.</summary>
    private static void Compare(in TiedPass pass, int row, float* sums, ref CrossEntropy cost)
    {
        float* exponentials = sums + Tile.Strip, outputs = sums + (2 * Tile.Strip), positive = sums + (3 * Tile.Strip);
        float* biases = pass.VisibleBiases + row, x = pass.Inputs + row;
        int rows = Math.Min(Tile.Rows, pass.Rows - row);
        for (int r = 0; r < rows; r++)
            sums[r] += biases[r];
        V zero = default, one = S.Broadcast(1);
        for (int lane = 0; lane < Tile.Rows; lane += S.Lanes)
        {
            V a = S.Load(sums + lane), e = Lanes<S, V>.ExpOfNegative(S.Subtract(zero, S.Abs(a)));
            S.Store(exponentials + lane, e);
            S.Store(outputs + lane, S.Divide(S.SelectGreater(a, zero, one, e), S.Add(one, e)));
            S.Store(positive + lane, S.SelectGreater(a, zero, a, zero));
        }

        for (int r = 0; r < rows; r++)
        {
            cost.Add(x[r], sums[r], positive[r], exponentials[r]);
            float off = outputs[r] - x[r];
            sums[r] = off;
            biases[r] = MathF.FusedMultiplyAdd(pass.MinusRate, off, biases[r]);
            if (pass.Outputs != null)
                pass.Outputs[row + r] = outputs[r];
        }

        for (int r = rows; r < Tile.Rows; r++)
            sums[r] = 0;
    }

    /// <summary>What is off is sent back by the rows as they were, and they take their step.</summary>
    private static void Learn(in TiedPass pass, float* weights, float* off)
    {
        V o0 = S.Broadcast(off[0]), o1 = S.Broadcast(off[1]), o2 = S.Broadcast(off[2]), o3 = S.Broadcast(off[3]);
        float* w1 = weights + pass.Stride, w2 = w1 + pass.Stride, w3 = w2 + pass.Stride, ahead = w3 + pass.Stride;
        float* deltas = pass.HiddenDeltas, steps = pass.HiddenSteps;
        int width = pass.Width, stride = pass.Stride;
        for (int column = 0; column < width; column += S.Lanes)
        {
            Prefetch(ahead + column, stride);
            V delta = S.Load(deltas + column), step = S.Load(steps + column);
            V w = S.Load(weights + column);
            S.AddProduct(ref delta, o0, w);
            S.Store(weights + column, S.Fma(o0, step, w));
            w = S.Load(w1 + column);
            S.AddProduct(ref delta, o1, w);
            S.Store(w1 + column, S.Fma(o1, step, w));
            w = S.Load(w2 + column);
            S.AddProduct(ref delta, o2, w);
            S.Store(w2 + column, S.Fma(o2, step, w));
            w = S.Load(w3 + column);
            S.AddProduct(ref delta, o3, w);
            S.Store(w3 + column, S.Fma(o3, step, w));
            S.Store(deltas + column, delta);
        }
    }

    /// <summary>The same, and the stepped rows' product with the next example.</summary>
    private static void LearnAndEncode(in TiedPass pass, float* weights, float* off, float* x)
    {
        V o0 = S.Broadcast(off[0]), o1 = S.Broadcast(off[1]), o2 = S.Broadcast(off[2]), o3 = S.Broadcast(off[3]);
        V x0 = S.Broadcast(x[0]), x1 = S.Broadcast(x[1]), x2 = S.Broadcast(x[2]), x3 = S.Broadcast(x[3]);
        float* w1 = weights + pass.Stride, w2 = w1 + pass.Stride, w3 = w2 + pass.Stride, ahead = w3 + pass.Stride;
        float* deltas = pass.HiddenDeltas, steps = pass.HiddenSteps, sums = pass.NextSums;
        int width = pass.Width, stride = pass.Stride;
        for (int column = 0; column < width; column += S.Lanes)
        {
            Prefetch(ahead + column, stride);
            V delta = S.Load(deltas + column), step = S.Load(steps + column), sum = S.Load(sums + column);
            V w = S.Load(weights + column);
            S.AddProduct(ref delta, o0, w);
            w = S.Fma(o0, step, w);
            S.Store(weights + column, w);
            S.AddProduct(ref sum, x0, w);
            w = S.Load(w1 + column);
            S.AddProduct(ref delta, o1, w);
            w = S.Fma(o1, step, w);
            S.Store(w1 + column, w);
            S.AddProduct(ref sum, x1, w);
            w = S.Load(w2 + column);
            S.AddProduct(ref delta, o2, w);
            w = S.Fma(o2, step, w);
            S.Store(w2 + column, w);
            S.AddProduct(ref sum, x2, w);
            w = S.Load(w3 + column);
            S.AddProduct(ref delta, o3, w);
            w = S.Fma(o3, step, w);
            S.Store(w3 + column, w);
            S.AddProduct(ref sum, x3, w);
            S.Store(deltas + column, delta);
            S.Store(sums + column, sum);
        }
    }

    /// <summary>Asks for the next group's rows while there is arithmetic to do on these. Beyond the last group nothing is read.</summary>
    private static void Prefetch(float* ahead, int stride)
    {
        if (!Sse.IsSupported)
            return;
        Sse.Prefetch0(ahead);
        Sse.Prefetch0(ahead + stride);
        Sse.Prefetch0(ahead + (2 * stride));
        Sse.Prefetch0(ahead + (3 * stride));
    }
}
