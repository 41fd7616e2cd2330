using System.Runtime.CompilerServices;
using Minima.Numerics;

namespace Minima.Kernels;

/// <summary>
/// The end of the forward pass, one example after the other. See <see cref="SoftmaxPass"/>. An example's numbers stay in registers, no branch
/// depends on them, and nothing waits for the example before: so the processor takes several at once.
/// </summary>
internal static unsafe class SoftmaxKernel<S, V>
    where S : ISimd<V>
    where V : unmanaged
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private const int Block = 32;

    // 0, 1, ... in the lanes of a strip; and a one with as many zeros on either side as a strip may lie away from it.
    private static ReadOnlySpan<float> Indices => [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];

    private static ReadOnlySpan<float> One => [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    public static void Run(in SoftmaxPass pass)
    {
        int width = pass.PaddedClasses, parts = (pass.Panels + pass.Part - 1) / pass.Part;
        long stride = (long)pass.Examples * width * pass.Part;
        float* logits = stackalloc float[width], exponentials = stackalloc float[width];
        double* totals = stackalloc double[Block], ofLabels = stackalloc double[Block];
        fixed (float* indices = Indices, one = One)
        {
            for (int n = 0; n < pass.Examples; n++)
            {
                float largest = AddShares(in pass, pass.Shares + ((long)n * width), parts, stride, indices, logits);
                float sum = Exponentiate(logits, largest, pass.Classes, width, indices, exponentials);
                int prediction = 0;
                if (float.IsNaN(sum))
                {
                    // A logit is NaN, which may have been taken for the largest, or infinite.
                    largest = LargestInOrder(logits, pass.Classes, out prediction);
                    sum = Exponentiate(logits, largest, pass.Classes, width, indices, exponentials);
                }
                else if (pass.Predictions != null)
                {
                    prediction = FirstOf(logits, largest, pass.Classes, indices);
                }

                if (pass.Predictions != null)
                    pass.Predictions[n] = (byte)prediction;
                int label = pass.Labels == null ? 0 : pass.Labels[n];
                if (pass.Losses != null || pass.LogProbabilities != null)
                {
                    // The sum is taken in double: near 1 a float's steps would show in the loss.
                    double total = Sum(exponentials, pass.Classes);
                    if (pass.LogProbabilities != null)
                        TakeLogProbabilities(logits, largest, Elementary.Log(total), pass.Classes, pass.LogProbabilities + ((long)n * width));
                    totals[n % Block] = total;
                    ofLabels[n % Block] = (double)logits[label] - largest;
                    if (pass.Losses != null && (n % Block == Block - 1 || n == pass.Examples - 1))
                        TakeLosses(totals, ofLabels, (n % Block) + 1, pass.Losses + (n / Block * Block));
                }

                if (pass.Deltas != null)
                    Subtract(exponentials, sum, one, label, pass.Scale, width, pass.Deltas + ((long)n * width));
            }
        }
    }

    /// <summary>logits = the tree's sum of the panels' shares, plus the biases; returns the largest.</summary>
    [MethodImpl(Inline)]
    private static float AddShares(in SoftmaxPass pass, float* shares, int parts, long stride, float* indices, float* logits)
    {
        V most = S.Broadcast(float.NegativeInfinity), least = most;
        for (int column = 0; column < pass.PaddedClasses; column += S.Lanes)
        {
            V z = S.Add(ShareTree<S, V>.Sum(shares + column, parts, stride), S.Load(pass.Biases + column));
            S.Store(logits + column, z);
            most = S.Greatest(Inside(indices, pass.Classes - column, z, least), most);
        }

        return S.Largest(most);
    }

    /// <summary>A strip's lanes that are classes, and <paramref name="padding"/> in the others.</summary>
    [MethodImpl(Inline)]
    private static V Inside(float* indices, int classes, V lanes, V padding) =>
        S.SelectGreater(S.Broadcast(classes), S.Load(indices), lanes, padding);

    /// <summary>exp(z - largest), zero in the padding; returns the sum, strips added in order and then the lanes' tree.</summary>
    [MethodImpl(Inline)]
    private static float Exponentiate(float* logits, float largest, int classes, int width, float* indices, float* destination)
    {
        V shift = S.Broadcast(largest), sum = default;
        for (int column = 0; column < width; column += S.Lanes)
        {
            V exponential = Lanes<S, V>.ExpOfNegative(S.Subtract(S.Load(logits + column), shift));
            exponential = Inside(indices, classes - column, exponential, default);
            S.Store(destination + column, exponential);
            sum = column == 0 ? exponential : S.Add(sum, exponential);
        }

        return S.Sum(sum);
    }

    /// <summary>The first class whose logit is the largest, where none is NaN: the greatest of the negated numbers of those that are not below.</summary>
    [MethodImpl(Inline)]
    private static int FirstOf(float* logits, float largest, int classes, float* indices)
    {
        V none = S.Broadcast(float.NegativeInfinity), first = none;
        for (int column = 0; column < classes; column += S.Lanes)
        {
            V number = S.Subtract(S.Broadcast(-column), S.Load(indices));
            V found = S.SelectGreater(S.Broadcast(largest), S.Load(logits + column), none, number);
            first = S.Greatest(first, Inside(indices, classes - column, found, none));
        }

        return -(int)S.Largest(first);
    }

    /// <summary>The largest logit; a NaN is not larger than anything, nor is anything larger than it.</summary>
    private static float LargestInOrder(float* logits, int classes, out int prediction)
    {
        prediction = 0;
        for (int k = 1; k < classes; k++)
        {
            if (logits[k] > logits[prediction])
                prediction = k;
        }

        return logits[prediction];
    }

    [MethodImpl(Inline)]
    private static double Sum(float* exponentials, int classes)
    {
        double sum = 0;
        for (int k = 0; k < classes; k++)
            sum += exponentials[k];
        return sum;
    }

    private static void TakeLogProbabilities(float* logits, float largest, double logTotal, int classes, float* destination)
    {
        for (int k = 0; k < classes; k++)
            destination[k] = (float)((double)logits[k] - largest - logTotal);
    }

    /// <summary>Of some examples at once: a logarithm is a long chain.</summary>
    private static void TakeLosses(double* totals, double* ofLabels, int count, double* losses)
    {
        Elementary.Log(new Span<double>(totals, count));
        for (int n = 0; n < count; n++)
            losses[n] = totals[n] - ofLabels[n];
    }

    /// <summary>scale * (exponential / sum - 1{k = label}).</summary>
    [MethodImpl(Inline)]
    private static void Subtract(float* exponentials, float sum, float* one, int label, float scale, int width, float* deltas)
    {
        V total = S.Broadcast(sum), factor = S.Broadcast(scale);
        for (int column = 0; column < width; column += S.Lanes)
        {
            V own = S.Load(one + 16 - Math.Clamp(label - column, -1, 16));
            S.Store(deltas + column, S.Multiply(S.Subtract(S.Divide(S.Load(exponentials + column), total), own), factor));
        }
    }
}
