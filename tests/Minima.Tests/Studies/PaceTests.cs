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
}
