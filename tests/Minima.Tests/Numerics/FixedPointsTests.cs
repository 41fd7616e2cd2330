using Minima.Numerics;

namespace Minima.Tests.Numerics;

public sealed class FixedPointsTests
{
    /// <summary>Permutations of 3, 5 and 7 by how many places they leave as they are, counted one by one.</summary>
    [Theory]
    [InlineData(2, 3, 0, 1)]
    [InlineData(44, 45, 20, 10, 0, 1)]
    [InlineData(1854, 1855, 924, 315, 70, 21, 0, 1)]
    public void AtLeast_OfOnePermutation_IsTheCountedShare(params int[] counts)
    {
        int length = counts.Length - 1;
        for (int k = 0; k <= length + 1; k++)
        {
            double expected = counts.Skip(k).Sum() / (double)counts.Sum();
            Assert.True(Math.Abs(FixedPoints.AtLeast([length], k) - expected) <= 1e-15, $"{k}");
        }
    }

    [Fact]
    public void AtLeast_OfTwoPermutations_CountsBoth()
    {
        // 3 and 3: the sum's counts are those of (2, 3, 0, 1) convolved with itself.
        int[] counts = [4, 12, 9, 4, 6, 0, 1];
        for (int k = 0; k < counts.Length; k++)
            Assert.True(Math.Abs(FixedPoints.AtLeast([3, 3], k) - (counts.Skip(k).Sum() / 36.0)) <= 1e-15, $"{k}");
    }

    [Fact]
    public void AtLeast_OfALongPermutation_IsPoisson()
    {
        double poisson = 0, term = Math.Exp(-1);
        for (int k = 0; k < 12; k++)
        {
            Assert.True(Math.Abs(FixedPoints.AtLeast([500], k) - (1 - poisson)) <= 1e-14, $"{k}");
            poisson += term;
            term /= k + 1;
        }

        // 1/20! (1/e + 1/(21 e) + ...) keeps its digits far below what 1 - ... would leave.
        Assert.True(Math.Abs((FixedPoints.AtLeast([500], 20) / (Math.Exp(-1) / 2432902008176640000.0)) - 1.05) <= 0.003);
        Assert.Equal(0, FixedPoints.AtLeast([500], 400));
        Assert.Equal(1, FixedPoints.AtLeast([500], 0));
        Assert.Equal(1, FixedPoints.AtLeast([1], 1));
    }
}
