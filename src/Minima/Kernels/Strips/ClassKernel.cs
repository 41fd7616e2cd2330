using System.Numerics;
using Minima.Numerics;

namespace Minima.Kernels.Strips;

/// <summary>The output layer's part: softmax, its loss and deltas, and how the deltas change along a direction.</summary>
internal static unsafe class ClassKernel<T, S, V>
    where T : unmanaged, INumber<T>
    where S : IRow<T, V>
    where V : unmanaged
{
    public static void Softmax(
        T* logits, int classes, byte* labels, int examples, T scale, double* losses, byte* predictions, T* probabilities, T* deltas)
    {
        V top = S.Load(logits), at = default;
        for (int k = 1; k < classes; k++)
        {
            V z = S.Load(logits + (k * S.Lanes));
            at = S.SelectGreater(z, top, S.Of(k), at);
            top = S.SelectGreater(z, top, z, top);
        }

        for (int k = 0; k < classes; k++)
            S.Store(probabilities + (k * S.Lanes), S.ExpOfNegative(S.Subtract(S.Load(logits + (k * S.Lanes)), top)));
        T* largest = stackalloc T[S.Lanes], best = stackalloc T[S.Lanes];
        S.Store(largest, top);
        S.Store(best, at);
        for (int n = 0; n < S.Lanes; n++)
        {
            if (n >= examples)
            {
                for (int k = 0; k < classes; k++)
                    deltas[(k * S.Lanes) + n] = probabilities[(k * S.Lanes) + n] = T.Zero;
                continue;
            }

            double sum = 0;
            for (int k = 0; k < classes; k++)
                sum += double.CreateTruncating(probabilities[(k * S.Lanes) + n]);
            losses[n] = Elementary.Log(sum) - (double.CreateTruncating(logits[(labels[n] * S.Lanes) + n]) - double.CreateTruncating(largest[n]));
            predictions[n] = byte.CreateTruncating(best[n]);
            One(probabilities + n, deltas + n, classes, labels[n], T.CreateTruncating(sum), scale);
        }
    }

    public static void Change(T* probabilities, T* changes, int classes, int examples, T scale)
    {
        V mean = default, factor = S.Broadcast(scale);
        for (int k = 0; k < classes; k++)
            S.AddProduct(ref mean, S.Load(probabilities + (k * S.Lanes)), S.Load(changes + (k * S.Lanes)));
        for (int k = 0; k < classes; k++)
        {
            T* change = changes + (k * S.Lanes);
            V part = S.Multiply(S.Load(probabilities + (k * S.Lanes)), S.Subtract(S.Load(change), mean));
            S.Store(change, S.Multiply(part, factor));
            for (int n = examples; n < S.Lanes; n++)
                change[n] = T.Zero;
        }
    }

    // p - 1 of a sure example is all but lost in 1: the others' sum says it exactly.
    private static void One(T* probabilities, T* deltas, int classes, byte label, T sum, T scale)
    {
        T others = T.Zero;
        for (int k = 0; k < classes; k++)
        {
            T p = probabilities[k * S.Lanes] /= sum;
            others += k == label ? T.Zero : p;
            deltas[k * S.Lanes] = p * scale;
        }

        deltas[label * S.Lanes] = -others * scale;
    }
}
