using Minima.Numerics;

namespace Minima.Kernels;

/// <summary>
/// From the last hidden layer's outputs to the losses for a strip, sixteen examples side by side. No sum runs across lanes, and none of
/// them is padding.
/// </summary>
internal static unsafe class StripKernel<S, V>
    where S : ISimd<V>
    where V : unmanaged
{
    /// <summary>
    /// Five classes at a time: ten registers of sums on AVX2, as many as hide a multiply-add's latency, and five factors read for ten
    /// multiply-adds.
    /// </summary>
    public static void Share(float* hidden, int units, float* weights, long stride, int groups, float* logits)
    {
        for (int group = 0; group < groups; group++, weights += stride, logits += Tile.ClassGroup * Tile.Strip)
        {
            for (int lane = 0; lane < Tile.Strip; lane += S.Lanes)
                Share(hidden + lane, units, weights, logits + lane);
        }
    }

    public static void Softmax(float* logits, int classes, byte* labels, int examples, double* losses, byte* predictions)
    {
        double* sums = stackalloc double[Tile.Strip];
        float* largest = stackalloc float[Tile.Strip], best = stackalloc float[Tile.Strip];
        new Span<double>(sums, Tile.Strip).Clear();
        for (int lane = 0; lane < Tile.Strip; lane += S.Lanes)
        {
            V top = S.Load(logits + lane), at = default;
            for (int k = 1; k < classes; k++)
            {
                V z = S.Load(logits + (k * Tile.Strip) + lane);
                at = S.SelectGreater(z, top, S.Broadcast(k), at);
                top = S.SelectGreater(z, top, z, top);
            }

            for (int k = 0; k < classes; k++)
                S.Accumulate(sums + lane, Lanes<S, V>.ExpOfNegative(S.Subtract(S.Load(logits + (k * Tile.Strip) + lane), top)));
            S.Store(largest + lane, top);
            S.Store(best + lane, at);
        }

        for (int n = 0; n < examples; n++)
        {
            losses[n] = Elementary.Log(sums[n]) - ((double)logits[(labels[n] * Tile.Strip) + n] - largest[n]);
            predictions[n] = (byte)best[n];
        }
    }

    private static void Share(float* hidden, int units, float* weights, float* logits)
    {
        V s0 = S.Load(logits), s1 = S.Load(logits + Tile.Strip), s2 = S.Load(logits + (2 * Tile.Strip));
        V s3 = S.Load(logits + (3 * Tile.Strip)), s4 = S.Load(logits + (4 * Tile.Strip));
        for (int j = 0; j < units; j++, hidden += Tile.Strip, weights += Tile.ClassGroup)
        {
            V h = S.Load(hidden);
            S.AddProduct(ref s0, h, S.Broadcast(weights[0]));
            S.AddProduct(ref s1, h, S.Broadcast(weights[1]));
            S.AddProduct(ref s2, h, S.Broadcast(weights[2]));
            S.AddProduct(ref s3, h, S.Broadcast(weights[3]));
            S.AddProduct(ref s4, h, S.Broadcast(weights[4]));
        }

        S.Store(logits, s0);
        S.Store(logits + Tile.Strip, s1);
        S.Store(logits + (2 * Tile.Strip), s2);
        S.Store(logits + (3 * Tile.Strip), s3);
        S.Store(logits + (4 * Tile.Strip), s4);
    }
}
