using Minima.Numerics;

namespace Minima.Tests.Numerics;

public sealed class BcaIntervalTests
{
    private static readonly double[] Draws = [.. Enumerable.Range(0, 200).Select(static i => (i * 7919 % 1000 / 1000.0 * (i * 104729 % 997) / 997) + 1.6)];

    private static readonly double[] Jackknife = [.. Enumerable.Range(0, 50).Select(static i => 2.0 + (0.01 * (i * 31 % 17)) - (0.002 * (i * i % 23)))];

    // By the formulas in Python, with the standard library's NormalDist and NumPy's quantile.
    [Theory]
    [InlineData(0.95, 1.7005040080717688, 2.4726827389796195)]
    [InlineData(0.5, 2.031167400260574, 2.3724140454345872)]
    public void Of_Sample_AgreesWithPython(double confidence, double low, double high)
    {
        BootstrapInterval interval = BcaInterval.Of(2, Draws, Jackknife, confidence);
        Assert.True(Math.Abs(interval.Bias - 0.7554150263604693) <= 1e-12, $"{interval}");
        Assert.True(Math.Abs(interval.Acceleration + 0.00431399439158364) <= 1e-13, $"{interval}");
        Assert.True(Math.Abs(interval.Low - low) <= 1e-11, $"{interval}");
        Assert.True(Math.Abs(interval.High - high) <= 1e-11, $"{interval}");
    }

    [Fact]
    public void Of_MeanOfNormalNumbers_CoversTheTruthAsOftenAsItSays()
    {
        // 400 samples of 40 numbers with mean 0: about 95 % of the intervals hold it (a binomial's 99.9 % range is 367 to 392; BCa is known
        // to fall a little short on small samples).
        const int Samples = 400, Size = 40;
        int covered = 0;
        var random = new RandomState(5);
        for (int s = 0; s < Samples; s++)
        {
            double[] sample = new double[Size];
            for (int i = 0; i < Size; i++)
                sample[i] = random.StandardNormal();
            double sum = sample.Sum();
            double[] draws = [.. PairedBootstrap.Means(sample, 1, 200, (uint)s, 1, TestContext.Current.CancellationToken).Select(static mean => mean[0])];
            BootstrapInterval interval = BcaInterval.Of(sum / Size, draws, [.. sample.Select(x => (sum - x) / (Size - 1))]);
            covered += interval.Low <= 0 && interval.High >= 0 ? 1 : 0;
        }

        Assert.InRange(covered, 360, 394);
    }

    [Fact]
    public void Of_DrawsOnOneSide_StaysFinite()
    {
        BootstrapInterval interval = BcaInterval.Of(0, [1, 2, 3, 4], [1, 1, 1]);
        Assert.True(double.IsFinite(interval.Low) && interval.Low >= 1 && interval.High <= 4 && interval.Acceleration == 0, $"{interval}");
        Assert.Throws<ArgumentException>(static () => BcaInterval.Of(0, [], []));
        Assert.Throws<ArgumentException>(static () => BcaInterval.Of(0, [1], [], 1));
    }
}
