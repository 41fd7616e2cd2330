using Minima.Figures;

namespace Minima.Studies.Claims;

/// <summary>(f) Most local minima are equivalent and yield similar performance on a test set.</summary>
internal static class Equivalence
{
    private const double Significance = 0.05;

    public static Claim Test(SeriesPair pair, int testExamples)
    {
        PairAtEpoch last = pair.Rows[^1];
        int difference = last.SecondErrors - last.FirstErrors, disagreeing = last.OnlyFirstErrs + last.OnlySecondErrs;
        return new Claim(
            "f",
            "\"Most local minima are equivalent and yield similar performance on a testset.\"",
            new Dictionary<string, object?>(StringComparer.Ordinal) { ["difference"] = Published.RandomErrors - Published.ZeroErrors },
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["difference"] = difference,
                ["only_zero_errs"] = last.OnlyFirstErrs,
                ["only_random_errs"] = last.OnlySecondErrs,
                ["p"] = last.P,
                ["test_examples"] = testExamples,
            },
            last.Epoch > 0 ? last.P >= Significance : null,
            last.Epoch == 0 ? "There is no trained snapshot to test." : $"At epoch {last.Epoch} the random series makes {Compared(difference)} the zero series, on {testExamples} test examples: {Counted.Of(last.OnlyFirstErrs, "digit is", "digits are")} "
            + $"wrong only for zero, {last.OnlySecondErrs} only for random; McNemar's exact p = {last.P:G3}, so a difference "
            + (last.P >= Significance ? "is not shown" : "is shown")
            + $" at the {Significance:P0} level. {Counted.Of(disagreeing, "digit decides", "digits decide")} this, so a true difference much below {2 * Math.Sqrt(Math.Max(disagreeing, 1)):F0} errors would go "
            + "unseen; and two runs say nothing of \"most\" minima.");
    }

    private static string Compared(int difference) =>
        difference == 0 ? "as many errors as" : $"{Counted.Of(Math.Abs(difference), difference > 0 ? "more error" : "fewer error")} than";
}
