using Minima.Numerics;

namespace Minima.Kernels.Doubles;

/// <summary>The output layer's part, example by example: softmax, its loss and deltas, and how the deltas change along a direction.</summary>
internal static unsafe class ClassSums
{
    /// <summary>
    /// Turns logits z into probabilities, and takes loss and deltas: d[k] = (p[k] - [k = label]) * scale.
    /// </summary>
    /// <param name="sums">[rows][stride], z without the biases; probabilities on return.</param>
    /// <param name="biases">[classes].</param>
    /// <param name="labels">[rows].</param>
    /// <param name="rows">Examples.</param>
    /// <param name="classes">Classes.</param>
    /// <param name="stride">Doubles from one example's numbers to the next.</param>
    /// <param name="scale">1 / the number of examples whose mean loss is differentiated.</param>
    /// <param name="deltas">[rows][stride].</param>
    /// <param name="errors">Is added to for each example whose largest logit (the first of equals) is not its label's.</param>
    /// <returns>The sum of -ln p[label].</returns>
    public static double Evaluate(
        double* sums, double* biases, byte* labels, int rows, int classes, int stride, double scale, double* deltas, ref int errors)
    {
        double loss = 0;
        for (int n = 0; n < rows; n++, sums += stride, deltas += stride)
        {
            int best = 0;
            for (int k = 0; k < classes; k++)
            {
                sums[k] += biases[k];
                best = sums[k] > sums[best] ? k : best;
            }

            double total = 0, largest = sums[best], label = sums[labels[n]] - largest;
            for (int k = 0; k < classes; k++)
                total += sums[k] = Elementary.Exp(sums[k] - largest);
            for (int k = 0; k < classes; k++)
                sums[k] /= total;

            // p - 1 of a sure example is all but lost in 1: the others' sum says it exactly.
            double others = 0;
            for (int k = 0; k < classes; k++)
            {
                others += k == labels[n] ? 0 : sums[k];
                deltas[k] = sums[k] * scale;
            }

            deltas[labels[n]] = -others * scale;
            loss += Elementary.Log(total) - label;
            errors += best == labels[n] ? 0 : 1;
        }

        return loss;
    }

    /// <summary>
    /// Changes u of the logits (of which any constant may be added to all) become those of the deltas: p[k] * (u[k] - the sum of p u) * scale.
    /// </summary>
    /// <param name="changes">[rows][stride], u without those of the biases; overwritten.</param>
    /// <param name="biases">Changes of the biases.</param>
    /// <param name="probabilities">[rows][stride].</param>
    /// <param name="rows">Examples.</param>
    /// <param name="classes">Classes.</param>
    /// <param name="stride">Doubles from one example's numbers to the next.</param>
    /// <param name="scale">1 / the number of examples whose mean loss is differentiated.</param>
    public static void Differentiate(double* changes, double* biases, double* probabilities, int rows, int classes, int stride, double scale)
    {
        for (int n = 0; n < rows; n++, changes += stride, probabilities += stride)
        {
            double mean = 0;
            for (int k = 0; k < classes; k++)
            {
                changes[k] += biases[k];
                mean = Math.FusedMultiplyAdd(probabilities[k], changes[k], mean);
            }

            for (int k = 0; k < classes; k++)
                changes[k] = probabilities[k] * (changes[k] - mean) * scale;
        }
    }

    /// <summary>sums[k] += the sum over the rows, ascending, of deltas[n][k].</summary>
    public static void SumRows(double* deltas, int rows, int classes, int stride, double* sums)
    {
        for (int n = 0; n < rows; n++, deltas += stride)
        {
            for (int k = 0; k < classes; k++)
                sums[k] += deltas[k];
        }
    }
}
