using Minima.Networks;
using Minima.Numerics;

namespace Minima.Studies.Comparisons;

/// <summary>How alike two networks' layers are in what they make of the same examples.</summary>
/// <param name="Layer">A's layer.</param>
/// <param name="Cka">Linear CKA, from 0 to 1; null where a layer gives every example the same.</param>
public sealed record LayerSimilarity(string Layer, double? Cka)
{
    /// <summary>
    /// Layer by layer: what the hidden ones give, and the logits, less their mean over the classes, which softmax does not see. Where the networks
    /// have other numbers of layers only the logits have a partner.
    /// </summary>
    internal static IReadOnlyList<LayerSimilarity> Of(Network a, Answers ofA, Network b, Answers ofB, int threads)
    {
        var similarities = new List<LayerSimilarity>();
        for (int layer = 0; layer + 1 < a.Layers.Count && a.Layers.Count == b.Layers.Count; layer++)
        {
            similarities.Add(new LayerSimilarity(
                a.Layers[layer].Name,
                LinearCka.Of(ofA.Hidden[layer], a.Layers[layer].Outputs, ofB.Hidden[layer], b.Layers[layer].Outputs, threads)));
        }

        float[] logitsA = Centred(ofA.LogProbabilities, a.Classes), logitsB = Centred(ofB.LogProbabilities, b.Classes);
        similarities.Add(new LayerSimilarity(a.Layers[^1].Name, LinearCka.Of(logitsA, a.Classes, logitsB, b.Classes, threads)));
        return similarities;
    }

    // log p = z - log(sum of exp z): less its mean over the classes it is the logits less theirs.
    private static float[] Centred(float[] logProbabilities, int classes)
    {
        float[] centred = new float[logProbabilities.Length];
        for (int first = 0; first < centred.Length; first += classes)
        {
            double sum = 0;
            for (int k = first; k < first + classes; k++)
                sum += logProbabilities[k];
            for (int k = first; k < first + classes; k++)
                centred[k] = (float)(logProbabilities[k] - (sum / classes));
        }

        return centred;
    }
}
