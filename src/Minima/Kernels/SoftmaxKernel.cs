using Minima.Numerics;

namespace Minima.Kernels;

/// <summary>The end of the forward pass, one example after the other. See <see cref="SoftmaxPass"/>.</summary>
internal static unsafe class SoftmaxKernel<S, V>
    where S : ISimd<V>
    where V : unmanaged
{
    // A binary tree over at most 2^32 panels.
    private const int Levels = 32;

    private const int Leaf = 8;
    private const int LeafLevel = 3;

    public static void Run(in SoftmaxPass pass)
    {
        int width = pass.PaddedClasses;
        float* logits = stackalloc float[width];
        float* probabilities = stackalloc float[width];
        for (int n = 0; n < pass.Examples; n++)
        {
            AddShares(in pass, n, logits);
            float largest = Largest(logits, pass.Classes, out int prediction);
            float sum = Exponentiate(logits, largest, pass.Classes, width, probabilities);
            int label = pass.Labels == null ? 0 : pass.Labels[n];
            if (pass.Losses != null || pass.LogProbabilities != null)
            {
                double logSum = LogOfSum(probabilities, pass.Classes);
                if (pass.Losses != null)
                    pass.Losses[n] = logSum - ((double)logits[label] - largest);
                if (pass.LogProbabilities != null)
                {
                    for (int k = 0; k < pass.Classes; k++)
                        pass.LogProbabilities[((long)n * width) + k] = (float)((double)logits[k] - largest - logSum);
                }
            }

            if (pass.Predictions != null)
                pass.Predictions[n] = (byte)prediction;
            if (pass.Deltas != null)
                Subtract(probabilities, sum, label, pass.Scale, width, pass.Deltas + ((long)n * width));
        }
    }

    /// <summary>logits = the tree's sum of the panels' shares, plus the biases.</summary>
    private static void AddShares(in SoftmaxPass pass, int example, float* logits)
    {
        int width = pass.PaddedClasses;
        long stride = (long)pass.Examples * width;
        V* partial = stackalloc V[Levels];
        for (int column = 0; column < width; column += S.Lanes)
        {
            float* share = pass.Shares + ((long)example * width) + column;
            int panel = 0;
            for (; panel + Leaf <= pass.Panels; panel += Leaf, share += Leaf * stride)
            {
                // Eight at once: what the loop below would make of them.
                V sum = S.Add(
                    S.Add(S.Add(S.Load(share), S.Load(share + stride)), S.Add(S.Load(share + (2 * stride)), S.Load(share + (3 * stride)))),
                    S.Add(
                        S.Add(S.Load(share + (4 * stride)), S.Load(share + (5 * stride))),
                        S.Add(S.Load(share + (6 * stride)), S.Load(share + (7 * stride)))));
                Carry(partial, panel, LeafLevel, sum);
            }

            for (; panel < pass.Panels; panel++, share += stride)
                Carry(partial, panel, 0, S.Load(share));

            V total = default;
            bool any = false;
            for (int level = 0; pass.Panels >> level != 0; level++)
            {
                if ((pass.Panels >> level & 1) == 0)
                    continue;
                total = any ? S.Add(partial[level], total) : partial[level];
                any = true;
            }

            S.Store(logits + column, S.Add(total, S.Load(pass.Biases + column)));
        }
    }

    /// <summary>As in binary counting: two finished subtrees of one size become one of the next.</summary>
    private static void Carry(V* partial, int panel, int level, V sum)
    {
        for (; (panel >> level & 1) != 0; level++)
            sum = S.Add(partial[level], sum);
        partial[level] = sum;
    }

    /// <summary>The largest logit; a NaN is not larger than anything.</summary>
    private static float Largest(float* logits, int classes, out int prediction)
    {
        prediction = 0;
        for (int k = 1; k < classes; k++)
        {
            if (logits[k] > logits[prediction])
                prediction = k;
        }

        return logits[prediction];
    }

    /// <summary>exp(z - largest), zero in the padding; returns the sum, strips added in order and then the lanes' tree.</summary>
    private static float Exponentiate(float* logits, float largest, int classes, int width, float* destination)
    {
        V shift = S.Broadcast(largest);
        for (int column = 0; column < width; column += S.Lanes)
            S.Store(destination + column, Lanes<S, V>.ExpOfNegative(S.Subtract(S.Load(logits + column), shift)));
        for (int k = classes; k < width; k++)
            destination[k] = 0;
        V sum = S.Load(destination);
        for (int column = S.Lanes; column < width; column += S.Lanes)
            sum = S.Add(sum, S.Load(destination + column));
        return S.Sum(sum);
    }

    /// <summary>ln of the exponentials' sum, in double: near 1 a float's steps would show in the loss.</summary>
    private static double LogOfSum(float* exponentials, int classes)
    {
        double sum = 0;
        for (int k = 0; k < classes; k++)
            sum += exponentials[k];
        return Elementary.Log(sum);
    }

    /// <summary>scale * (exponential / sum - 1{k = label}).</summary>
    private static void Subtract(float* exponentials, float sum, int label, float scale, int width, float* deltas)
    {
        V total = S.Broadcast(sum), factor = S.Broadcast(scale);
        float own = ((exponentials[label] / sum) - 1f) * scale;
        for (int column = 0; column < width; column += S.Lanes)
            S.Store(deltas + column, S.Multiply(S.Divide(S.Load(exponentials + column), total), factor));
        deltas[label] = own;
    }
}
