using Minima.Numerics;
using Minima.Studies.Pairs;

namespace Minima.Studies.Experiments;

/// <summary>How the output layers of the two networks of a pair begin.</summary>
public enum OutputPairing
{
    /// <summary>Both all zeros.</summary>
    BothZero,

    /// <summary>Both the same random numbers.</summary>
    OneDraw,

    /// <summary>Random numbers of their own.</summary>
    TwoDraws,

    /// <summary>The first zeros, the second random: the switch of the 2016 experiment.</summary>
    ZeroAndRandom,
}

/// <summary>A cell of the design, with a pair of networks for each replicate.</summary>
/// <param name="SameHidden">Whether both hidden layers begin with the same numbers.</param>
/// <param name="Outputs">How the output layers begin.</param>
/// <param name="Shuffled">Whether the examples come in shuffled order, another one for each of the two; otherwise both take them as in the files.</param>
/// <param name="Pairs">A pair for each replicate.</param>
public sealed record InitCell(bool SameHidden, OutputPairing Outputs, bool Shuffled, IReadOnlyList<PairMeasure> Pairs)
{
    /// <summary>The factors' names.</summary>
    public static IReadOnlyList<string> Factors { get; } = ["hidden seed", "output layers", "data order"];

    /// <summary>What each level of each factor is called; the first is what others are held against.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Levels { get; } =
        [["same", "different"], ["both zero", "one draw", "two draws", "zero and random"], ["file", "shuffled"]];

    /// <summary>The level of each factor.</summary>
    public int[] Place => [SameHidden ? 0 : 1, (int)Outputs, Shuffled ? 1 : 0];

    /// <summary>The mean over the replicates, with Student's interval: networks of different replicates are independent.</summary>
    public Estimate Of(PairQuantity quantity) => Estimate.OfMean([.. Pairs.Select(quantity.Value)]);
}
