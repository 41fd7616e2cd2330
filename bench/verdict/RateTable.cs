using Minima.Figures;
using Minima.Numerics;
using Minima.Studies.Comparisons;

namespace Minima.VerdictRates;

/// <summary>Verdicts by kinship, and how many are wrong.</summary>
internal sealed class RateTable
{
    private static readonly Verdict[] All = Enum.GetValues<Verdict>();

    private readonly List<(LabelledPair Pair, Verdict Verdict)> _judged = [];

    /// <summary>Pairs so far.</summary>
    public int Count => _judged.Count;

    /// <summary>Strangers that were called the same.</summary>
    public int FalseSame => _judged.Count(static one => one.Pair.IsFalseSame(one.Verdict));

    /// <summary>Pairs of strangers.</summary>
    public int Strangers => _judged.Count(static one => LabelledPair.IsStranger(one.Pair.Kinship));

    /// <summary>Copies, other shapes and untrained networks that were called something else.</summary>
    public int Missed => _judged.Count(static one => one.Pair.IsMissed(one.Verdict));

    /// <summary>Takes a verdict.</summary>
    public void Add(LabelledPair pair, Verdict verdict) => _judged.Add((pair, verdict));

    /// <summary>The table, and the rates below it.</summary>
    public string ToMarkdown()
    {
        Verdict[] met = [.. All.Where(verdict => _judged.Any(one => one.Verdict == verdict))];
        var table = new Table([new Column("made as", Alignment.Left), new Column("pairs"), .. met.Select(static verdict => new Column(verdict.Word()))]);
        foreach (var group in _judged.GroupBy(static one => one.Pair.Kinship).OrderBy(static group => group.Key))
            table.Add([Words(group.Key), group.Count(), .. met.Select(verdict => (object?)group.Count(one => one.Verdict == verdict))]);
        ShareInterval interval = Wilson.Interval(FalseSame, Strangers);
        return $"{table.ToMarkdown()}\n{Count} pairs. False \"same\" (identical, same-function or same-basin of strangers): {FalseSame} of {Strangers} "
            + $"(95 % interval 0 to {100 * interval.High:F1} %).\nCopies, other shapes and untrained networks called something else: {Missed}.\n";
    }

    private static string Words(Kinship kinship) => kinship switch
    {
        Kinship.PlantedCopy => "random copy of itself",
        Kinship.NeighbouringEpochs => "neighbouring epochs",
        Kinship.OtherOrder => "same start, other order",
        Kinship.Independent => "two starts",
        Kinship.IndependentOutput => "two starts, zero and random output",
        Kinship.OtherWidth => "other width",
        Kinship.ShuffledLabels => "shuffled labels",
        _ => "untrained",
    };
}
