namespace Minima.Kernels;

/// <summary>
/// A hidden panel's share of the logits: five examples at a time, or ten where the registers hold their sums, so that their chains of
/// multiply-adds hide one another's latency.
/// </summary>
internal static unsafe class ShareKernel<S, V>
    where S : ISimd<V>
    where V : unmanaged
{
    private const int Block = 10;

    public static void Run(float* hidden, int examples, float* weights, int classes, float* shares)
    {
        for (int column = 0; column < classes; column += S.Lanes)
        {
            int n = 0;
            for (; S.Held > Block && n + Block <= examples; n += Block)
                Ten(hidden + ((long)n * Tile.Columns), weights + column, classes, shares + ((long)n * classes) + column);
            for (; n + (Block / 2) <= examples; n += Block / 2)
                Five(hidden + ((long)n * Tile.Columns), weights + column, classes, shares + ((long)n * classes) + column);
            for (; n < examples; n++)
                One(hidden + ((long)n * Tile.Columns), weights + column, classes, shares + ((long)n * classes) + column);
        }
    }

    private static void Ten(float* hidden, float* weights, int classes, float* shares)
    {
        V s0 = default, s1 = default, s2 = default, s3 = default, s4 = default;
        V s5 = default, s6 = default, s7 = default, s8 = default, s9 = default;
        for (int j = 0; j < Tile.Columns; j++, weights += classes)
        {
            V w = S.Load(weights);
            float* h = hidden + j;
            s0 = S.Fma(S.Broadcast(h[0]), w, s0);
            s1 = S.Fma(S.Broadcast(h[Tile.Columns]), w, s1);
            s2 = S.Fma(S.Broadcast(h[2 * Tile.Columns]), w, s2);
            s3 = S.Fma(S.Broadcast(h[3 * Tile.Columns]), w, s3);
            s4 = S.Fma(S.Broadcast(h[4 * Tile.Columns]), w, s4);
            s5 = S.Fma(S.Broadcast(h[5 * Tile.Columns]), w, s5);
            s6 = S.Fma(S.Broadcast(h[6 * Tile.Columns]), w, s6);
            s7 = S.Fma(S.Broadcast(h[7 * Tile.Columns]), w, s7);
            s8 = S.Fma(S.Broadcast(h[8 * Tile.Columns]), w, s8);
            s9 = S.Fma(S.Broadcast(h[9 * Tile.Columns]), w, s9);
        }

        S.Store(shares, s0);
        S.Store(shares + classes, s1);
        S.Store(shares + (2 * classes), s2);
        S.Store(shares + (3 * classes), s3);
        S.Store(shares + (4 * classes), s4);
        S.Store(shares + (5 * classes), s5);
        S.Store(shares + (6 * classes), s6);
        S.Store(shares + (7 * classes), s7);
        S.Store(shares + (8 * classes), s8);
        S.Store(shares + (9 * classes), s9);
    }

    private static void Five(float* hidden, float* weights, int classes, float* shares)
    {
        V s0 = default, s1 = default, s2 = default, s3 = default, s4 = default;
        for (int j = 0; j < Tile.Columns; j++, weights += classes)
        {
            V w = S.Load(weights);
            float* h = hidden + j;
            s0 = S.Fma(S.Broadcast(h[0]), w, s0);
            s1 = S.Fma(S.Broadcast(h[Tile.Columns]), w, s1);
            s2 = S.Fma(S.Broadcast(h[2 * Tile.Columns]), w, s2);
            s3 = S.Fma(S.Broadcast(h[3 * Tile.Columns]), w, s3);
            s4 = S.Fma(S.Broadcast(h[4 * Tile.Columns]), w, s4);
        }

        S.Store(shares, s0);
        S.Store(shares + classes, s1);
        S.Store(shares + (2 * classes), s2);
        S.Store(shares + (3 * classes), s3);
        S.Store(shares + (4 * classes), s4);
    }

    private static void One(float* hidden, float* weights, int classes, float* shares)
    {
        V sum = default;
        for (int j = 0; j < Tile.Columns; j++)
            sum = S.Fma(S.Broadcast(hidden[j]), S.Load(weights + ((long)j * classes)), sum);
        S.Store(shares, sum);
    }
}
