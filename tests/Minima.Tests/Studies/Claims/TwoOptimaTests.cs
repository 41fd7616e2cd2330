using Minima.Data;
using Minima.Geometry;
using Minima.Studies;
using Minima.Studies.Claims;
using Minima.Studies.Comparisons;
using Minima.VerdictRates;

namespace Minima.Tests.Studies.Claims;

public sealed class TwoOptimaTests : IDisposable
{
    private readonly HandMade _hand = new();

    public void Dispose() => _hand.Dispose();

    [Fact]
    public void Test_EachVerdict_DecidesWhatItShows()
    {
        DataSet digits = BuiltInDigits.Draw(2016, 800, 20, 100);
        LabelledPair pair = new PairMaker(digits, hidden: 8, epochs: 2, rate: 0.1).Make(1).First(static pair => pair.Kinship == Kinship.Independent);
        var options = new ComparisonOptions { Alignment = new AlignmentOptions { NullDraws = 2 }, Draws = 10 };
        var compared = Comparison.Of("zero", pair.A, "random", pair.B, digits, options, cancellation: TestContext.Current.CancellationToken);
        foreach ((Verdict verdict, bool? holds) in new (Verdict, bool?)[]
        {
            (Verdict.Identical, false), (Verdict.SameBasin, false), (Verdict.Connected, null), (Verdict.Different, true), (Verdict.NoSymmetryFound, null),
        })
        {
            Claim claim = TwoOptima.Test(_hand.Pair(HandMade.Errors(500, 1, 2)), compared with
            {
                Checks = [new RuleCheck(verdict, "", null, null, RuleRelation.AtMost, null, false, true)],
                Certificate = new DifferenceCertificate(1, 2, 0.1, 0, 1),
            });
            Assert.Equal(("e", holds, verdict.Word()), (claim.Id, claim.Holds, (string)claim.Measured["verdict"]!));
            Assert.Contains("2^2 * 2! copies", claim.Reason);
            Assert.Contains($"is {verdict.Word()}, with A for zero", claim.Reason);
            Assert.Equal(compared.Best!.Path.Barrier.TrainLoss, claim.Measured["train_loss_barrier"]);
        }
    }
}
