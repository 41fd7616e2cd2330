namespace Minima.Tests;

public sealed class SmokeTests
{
    [Fact]
    public void Suite_Runs_Passes() => Assert.Equal(4, 2 + 2);
}
