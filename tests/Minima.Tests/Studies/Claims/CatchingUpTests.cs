using Minima.Studies;
using Minima.Studies.Claims;

namespace Minima.Tests.Studies.Claims;

public sealed class CatchingUpTests : IDisposable
{
    private readonly HandMade _hand = new();

    public void Dispose() => _hand.Dispose();

    [Fact]
    public void Test_ZeroBehindAndThenLevel_HoldsFromTheEpochAfterTheLastLead()
    {
        // 40 to 10 is significant (p = 2e-5), 20 to 15 is not (p = 0.5); epoch 20 is level, but epoch 30 behind again.
        Claim claim = Test((0, 90, 5), (10, 40, 10), (20, 20, 15), (30, 40, 10), (40, 12, 12), (50, 5, 30));
        Assert.Equal("b", claim.Id);
        Assert.True(claim.Holds);
        Assert.Equal(true, claim.Measured["random_ahead_at_first"]);
        Assert.Equal(40, claim.Measured["caught_up_at_epoch"]);
        Assert.Contains("At epoch 10, the first that was saved, the zero series makes 140 errors against the random series' 110", claim.Reason);
        Assert.Contains("From epoch 40 on, it is at no saved epoch significantly behind", claim.Reason);
        Assert.Contains("At epoch 50 it makes 105 errors against the random series' 130", claim.Reason);
        Assert.Contains("no correction was made", claim.Reason);
    }

    [Fact]
    public void Test_EachTrainedEpoch_HasARowWithItsP()
    {
        Claim claim = Test((0, 90, 5), (10, 9, 1), (20, 3, 3));
        var rows = (IReadOnlyList<Dictionary<string, object?>>)claim.Measured["rows"]!;
        Assert.Equal([10, 20], rows.Select(static row => row["epoch"]));
        Assert.Equal([109, 103], rows.Select(static row => row["zero_errors"]));
        Assert.Equal([101, 103], rows.Select(static row => row["random_errors"]));

        // Ten examples tell them apart: one of two sides has at most one of them in 2 * (1 + 10) of 2^10 cases.
        Assert.True(Math.Abs((double)rows[0]["p"]! - (22 / 1024.0)) <= 1e-15);
        Assert.Equal(1.0, rows[1]["p"]);
    }

    [Fact]
    public void Test_RandomNeverAhead_DoesNotHold()
    {
        Claim claim = Test((10, 12, 10), (20, 10, 12));
        Assert.False(claim.Holds);
        Assert.Null(claim.Measured["caught_up_at_epoch"]);
        Assert.Contains("that the random series is ahead there is not shown", claim.Reason);
    }

    [Fact]
    public void Test_ZeroAheadAtFirst_DoesNotHoldWhateverFollows()
    {
        Claim claim = Test((10, 10, 40), (20, 40, 10), (30, 10, 10));
        Assert.False(claim.Holds);
        Assert.Equal(false, claim.Measured["random_ahead_at_first"]);
    }

    [Fact]
    public void Test_ZeroBehindToTheEnd_DoesNotHold()
    {
        Claim claim = Test((10, 40, 10), (20, 12, 10), (30, 40, 10));
        Assert.False(claim.Holds);
        Assert.Null(claim.Measured["caught_up_at_epoch"]);
        Assert.Contains("It is still significantly behind at epoch 30", claim.Reason);
    }

    [Fact]
    public void Test_TooFewTrainedEpochs_IsNotDecided()
    {
        Claim start = Test((0, 40, 10)), one = Test((0, 90, 5), (1, 40, 10));
        Assert.Null(start.Holds);
        Assert.Equal("There is no trained snapshot to test.", start.Reason);
        Assert.Null(one.Holds);
        Assert.Contains("At epoch 1, the only one that was saved after the start", one.Reason);
    }

    private Claim Test(params (int Epoch, int OnlyZero, int OnlyRandom)[] rows) =>
        CatchingUp.Test(_hand.Pair([.. rows.Select(static row => HandMade.Errors(row.Epoch, row.OnlyZero, row.OnlyRandom, both: 100))]));
}
