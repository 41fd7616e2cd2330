using System.Globalization;
using Minima.Formats;

namespace Minima.Studies.Comparisons;

/// <summary>
/// The verdict from losses that were measured elsewhere, on networks that an export of lines wrote: the rules that speak of lines. Whether the ends are trained,
/// and whether they are one function, it does not ask.
/// </summary>
public sealed record MeasuredPath
{
    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>The lines, in the order raw, permuted, aligned, given.</summary>
    public required IReadOnlyList<MeasuredLine> Lines { get; init; }

    /// <summary>What was assumed or left out, a sentence each.</summary>
    public required IReadOnlyList<string> Remarks { get; init; }

    /// <summary>Where the rules draw their lines.</summary>
    public required VerdictThresholds Thresholds { get; init; }

    /// <summary>The line with the lowest barrier in training loss; where that was not measured in test loss, training error, or test error.</summary>
    public MeasuredLine Best => Lines.MinBy(static line =>
        line.Barrier(static point => point.TrainLoss) ?? line.Barrier(static point => point.TestLoss)
        ?? line.Barrier(static point => point.TrainError) ?? line.Barrier(static point => point.TestError) ?? line.Barrier(static point => point.TrainCost))!;

    /// <summary>Every rule's figures beside its threshold; a condition whose figure was not measured is neither met nor missed.</summary>
    public IReadOnlyList<RuleCheck> Checks
    {
        get
        {
            bool cost = Lines.All(static line => line.Points[0].TrainCost is not null);
            string what = cost ? "cost" : "loss (no cost was given)";
            return
            [
                Check(Comparisons.Verdict.SameBasin, $"rise of the training {what} above the higher end's, as a share of it", line => line.Rise(Height), RuleRelation.AtMost, Thresholds.CostRise),
                Check(Comparisons.Verdict.SameBasin, $"barrier in training loss, as a share of the higher end's {(cost ? "cost" : "loss")}", Ridge, RuleRelation.AtMost, Thresholds.CostRise),
                Check(Comparisons.Verdict.Connected, "error barrier, training set", static line => line.Barrier(static point => point.TrainError), RuleRelation.Below, Thresholds.ErrorBarrier),
                Check(Comparisons.Verdict.Connected, "error barrier, test set", static line => line.Barrier(static point => point.TestError), RuleRelation.Below, Thresholds.ErrorBarrier),
            ];

            double? Height(MeasuredPoint point) => cost ? point.TrainCost : point.TrainLoss;

            double? Ridge(MeasuredLine line)
            {
                if (line.Barrier(static point => point.TrainLoss) is not { } barrier || Height(line.Points[0]) is not { } a || Height(line.Points[^1]) is not { } b)
                    return null;
                double higher = Math.Max(a, b);
                return barrier == 0 ? 0 : higher > 0 ? barrier / higher : double.PositiveInfinity;
            }
        }
    }

    /// <summary><c>same-basin</c>, <c>connected</c> or <c>no-symmetry-found</c>; null where what was measured does not decide.</summary>
    public Verdict? Verdict
    {
        get
        {
            bool?[] basin = Met(Comparisons.Verdict.SameBasin), connected = Met(Comparisons.Verdict.Connected);
            if (basin.All(static met => met == true))
                return Comparisons.Verdict.SameBasin;
            if (connected.All(static met => met == true))
                return Comparisons.Verdict.Connected;
            return Lacks(basin) || Lacks(connected) ? null : Comparisons.Verdict.NoSymmetryFound;

            bool?[] Met(Verdict rule) => [.. Checks.Where(check => check.Rule == rule).Select(static check => check.Met)];

            // A condition that is missed decides, whatever the others may be.
            static bool Lacks(bool?[] met) => met.All(static one => one != false);
        }
    }

    /// <summary>The verdict in words, with its figures, or what is missing for one.</summary>
    public string Sentence
    {
        get
        {
            MeasuredLine best = Best;
            string along = best.Name == "raw" ? "on the straight line between A and B as they are" : $"on the line '{best.Name}', the lowest that was measured,";
            string ridge = best.Barrier(static point => point.TrainLoss) is { } loss ? $", the training loss by {loss.ToString("G3", CultureInfo.InvariantCulture)} nats" : "";
            string word = Verdict switch
            {
                Comparisons.Verdict.SameBasin => $"A and B lie in one basin: {along} the training {(best.Points[0].TrainCost is null ? "loss" : "cost")} nowhere rises by more than "
                    + $"{(100 * Thresholds.CostRise).ToString("G3", CultureInfo.InvariantCulture)} % above the higher end's.",
                Comparisons.Verdict.Connected => $"A and B are connected: {along} errors rise by at most {Points(best.Barrier(static point => point.TrainError))} percentage points on the training "
                    + $"set and {Points(best.Barrier(static point => point.TestError))} on the test set{ridge}; that they are one minimum is not shown"
                    + (ridge.Length == 0 ? ", for which the training loss would have to be known." : "."),
                Comparisons.Verdict.NoSymmetryFound => $"No line that was measured makes A and B meet: {along} {Risen(best)}{ridge}. That is no proof that none does.",
                _ => $"What was measured does not decide: {Missing()}.",
            };
            return $"{word} Only the points that were measured are known, and whether the ends are trained was not asked.";
        }
    }

    /// <summary>Reads the figures and judges them.</summary>
    /// <param name="path">A CSV file: <c>line</c>, <c>t</c>, and any of <c>train_loss</c>, <c>train_cost</c>, <c>train_error</c>, <c>test_loss</c>, <c>test_error</c>.</param>
    /// <param name="thresholds">Where the rules draw their lines; null: where they usually do.</param>
    /// <exception cref="UnusableInputException">It cannot be read, or a figure is missing or makes no sense.</exception>
    public static MeasuredPath Read(string path, VerdictThresholds? thresholds = null)
    {
        (IReadOnlyList<MeasuredLine> lines, IReadOnlyList<string> remarks) = MeasuredLosses.Read(CsvFile.Read(path));
        return new MeasuredPath { Path = path, Lines = lines, Remarks = remarks, Thresholds = thresholds ?? new VerdictThresholds() };
    }

    private RuleCheck Check(Verdict rule, string figure, Func<MeasuredLine, double?> measure, RuleRelation relation, double threshold)
    {
        double? raw = Lines.FirstOrDefault(static line => line.Name == "raw") is { } first ? measure(first) : null, aligned = measure(Best);
        RuleCheck check = RuleCheck.Of(rule, figure, raw, Best.Name == "raw" ? null : aligned, relation, threshold, isShare: true);
        return aligned is null ? check with { Met = null } : check;
    }

    private string Missing()
    {
        string[] lacking = [.. Checks.Where(static check => check.Met is null).Select(static check => check.Figure).Distinct()];
        return $"missing is {string.Join("; ", lacking)}";
    }

    private static string Risen(MeasuredLine line)
    {
        string[] parts =
        [
            .. new[] { (line.Barrier(static point => point.TrainError), "training"), (line.Barrier(static point => point.TestError), "test") }
                .Where(static part => part.Item1 is not null).Select(static part => $"{Points(part.Item1)} percentage points on the {part.Item2} set"),
        ];
        return $"errors rise by {string.Join(" and ", parts)}";
    }

    private static string Points(double? share) => share is { } value ? (100 * value).ToString("F2", CultureInfo.InvariantCulture) : "-";
}
