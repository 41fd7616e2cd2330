using Minima.Minimisation;

namespace Minima.Tests.Minimisation;

public sealed class CrowdingTests
{
    private long _now = 1_000;
    private long _waited = 77;

    [Fact]
    public void Active_NobodyWaits_IsAll()
    {
        var crowding = new Crowding(2);
        for (int run = 0; run < 50; run++)
            Assert.False(Run(crowding, Crowding.FirstTerm / 3, share: 0.1));
        Assert.Equal(2, crowding.Active);
    }

    [Fact]
    public void Active_OneWorker_IsOne()
    {
        var crowding = new Crowding(1);
        Assert.False(Run(crowding, Crowding.LongestTerm, share: 1));
        Assert.Equal(1, crowding.Active);
    }

    [Theory, InlineData(2, 0.6, true), InlineData(2, 0.4, false), InlineData(4, 1.6, true), InlineData(4, 1.4, false)]
    public void Active_WorkersWait_IsOneFromHalfOfTheirTimeOn(int workers, double share, bool crowded)
    {
        var crowding = new Crowding(workers);
        Assert.Equal(crowded, Run(crowding, Crowding.LeastEvidence, share));
        Assert.Equal(crowded ? 1 : workers, crowding.Active);
    }

    [Fact]
    public void Active_LessThanTheLeastEvidence_IsAll()
    {
        var crowding = new Crowding(2);
        Assert.False(Run(crowding, Crowding.LeastEvidence - 1, share: 1));
        Assert.Equal(2, crowding.Active);

        // The next run adds to it.
        Assert.True(Run(crowding, 1, share: 1));
    }

    [Fact]
    public void Active_CrowdedAgainAndAgain_LeavesOneAloneForTwiceAsLongUpToASecond()
    {
        var crowding = new Crowding(2);
        foreach (int tenths in (int[])[1, 2, 4, 8, 10, 10])
        {
            Assert.True(Run(crowding, Crowding.LeastEvidence, share: 1));
            long term = Crowding.FirstTerm * tenths;
            Assert.False(Run(crowding, term - 1, share: 0));
            Assert.Equal(1, crowding.Active);
            Assert.True(Run(crowding, 1, share: 0));
            Assert.Equal(2, crowding.Active);
        }
    }

    [Fact]
    public void Active_ATermTogetherWithoutWaiting_ForgetsWhatWas()
    {
        var crowding = new Crowding(2);
        for (int time = 0; time < 4; time++)
        {
            Assert.True(Run(crowding, Crowding.LeastEvidence, share: 1));
            Assert.True(Run(crowding, Crowding.LongestTerm, share: 0));
        }

        Assert.False(Run(crowding, Crowding.FirstTerm, share: 0));
        Assert.True(Run(crowding, Crowding.LeastEvidence, share: 1));
        Assert.True(Run(crowding, Crowding.FirstTerm, share: 0));
        Assert.Equal(2, crowding.Active);
    }

    [Fact]
    public void Judge_CrowdedLateInALongRun_SaysSoWithinATerm()
    {
        var crowding = new Crowding(2);
        crowding.Begin(_now, _waited);
        for (int time = 0; time < 100; time++)
        {
            _now += Crowding.FirstTerm / 10;
            Assert.False(crowding.Judge(_now, _waited));
        }

        int times = 0;
        do
        {
            _now += Crowding.FirstTerm / 10;
            _waited += Crowding.FirstTerm / 10;
            times++;
        }
        while (!crowding.Judge(_now, _waited));
        Assert.InRange(times, 2, 10);

        // What comes behind changes nothing.
        Assert.True(crowding.Judge(_now + Crowding.LongestTerm, _waited));
        Assert.Equal(1, crowding.Active);
    }

    /// <summary>A run of so many ticks, of which the workers together wait a share; whether it was time to change at its end.</summary>
    private bool Run(Crowding crowding, long ticks, double share)
    {
        crowding.Begin(_now, _waited);
        _now += ticks;
        _waited += (long)Math.Round(share * ticks);
        return crowding.Judge(_now, _waited);
    }
}
