using Minima.Numerics;

namespace Minima.Tests.Numerics;

public sealed class EstimateTests
{
    // Quantiles at 0.975 as printed in the usual tables (for 1, 2 and infinitely many degrees there are closed forms: 12.70620474, 4.30265273, 1.95996398).
    [Theory]
    [InlineData(1, 12.706204736)]
    [InlineData(2, 4.302652730)]
    [InlineData(3, 3.182446305)]
    [InlineData(4, 2.776445105)]
    [InlineData(5, 2.570581836)]
    [InlineData(7, 2.364624252)]
    [InlineData(10, 2.228138852)]
    [InlineData(30, 2.042272456)]
    [InlineData(1000000, 1.959966358)]
    public void TwoSided_At95Percent_IsTheTablesFigure(int freedom, double expected) =>
        Assert.True(Math.Abs(StudentT.TwoSided(freedom) - expected) <= 1e-8 * expected, $"{StudentT.TwoSided(freedom):R}");

    [Fact]
    public void TwoSided_OfOtherConfidence_HasThatShareOfTheDensity()
    {
        // Simpson's rule over the density of nu = 3, 2 / (pi sqrt(3) (1 + t^2 / 3)^2).
        double end = StudentT.TwoSided(3, 0.8), sum = 0;
        const int Steps = 2000;
        for (int i = 0; i <= Steps; i++)
        {
            double t = end * i / Steps, one = 1 + (t * t / 3);
            sum += (i is 0 or Steps ? 1 : i % 2 == 1 ? 4 : 2) * 2 / (Math.PI * Math.Sqrt(3) * one * one);
        }

        Assert.True(Math.Abs((2 * sum * end / Steps / 3) - 0.8) <= 1e-10);
        Assert.Throws<ArgumentOutOfRangeException>(() => StudentT.TwoSided(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => StudentT.TwoSided(3, 1));
    }

    [Fact]
    public void OfMean_OfFewNumbers_IsTheHandsFigure()
    {
        // Mean 4, s^2 = (9 + 1 + 16) / 2 = 13, s / sqrt(3) = 2.0816660, times 4.3026527.
        Estimate estimate = Estimate.OfMean([1, 3, 8]);
        Assert.Equal((4.0, 3), (estimate.Value, estimate.Count));
        Assert.True(Math.Abs(estimate.High - (4 + (4.302652730 * Math.Sqrt(13.0 / 3)))) <= 1e-7);
        Assert.True(Math.Abs(estimate.Low + estimate.High - 8) <= 1e-12);
        Assert.True(double.IsNaN(Estimate.OfMean([5]).Low) && Estimate.OfMean([5]).Value == 5);
        Assert.True(double.IsNaN(Estimate.OfMean([]).Value));
    }

    [Fact]
    public void Jackknife_OfAMean_IsStudentsInterval()
    {
        double[] numbers = [0.3, -1.2, 4.4, 2.5, 0.1];
        Estimate plain = Estimate.OfMean(numbers);
        Estimate left = Estimate.Jackknife(plain.Value, [.. numbers.Select(one => (numbers.Sum() - one) / 4)]);
        Assert.True(Math.Abs(plain.Low - left.Low) <= 1e-12 && Math.Abs(plain.High - left.High) <= 1e-12);
    }

    [Fact]
    public void TupleMean_OfPairs_LeavesOutThingsAndNotPairs()
    {
        const int Things = 5;
        static double Value(int i, int j) => (i * i) + (3.0 * j) - (i * j * 0.7);
        var mean = new TupleMean(Things);
        for (int i = 0; i < Things; i++)
        {
            for (int j = i + 1; j < Things; j++)
                mean.Add(Value(i, j), i, j);
        }

        double Without(int left)
        {
            double[] rest = [.. Enumerable.Range(0, Things).SelectMany(i => Enumerable.Range(i + 1, Things - i - 1).Where(j => i != left && j != left).Select(j => Value(i, j)))];
            return rest.Average();
        }

        double[] without = [.. Enumerable.Range(0, Things).Select(Without)];
        double error = Math.Sqrt(0.8 * without.Sum(one => Math.Pow(one - without.Average(), 2)));
        Estimate estimate = mean.Estimate;
        Assert.Equal((10, Things), (mean.Count, estimate.Count));
        Assert.True(Math.Abs(estimate.Value - Without(-1)) <= 1e-12);
        Assert.True(Math.Abs(estimate.High - estimate.Value - (2.776445105 * error)) <= 1e-7);
        Assert.Equal((Value(0, 1), Value(3, 4)), (mean.Least, mean.Largest));
    }

    [Fact]
    public void TupleMean_WhereOneThingIsInEveryTuple_HasNoInterval()
    {
        var mean = new TupleMean(2);
        mean.Add(3, 0, 1);
        Assert.Equal(3, mean.Estimate.Value);
        Assert.True(double.IsNaN(mean.Estimate.Low));
    }
}
