using Minima.Numerics;

namespace Minima.Tests.Numerics;

public sealed class McNemarTests
{
    // From exact rational arithmetic: min(1, 2 * sum of C(n, i) for i <= k / 2^n), rounded once.
    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(0, 1, 1)]
    [InlineData(3, 3, 1)]
    [InlineData(3, 4, 1)]
    [InlineData(0, 6, 0.03125)]
    [InlineData(1, 9, 0.021484375)]
    [InlineData(5, 15, 0.04138946533203125)]
    [InlineData(40, 44, 0.7436441861052041)]
    [InlineData(20, 45, 0.0026263768106840383)]
    [InlineData(174, 178, 0.8729886044078227)]
    [InlineData(500, 600, 0.0028195449914364275)]
    [InlineData(9000, 10000, 4.194037144140787e-13)]
    [InlineData(9900, 10000, 0.4828095738351457)]
    [InlineData(9999, 10000, 1)]
    [InlineData(10000, 10000, 1)]
    [InlineData(0, 1000, 1.8665272370064378e-301)]
    [InlineData(0, 10000, 0)]
    public void ExactP_Counts_AgreesWithRationalArithmetic(int first, int second, double expected)
    {
        Assert.True(Math.Abs(McNemar.ExactP(first, second) - expected) <= 1e-11 * expected);
        Assert.Equal(McNemar.ExactP(first, second), McNemar.ExactP(second, first));
    }

    [Fact]
    public void ExactP_NegativeCount_Throws() => Assert.Throws<ArgumentOutOfRangeException>(static () => McNemar.ExactP(1, -1));
}
