using Minima.Data;
using Minima.Networks;

namespace Minima.Studies;

/// <summary>What says that an aligned copy is still the same function, and how far that function is from A's.</summary>
/// <param name="Part">The examples it was measured on.</param>
/// <param name="Examples">How many they are.</param>
/// <param name="MaxLogProbabilityDifference">The largest difference between log-probabilities of B and of its aligned copy.</param>
/// <param name="Disagreements">Examples of which B and its aligned copy predict different classes.</param>
/// <param name="Differ">Examples of which A and B predict different classes.</param>
public sealed record AlignmentProof(DataPart Part, int Examples, double MaxLogProbabilityDifference, int Disagreements, int Differ)
{
    /// <summary>Evaluates the three networks.</summary>
    internal static AlignmentProof Of(Network network, Parameters a, Parameters b, Parameters aligned, DataSet data, DataPart part, int threads)
    {
        using var functional = new Functional(network, data[part], threads: threads);
        byte[] ofA = functional.Predict(a);
        Answers ofB = functional.Answer(b), ofCopy = functional.Answer(aligned);
        double largest = 0;
        for (int i = 0; i < ofB.LogProbabilities.Length; i++)
        {
            // Equal infinities (a probability that is 0 in both) differ by nothing.
            if (ofB.LogProbabilities[i] != ofCopy.LogProbabilities[i])
                largest = Math.Max(largest, Math.Abs((double)ofB.LogProbabilities[i] - ofCopy.LogProbabilities[i]));
        }

        return new AlignmentProof(part, ofA.Length, largest, Changed(ofB.Predictions, ofCopy.Predictions), Changed(ofA, ofB.Predictions));
    }

    private static int Changed(byte[] first, byte[] second) => first.Zip(second).Count(static pair => pair.First != pair.Second);
}
