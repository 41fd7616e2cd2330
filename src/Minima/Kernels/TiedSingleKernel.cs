using System.Runtime.Intrinsics;
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
        CrossEntropy cost = pass.Costs[0];
        float* weights = pass.Weights + ((long)pass.First * Tile.Rows * pass.Stride);
        float* off = stackalloc float[Tile.Rows];
        for (int row = pass.First * Tile.Rows; row < pass.End * Tile.Rows; row += Tile.Rows, weights += (long)Tile.Rows * pass.Stride)
        {
            Vector128<float> products = pass.Owed > 0 && TiedEncodeKernel<S, V>.IsLit(pass.OwedInputs + row)
                ? StepAndMultiply(weights, pass.Stride, pass.Width, pass.OwedInputs + row, pass.OwedSteps, pass.Hidden)
                : TiedDecodeKernel<S, V>.Multiply(weights, pass.Stride, pass.Width, pass.Hidden);
            Compare(in pass, row, products, ref cost).Store(off);
            if (pass.Next > 0 && TiedEncodeKernel<S, V>.IsLit(pass.NextInputs + row))
                LearnAndEncode(in pass, weights, off, pass.NextInputs + row);
            else
                Learn(in pass, weights, off);
        }

        pass.Costs[0] = cost;
    }

    /// <summary>The products of a group after the step that is owed.</summary>
    private static Vector128<float> StepAndMultiply(float* weights, int stride, int width, float* x, float* steps, float* hidden)
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

        return S.Sums(s0, s1, s2, s3);
    }

    /// <summary>Products become z, the costs are added up, and the biases take their step; returns what z is off by.</summary>
    private static Vector128<float> Compare(in TiedPass pass, int row, Vector128<float> products, ref CrossEntropy cost)
    {
        float* biases = pass.VisibleBiases + row;
        int rows = Math.Min(Tile.Rows, pass.Rows - row);
        Vector128<float> zero = default, one = Vector128.Create(1f), x = Vector128.Load(pass.Inputs + row), bias = Vector128.Load(biases);
        Vector128<float> a = products + bias, e = Lanes<Simd128, Vector128<float>>.ExpOfNegative(zero - Vector128.Abs(a));
        Vector128<float> isAbove = Vector128.GreaterThan(a, zero);
        Vector128<float> z = Vector128.ConditionalSelect(isAbove, one, e) / (one + e), off = z - x, positive = Vector128.ConditionalSelect(isAbove, a, zero);
        if (rows < Tile.Rows)
            off = Vector128.ConditionalSelect(Vector128.LessThan(Vector128.Create(0, 1, 2, 3), Vector128.Create(rows)).AsSingle(), off, zero);
        Vector128.FusedMultiplyAdd(Vector128.Create(pass.MinusRate), off, bias).Store(biases);
        for (int r = 0; r < rows; r++)
        {
            cost.Add(x.GetElement(r), a.GetElement(r), positive.GetElement(r), e.GetElement(r));
            if (pass.Outputs != null)
                pass.Outputs[row + r] = z.GetElement(r);
        }

        return off;
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
