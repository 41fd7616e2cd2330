using System.Runtime.CompilerServices;

namespace Minima.Kernels;

/// <summary>
/// <see cref="BackPass"/>, five examples at a time, or ten: their sums stay in registers over all units above, so that a row of weights that is read
/// serves each of them, and go out as deltas.
/// </summary>
internal static unsafe class BackKernel<S, V>
    where S : ISimd<V>
    where V : unmanaged
{
    /// <summary>Examples whose sums are held at once, at most.</summary>
    public const int Block = 10;

    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;
    private const MethodImplOptions Apart = MethodImplOptions.NoInlining;

    public static void Run(in BackPass pass)
    {
        switch (pass.Unit)
        {
            case Unit.Tanh:
                Run<TanhSlope<S, V>>(in pass);
                break;
            case Unit.Sigmoid:
                Run<SigmoidSlope<S, V>>(in pass);
                break;
            default:
                Run<ReluSlope<S, V>>(in pass);
                break;
        }
    }

    private static void Run<T>(in BackPass pass)
        where T : ISlope<V>
    {
        for (int column = 0; column < Tile.Columns; column += S.Lanes)
        {
            V sum = default;
            int n = 0, examples = pass.Above.Examples;
            for (; S.Held > Block && n + Block <= examples; n += Block)
                sum = Ten<T>(in pass, n, column, sum);
            for (; n + (Block / 2) <= examples; n += Block / 2)
                sum = Five<T>(in pass, n, column, sum);
            for (; n < examples; n++)
                sum = One<T>(in pass, n, column, sum);
            V bias = S.Load(pass.Biases + column);
            S.Store(pass.Biases + column, pass.MinusRate is float rate ? S.Fma(S.Broadcast(rate), sum, bias) : S.Add(bias, sum));
        }
    }

    [MethodImpl(Apart)]
    private static V Ten<T>(in BackPass pass, int first, int column, V sum)
        where T : ISlope<V>
    {
        V s0 = default, s1 = default, s2 = default, s3 = default, s4 = default;
        V s5 = default, s6 = default, s7 = default, s8 = default, s9 = default;
        nint stride = pass.Above.Stride;
        float* weights = pass.Weights + column;
        for (int row = 0; row < pass.Rows; row += (int)stride)
        {
            float* x = pass.Above.Row(row) + (first * stride);
            for (float* end = x + Math.Min(pass.Rows - row, stride); x < end; x++, weights += Tile.Columns)
            {
                V w = S.Load(weights);
                float* y = x + (5 * stride);
                s0 = S.Fma(w, S.Broadcast(x[0]), s0);
                s1 = S.Fma(w, S.Broadcast(x[stride]), s1);
                s2 = S.Fma(w, S.Broadcast(x[2 * stride]), s2);
                s3 = S.Fma(w, S.Broadcast(x[3 * stride]), s3);
                s4 = S.Fma(w, S.Broadcast(x[4 * stride]), s4);
                s5 = S.Fma(w, S.Broadcast(y[0]), s5);
                s6 = S.Fma(w, S.Broadcast(y[stride]), s6);
                s7 = S.Fma(w, S.Broadcast(y[2 * stride]), s7);
                s8 = S.Fma(w, S.Broadcast(y[3 * stride]), s8);
                s9 = S.Fma(w, S.Broadcast(y[4 * stride]), s9);
            }
        }

        nint at = ((nint)first * Tile.Columns) + column;
        sum = Finish<T>(in pass, at, s0, sum);
        sum = Finish<T>(in pass, at + Tile.Columns, s1, sum);
        sum = Finish<T>(in pass, at + (2 * Tile.Columns), s2, sum);
        sum = Finish<T>(in pass, at + (3 * Tile.Columns), s3, sum);
        sum = Finish<T>(in pass, at + (4 * Tile.Columns), s4, sum);
        sum = Finish<T>(in pass, at + (5 * Tile.Columns), s5, sum);
        sum = Finish<T>(in pass, at + (6 * Tile.Columns), s6, sum);
        sum = Finish<T>(in pass, at + (7 * Tile.Columns), s7, sum);
        sum = Finish<T>(in pass, at + (8 * Tile.Columns), s8, sum);
        return Finish<T>(in pass, at + (9 * Tile.Columns), s9, sum);
    }

    [MethodImpl(Apart)]
    private static V Five<T>(in BackPass pass, int first, int column, V sum)
        where T : ISlope<V>
    {
        V s0 = default, s1 = default, s2 = default, s3 = default, s4 = default;
        nint stride = pass.Above.Stride;
        float* weights = pass.Weights + column;
        for (int row = 0; row < pass.Rows; row += (int)stride)
        {
            float* x = pass.Above.Row(row) + (first * stride);
            for (float* end = x + Math.Min(pass.Rows - row, stride); x < end; x++, weights += Tile.Columns)
            {
                V w = S.Load(weights);
                s0 = S.Fma(w, S.Broadcast(x[0]), s0);
                s1 = S.Fma(w, S.Broadcast(x[stride]), s1);
                s2 = S.Fma(w, S.Broadcast(x[2 * stride]), s2);
                s3 = S.Fma(w, S.Broadcast(x[3 * stride]), s3);
                s4 = S.Fma(w, S.Broadcast(x[4 * stride]), s4);
            }
        }

        nint at = ((nint)first * Tile.Columns) + column;
        sum = Finish<T>(in pass, at, s0, sum);
        sum = Finish<T>(in pass, at + Tile.Columns, s1, sum);
        sum = Finish<T>(in pass, at + (2 * Tile.Columns), s2, sum);
        sum = Finish<T>(in pass, at + (3 * Tile.Columns), s3, sum);
        return Finish<T>(in pass, at + (4 * Tile.Columns), s4, sum);
    }

    [MethodImpl(Apart)]
    private static V One<T>(in BackPass pass, int example, int column, V sum)
        where T : ISlope<V>
    {
        V s = default;
        nint stride = pass.Above.Stride;
        float* weights = pass.Weights + column;
        for (int row = 0; row < pass.Rows; row += (int)stride)
        {
            float* x = pass.Above.Row(row) + (example * stride);
            for (float* end = x + Math.Min(pass.Rows - row, stride); x < end; x++, weights += Tile.Columns)
                s = S.Fma(S.Load(weights), S.Broadcast(*x), s);
        }

        return Finish<T>(in pass, ((nint)example * Tile.Columns) + column, s, sum);
    }

    /// <summary>An example's deltas; returns the sum with them.</summary>
    [MethodImpl(Inline)]
    private static V Finish<T>(in BackPass pass, nint at, V back, V sum)
        where T : ISlope<V>
    {
        V delta = S.Multiply(back, T.Of(S.Load(pass.Outputs + at)));
        S.Store(pass.Deltas + at, delta);
        return S.Add(sum, delta);
    }
}
