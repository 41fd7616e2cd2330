using Minima.Studies;

namespace Minima.Tests.Studies;

public sealed class PaceTests
{
    [Fact]
    public void TimeLeft_AtAConstantPace_IsExact()
    {
        var pace = new Pace();
        Assert.Null(pace.TimeLeft(TimeSpan.FromSeconds(3), 10, 500));
        Assert.Equal(TimeSpan.FromSeconds(980), pace.TimeLeft(TimeSpan.FromSeconds(3.5), 10.25, 500.25));
        Assert.Equal(TimeSpan.Zero, pace.TimeLeft(TimeSpan.FromSeconds(1003), 510, 510));
    }

    [Fact]
    public void TimeLeft_OnAMachineThatBecameSlower_FollowsIt()
    {
        var pace = new Pace();
        double time = 0;
        TimeSpan? left = null;
        for (int epoch = 0; epoch <= 200; epoch++)
        {
            left = pace.TimeLeft(TimeSpan.FromSeconds(time), epoch, 300);
            time += epoch < 100 ? 1 : 3;
        }

        Assert.Equal(TimeSpan.FromSeconds(300), left);
    }

    [Fact]
    public void TimeLeft_WhereNextToNothingWasDone_IsNotTold()
    {
        var pace = new Pace();
        pace.TimeLeft(TimeSpan.Zero, 0.5, 1);
        Assert.Null(pace.TimeLeft(TimeSpan.FromMinutes(10), 0.5 + 1e-16, 1));
        Assert.Null(pace.TimeLeft(TimeSpan.FromMinutes(10), 0.5 + 2.3e-16, 1));
        Assert.NotNull(pace.TimeLeft(TimeSpan.FromMinutes(10), 0.5001, 1));
    }
}
