using Minima.Studies;
using Minima.Studies.Claims;

namespace Minima.Tests.Studies.Claims;

/// <summary>The claims on counts of errors: (a), (e) and (f).</summary>
public sealed class ErrorClaimsTests : IDisposable
{
    private static readonly OutputSeedTable Around = Table(171, 180, 176), Below = Table(171, 177), Above = Table(179, 190), Edge = Table(178);

    private readonly HandMade _hand = new();

    public void Dispose() => _hand.Dispose();

    [Theory]
    [InlineData(172, true)]
    [InlineData(174, true)]
    [InlineData(176, true)]
    [InlineData(171, false)]
    [InlineData(177, false)]
    public void ErrorCounts_OfThePublishedSetup_HoldWithinTwo(int zeroErrors, bool holds)
    {
        Claim claim = Counts(zeroErrors, 190, true, Around);
        Assert.Equal("a", claim.Id);
        Assert.Equal(holds, claim.Holds);
        Assert.Equal((174, 178), (claim.Published["zero_test_errors"], claim.Published["random_test_errors"]));
        Assert.Equal((zeroErrors, 190), (claim.Measured["zero_test_errors"], claim.Measured["random_test_errors"]));
        Assert.Contains("3 output seeds give 171 to 180 errors, and 178 lies within", claim.Reason);
        Assert.Contains("gives 190 is no evidence either way", claim.Reason);
    }

    [Fact]
    public void ErrorCounts_WithAPublishedCountOutsideTheTable_DoNotHold()
    {
        Assert.False(Counts(174, 178, true, Below).Holds);
        Assert.False(Counts(174, 178, true, Above).Holds);
        Assert.Contains("171 to 177 errors, and 178 lies outside", Counts(174, 178, true, Below).Reason);
        Assert.True(Counts(174, 500, true, Edge).Holds);
    }

    [Fact]
    public void ErrorCounts_OfAnotherSetup_AreNotDecided()
    {
        Claim claim = Counts(174, 178, false, null);
        Assert.Null(claim.Holds);
        Assert.Contains("which this was not; the counts here are 174 (zero) and 178 (random) after epoch 500.", claim.Reason);
        Assert.Null(claim.Measured["output_seeds_lowest"]);
        Assert.Equal(0, claim.Measured["output_seeds"]);
    }

    [Fact]
    public void ErrorCounts_OfAnotherSetupWithItsOwnSeeds_TellThem()
    {
        Claim claim = Counts(60, 61, false, Table(55, 66));
        Assert.Null(claim.Holds);
        Assert.EndsWith("after epoch 500, and 2 output seeds give 55 to 66.", claim.Reason);
        Assert.Equal((55, 66), (claim.Measured["output_seeds_lowest"], claim.Measured["output_seeds_highest"]));
    }

    [Theory]
    [InlineData(10, 14, "4 more errors than")]
    [InlineData(14, 10, "4 fewer errors than")]
    [InlineData(10, 11, "1 more error than")]
    [InlineData(11, 10, "1 fewer error than")]
    [InlineData(12, 12, "as many errors as")]
    [InlineData(0, 0, "as many errors as")]
    public void Equivalence_OfReadersThatErrAlike_Holds(int onlyZero, int onlyRandom, string words)
    {
        Claim claim = Equivalence.Test(_hand.Pair(HandMade.Errors(500, onlyZero, onlyRandom, 160)), 10_000);
        Assert.Equal("f", claim.Id);
        Assert.True(claim.Holds);
        Assert.Equal(4, claim.Published["difference"]);
        Assert.Equal(onlyRandom - onlyZero, claim.Measured["difference"]);
        Assert.Contains($"At epoch 500 the random series makes {words} the zero series, on 10000 test examples", claim.Reason);
        Assert.Contains($"{onlyZero} digits are wrong only for zero, {onlyRandom} only for random", claim.Reason);
        Assert.Contains("is not shown at the 5 % level", claim.Reason);
    }

    [Fact]
    public void Equivalence_OfReadersThatErrUnequally_DoesNotHold()
    {
        Claim claim = Equivalence.Test(_hand.Pair(HandMade.Errors(500, 40, 10, 160)), 10_000);
        Assert.False(claim.Holds);
        Assert.Contains("makes 30 fewer errors than", claim.Reason);
        Assert.Contains("is shown at the 5 % level", claim.Reason);

        // Twice the standard deviation of a difference of two counts that 50 examples decide: 2 * sqrt(50).
        Assert.Contains("much below 14 errors", claim.Reason);
    }

    [Fact]
    public void Equivalence_WithoutTraining_IsNotDecided()
    {
        Claim claim = Equivalence.Test(_hand.Pair(HandMade.Errors(0, 1, 1)), 100);
        Assert.Null(claim.Holds);
        Assert.Equal("There is no trained snapshot to test.", claim.Reason);
    }

    private Claim Counts(int zero, int random, bool isPublishedSetup, OutputSeedTable? seeds) =>
        ErrorCounts.Test(_hand.Pair(HandMade.Errors(500, zero, random)), isPublishedSetup, seeds);

    private static OutputSeedTable Table(params int[] errors) =>
        new([.. errors.Select(static (count, i) => new OutputSeedRow((uint)i + 1, 180, count))]);
}
