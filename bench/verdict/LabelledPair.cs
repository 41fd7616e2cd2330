using Minima.Studies.Comparisons;
using Minima.Trajectories;

namespace Minima.VerdictRates;

/// <summary>What is known of a pair of networks because it was made so.</summary>
internal enum Kinship
{
    /// <summary>One is a random symmetric copy of the other: the same function, whatever its numbers.</summary>
    PlantedCopy,

    /// <summary>Two epochs of one training that follow each other.</summary>
    NeighbouringEpochs,

    /// <summary>One start, the examples in two orders.</summary>
    OtherOrder,

    /// <summary>Two starts, everything else alike.</summary>
    Independent,

    /// <summary>Two starts, one output layer zero and one random, as in 2016.</summary>
    IndependentOutput,

    /// <summary>Another number of hidden units.</summary>
    OtherWidth,

    /// <summary>One was trained on labels that mean nothing.</summary>
    ShuffledLabels,

    /// <summary>One or both were not trained.</summary>
    Untrained,
}

/// <summary>A pair of which the truth is known.</summary>
/// <param name="Kinship">How it was made.</param>
/// <param name="Name">Which one.</param>
/// <param name="A">A network.</param>
/// <param name="B">The other.</param>
internal sealed record LabelledPair(Kinship Kinship, string Name, Snapshot A, Snapshot B)
{
    /// <summary>Kinships of which "identical", "same-function" or "same-basin" would be a false verdict.</summary>
    public static bool IsStranger(Kinship kinship) => kinship is not (Kinship.PlantedCopy or Kinship.NeighbouringEpochs or Kinship.OtherOrder);

    /// <summary>Whether the verdict says "same" of strangers.</summary>
    public bool IsFalseSame(Verdict verdict) => IsStranger(Kinship) && verdict.IsSame();

    /// <summary>Whether the verdict misses what cannot be missed: a copy, other shapes, a network that has learned nothing.</summary>
    public bool IsMissed(Verdict verdict) => Kinship switch
    {
        Kinship.PlantedCopy => verdict != Verdict.SameFunction,
        Kinship.OtherWidth => verdict != Verdict.NotComparable,
        Kinship.Untrained => verdict != Verdict.Untrained,
        _ => false,
    };
}
