using Minima.Figures;

namespace Minima.Tests.Figures;

public sealed class CountedTests
{
    [Theory]
    [InlineData(0, "0 units", "0 units are")]
    [InlineData(1, "1 unit", "1 unit is")]
    [InlineData(2, "2 units", "2 units are")]
    [InlineData(1500, "1500 units", "1500 units are")]
    public void Of_OneOrMore_TakesTheWordThatFits(int count, string noun, string clause)
    {
        Assert.Equal(noun, Counted.Of(count, "unit"));
        Assert.Equal(clause, Counted.Of(count, "unit is", "units are"));
    }
}
