using Minima.Networks;
using Minima.Studies;
using Minima.Studies.Claims;

namespace Minima.Tests.Studies.Claims;

public sealed class SeparationTests : IDisposable
{
    private const string Shrink = "it falls because the norms shrink";
    private const string Approach = "here they do approach";

    private readonly HandMade _hand = new();

    public void Dispose() => _hand.Dispose();

    [Fact]
    public void Test_UnrelatedVectorsThatDecay_FallButDoNotApproach()
    {
        Claim claim = Test([HandMade.Point(8, 0), HandMade.Point(4, 0)], [HandMade.Point(0, 6), HandMade.Point(0, 3)]);
        Assert.Equal("d", claim.Id);
        Assert.False(claim.Holds);
        Assert.Contains($"hidden.W: 10 at the start, 5 at the end; {Shrink} (zero 8 to 4, random 6 to 3)", claim.Reason);
        Assert.Contains("would fall to 50.0 % of their distance, it falls to 50.0 % (cosine 0.000)", claim.Reason);
        Assert.DoesNotContain(Approach, claim.Reason);

        Dictionary<string, object?> course = Courses(claim)[0];
        Assert.Equal("hidden.W", course["parameter"]);
        var rows = (Dictionary<string, object?>[])course["rows"]!;
        Assert.Equal(rows[1]["epoch"], course["first_epoch_nearer"]);
        Assert.Equal((10.0, 10.0, 0.0), (rows[0]["l2"], rows[0]["unrelated"], rows[0]["cosine"]));
        Assert.Equal((5.0, 5.0, 0.0), (rows[1]["l2"], rows[1]["unrelated"], rows[1]["cosine"]));
    }

    [Fact]
    public void Test_RisesAboveItsStartWithAFallInBetween_DoesNotHold()
    {
        Claim claim = Test(
            [HandMade.Point(3, 0), HandMade.Point(6, 0), HandMade.Point(5, 0)], [HandMade.Point(0, 4), HandMade.Point(0, 8), HandMade.Point(0, 7)]);
        Assert.False(claim.Holds);
        Assert.Contains("though it falls in between, first at epoch", claim.Reason);
    }

    [Fact]
    public void Test_RelatedVectorsThatDecay_DoNotApproachEither()
    {
        // Both are halved: the cosine stays what it was, 0.6.
        Claim claim = Test([HandMade.Point(10, 0), HandMade.Point(5, 0)], [HandMade.Point(6, 8), HandMade.Point(3, 4)]);
        Assert.False(claim.Holds);
        Assert.Contains(Shrink, claim.Reason);
        Assert.Contains("cosine 0.600", claim.Reason);
        Assert.DoesNotContain(Approach, claim.Reason);
    }

    [Fact]
    public void Test_OneNormGrowsWhileTheOtherShrinks_IsSaidWithFigures()
    {
        Claim claim = Test([HandMade.Point(0, 0), HandMade.Point(4, 0)], [HandMade.Point(0, 10), HandMade.Point(0, 3)]);
        Assert.Contains("(zero 0 to 4, random 10 to 3)", claim.Reason);
    }

    [Fact]
    public void Test_VectorsThatTurnToEachOther_Approach()
    {
        Claim claim = Test([HandMade.Point(10, 0), HandMade.Point(8, 6)], [HandMade.Point(0, 10), HandMade.Point(6, 8)]);
        Assert.False(claim.Holds);
        Assert.Contains($"it falls to 20.0 % where two unrelated vectors of their norms would fall to 100.0 %: {Approach}", claim.Reason);
        Assert.Contains("(cosine 0.000 at the start, cosine 0.960 at the end)", claim.Reason);
        Assert.DoesNotContain(Shrink, claim.Reason);
    }

    [Fact]
    public void Test_OppositeVectorsThatBecomeUnrelated_Approach()
    {
        Claim claim = Test([HandMade.Point(10, 0), HandMade.Point(10, 0)], [HandMade.Point(-10, 0), HandMade.Point(0, 10)]);
        Assert.Contains(Approach, claim.Reason);
        Assert.DoesNotContain(Shrink, claim.Reason);
    }

    [Fact]
    public void Test_DistancesThatGrow_Holds()
    {
        Claim claim = Test([HandMade.Point(3, 0), HandMade.Point(6, 0)], [HandMade.Point(0, 4), HandMade.Point(0, 8)]);
        Assert.True(claim.Holds);
        Assert.Contains("hidden.b: 5 at the start, 10 at the end (cosine 0.000).", claim.Reason);
    }

    [Fact]
    public void Test_OneParameterThatFalls_IsEnoughAgainstTheClaim()
    {
        Parameters end = HandMade.Point(6, 0);
        end["output.W"][0] = 1;
        Claim claim = Test([HandMade.Point(3, 0), end], [HandMade.Point(0, 4), HandMade.Point(0, 4)]);
        Assert.False(claim.Holds);
        Assert.Equal(1, claim.Reason.Split("; it falls").Length - 1);
    }

    [Fact]
    public void Test_ConstantOnAllBiases_IsNamedAsTheFrozenShift()
    {
        Parameters random = HandMade.Point(0, 4);
        (random["output.b"][0], random["output.b"][1]) = (3, 3);
        Claim claim = Test([HandMade.Point(0, 0), HandMade.Point(0, 0)], [random, random]);
        Assert.Contains("output.b: 4.243 at the start, 4.243 at the end (no cosine, as one of them is 0).", claim.Reason);
        Assert.Contains("Of the distance of output.b at the end, 4.243 (100 %) is a constant added to all biases", claim.Reason);
        Assert.Equal(Math.Sqrt(18), claim.Measured["output_b_softmax_shift"]);

        // Its row (0, 4) of output.W: the mean is 2, twice.
        Assert.Equal(Math.Sqrt(8), claim.Measured["output_W_softmax_shift"]);
    }

    [Fact]
    public void Test_OfTheExperiment_TellsTheTimeConstantOfItsDecay()
    {
        Claim claim = Test([HandMade.Point(1, 0)], [HandMade.Point(0, 1)]);
        Assert.True(Math.Abs((double)claim.Measured["decay_time_constant_epochs"]! - 200) <= 1e-9);
        Assert.Contains("a time constant of 200 epochs", claim.Reason);
    }

    [Fact]
    public void Test_OneEpoch_IsNotDecided()
    {
        Claim claim = Test([HandMade.Point(1, 0)], [HandMade.Point(0, 1)]);
        Assert.Null(claim.Holds);
        Assert.StartsWith("One saved epoch has no course.", claim.Reason);
    }

    // 50,000 examples in batches of 20, with the default step and l2.
    private Claim Test(Parameters[] zero, Parameters[] random) => Separation.Test(_hand.Pair(HandMade.Rows(zero, random)), 2500);

    private static List<Dictionary<string, object?>> Courses(Claim claim) => (List<Dictionary<string, object?>>)claim.Measured["courses"]!;
}
