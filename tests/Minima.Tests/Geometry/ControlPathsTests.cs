using Minima.Geometry;

namespace Minima.Tests.Geometry;

public sealed class ControlPathsTests
{
    [Fact]
    public void BothPaths_AtTheirEnds_LeaveTheStartAndReachTheEnd()
    {
        Assert.Equal((8.0, 8.0), (ControlPaths.Drift(8, 0, 500), ControlPaths.RandomWalk(8, 0, 500)));
        Assert.Equal((0.0, 0.0), (ControlPaths.Drift(8, 500, 500), ControlPaths.RandomWalk(8, 500, 500)));
        Assert.Equal((2.0, 4.0), (ControlPaths.Drift(8, 375, 500), ControlPaths.RandomWalk(8, 375, 500)));
    }

    // A walk whose steps are +-1 in each of 4096 dimensions, from a fixed linear congruential generator.
    [Fact]
    public void RandomWalk_OneWalkInManyDimensions_KeepsCloseToTheFormula()
    {
        const int Dimensions = 4096, Steps = 64;
        ulong state = 1;
        var remaining = new double[Steps + 1];
        var toEnd = new int[Dimensions];
        for (int t = Steps - 1; t >= 0; t--)
        {
            for (int i = 0; i < Dimensions; i++)
            {
                state = unchecked((state * 6364136223846793005) + 1442695040888963407);
                toEnd[i] += (state >> 63) == 0 ? 1 : -1;
            }

            remaining[t] = Math.Sqrt(toEnd.Sum(static x => (double)x * x));
        }

        for (int t = 0; t <= Steps; t++)
        {
            double expected = ControlPaths.RandomWalk(remaining[0], t, Steps);
            Assert.True(Math.Abs(remaining[t] - expected) <= 0.05 * remaining[0]);
        }
    }

    [Theory]
    [InlineData(-1, 10)]
    [InlineData(11, 10)]
    [InlineData(0, 0)]
    [InlineData(double.NaN, 10)]
    public void Drift_OutsideThePath_Throws(double epoch, double epochs) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ControlPaths.Drift(1, epoch, epochs));
}
