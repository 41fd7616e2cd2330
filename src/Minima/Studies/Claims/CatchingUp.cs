using Minima.Figures;

namespace Minima.Studies.Claims;

/// <summary>(b) The random series has fewer errors at first; the zero series catches up.</summary>
internal static class CatchingUp
{
    private const double Significance = 0.05;

    public static Claim Test(SeriesPair pair)
    {
        PairAtEpoch[] trained = [.. pair.Rows.Where(static row => row.Epoch > 0)];
        bool aheadAtFirst = trained.Length > 0 && RandomAhead(trained[0]);
        int lastAhead = trained.LastOrDefault(RandomAhead)?.Epoch ?? 0;
        PairAtEpoch? caughtUp = aheadAtFirst ? trained.FirstOrDefault(row => row.Epoch > lastAhead) : null;
        return new Claim(
            "b",
            "The random series has fewer test errors at first, and the zero series catches up.",
            new Dictionary<string, object?>(StringComparer.Ordinal),
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["significance"] = Significance,
                ["random_ahead_at_first"] = aheadAtFirst,
                ["caught_up_at_epoch"] = caughtUp?.Epoch,
                ["rows"] = trained.Select(Row).ToArray(),
            },
            trained.Length > 1 ? caughtUp is not null : null,
            trained switch
            {
                [] => "There is no trained snapshot to test.",
                [PairAtEpoch only] => $"At epoch {only.Epoch}, the only one that was saved after the start, the zero series makes {Errors(only)} "
                    + $"(McNemar's exact p = {only.P:G3}); that it catches up could show only at a later one.",
                _ => Reason(trained, aheadAtFirst, lastAhead, caughtUp),
            });
    }

    private static string Reason(PairAtEpoch[] trained, bool aheadAtFirst, int lastAhead, PairAtEpoch? caughtUp)
    {
        PairAtEpoch first = trained[0], last = trained[^1];
        string begin = $"At epoch {first.Epoch}, the first that was saved, the zero series makes {Errors(first)} (McNemar's exact p = {first.P:G3})";
        string end = !aheadAtFirst ? ": that the random series is ahead there is not shown."
            : caughtUp is null ? $". It is still significantly behind at epoch {lastAhead} (p below {Significance})."
            : $". From epoch {caughtUp.Epoch} on, it is at no saved epoch significantly behind any more (p below {Significance}, with more errors).";
        return $"{begin}{end} At epoch {last.Epoch} it makes {Errors(last)} (p = {last.P:G3}). Each p is that of its epoch alone: epochs are not "
            + "independent, and no correction was made for looking at many.";
    }

    private static bool RandomAhead(PairAtEpoch row) => row.FirstErrors > row.SecondErrors && row.P < Significance;

    private static string Errors(PairAtEpoch row) => $"{Counted.Of(row.FirstErrors, "error")} against the random series' {row.SecondErrors}";

    private static Dictionary<string, object?> Row(PairAtEpoch row) => new(StringComparer.Ordinal)
    {
        ["epoch"] = row.Epoch,
        ["zero_errors"] = row.FirstErrors,
        ["random_errors"] = row.SecondErrors,
        ["only_zero_errs"] = row.OnlyFirstErrs,
        ["only_random_errs"] = row.OnlySecondErrs,
        ["p"] = row.P,
    };
}
