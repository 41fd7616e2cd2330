namespace Minima.Studies.Claims;

/// <summary>(a) Test errors after 500 epochs are 174 (zero) and 178 (random).</summary>
internal static class ErrorCounts
{
    /// <param name="pair">The series.</param>
    /// <param name="isPublishedSetup">Whether they are the published ones': only then do the published counts apply.</param>
    /// <param name="seeds">What other output seeds give in the same set-up; null where that is not known.</param>
    public static Claim Test(SeriesPair pair, bool isPublishedSetup, OutputSeedTable? seeds)
    {
        PairAtEpoch last = pair.Rows[^1];
        (int? lowest, int? highest) = (seeds?.Rows.Min(static row => row.TestErrors), seeds?.Rows.Max(static row => row.TestErrors));
        bool zeroHolds = Math.Abs(last.FirstErrors - Published.ZeroErrors) <= Published.ZeroTolerance;
        bool randomHolds = Published.RandomErrors >= lowest && Published.RandomErrors <= highest;
        return new Claim(
            "a",
            "After 500 epochs the zero series makes 174 errors on the test set and the random series 178.",
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["zero_test_errors"] = Published.ZeroErrors,
                ["random_test_errors"] = Published.RandomErrors,
                ["epochs"] = Published.Epochs,
            },
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["zero_test_errors"] = last.FirstErrors,
                ["random_test_errors"] = last.SecondErrors,
                ["epochs"] = last.Epoch,
                ["output_seeds"] = seeds?.Rows.Count ?? 0,
                ["output_seeds_lowest"] = lowest,
                ["output_seeds_highest"] = highest,
            },
            isPublishedSetup ? zeroHolds && randomHolds : null,
            isPublishedSetup
                ? $"The zero series makes {last.FirstErrors}; {Published.ZeroErrors} +- {Published.ZeroTolerance} was to be met. "
                    + "The random series' output layer was drawn without a seed, so its 178 can be met in distribution only: "
                    + $"{seeds?.Rows.Count ?? 0} output seeds give {lowest} to {highest} errors, and 178 lies {(randomHolds ? "within" : "outside")}. "
                    + $"That this run's own seed gives {last.SecondErrors} is no evidence either way."
                : $"The published counts are for 500 epochs of the default network on MNIST, which this was not; the counts here are "
                    + $"{last.FirstErrors} (zero) and {last.SecondErrors} (random) after epoch {last.Epoch}"
                    + (seeds is null ? "." : $", and {seeds.Rows.Count} output seeds give {lowest} to {highest}."));
    }
}
