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
    /// <summary>Of autoencoders, which predict nothing, instead of the last three, which are 0 then; null of other networks.</summary>
    public ReconstructionProof? Reconstruction { get; init; }

    /// <summary>Evaluates three autoencoders by what they give back of that part.</summary>
    internal static AlignmentProof Of(Networks.Reconstruction reconstruction, DataPart part, int examples, Parameters a, Parameters b, Parameters aligned) =>
        new(part, examples, 0, 0, 0) { Reconstruction = ReconstructionProof.Of(reconstruction, a, b, aligned) };

    /// <summary>Holds what A, B and the aligned copy said of that part's examples against each other.</summary>
    internal static AlignmentProof Of(DataPart part, Answers ofA, Answers ofB, Answers ofCopy)
    {
        double largest = 0;
        for (int i = 0; i < ofB.LogProbabilities.Length; i++)
        {
            // Equal infinities (a probability that is 0 in both) differ by nothing.
            if (ofB.LogProbabilities[i] != ofCopy.LogProbabilities[i])
                largest = Math.Max(largest, Math.Abs((double)ofB.LogProbabilities[i] - ofCopy.LogProbabilities[i]));
        }

        return new AlignmentProof(part, ofA.Predictions.Length, largest, Changed(ofB.Predictions, ofCopy.Predictions), Changed(ofA.Predictions, ofB.Predictions));
    }

    private static int Changed(byte[] first, byte[] second) => first.Zip(second).Count(static pair => pair.First != pair.Second);
}

/// <summary>What says that an autoencoder's aligned copy gives the same back, and how far that is from what A gives.</summary>
/// <param name="MaxDifference">The largest difference between numbers that B and its aligned copy give back.</param>
/// <param name="MeanDifference">The mean difference, in absolute value, between numbers that A and B give back.</param>
public sealed record ReconstructionProof(double MaxDifference, double MeanDifference)
{
    internal static ReconstructionProof Of(Reconstruction reconstruction, Parameters a, Parameters b, Parameters aligned)
    {
        float[] ofA = reconstruction.Outputs(a), ofB = reconstruction.Outputs(b), ofCopy = reconstruction.Outputs(aligned);
        double largest = 0, sum = 0;
        for (int i = 0; i < ofA.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs((double)ofB[i] - ofCopy[i]));
            sum += Math.Abs((double)ofA[i] - ofB[i]);
        }

        return new ReconstructionProof(largest, sum / ofA.Length);
    }
}
