using Minima.Studies.Clusters;

namespace Minima.Tests.Studies.Clusters;

public sealed class ClusterResourcesTests
{
    /// <summary>The forms of sbatch(1), --time, in seconds.</summary>
    [Theory]
    [InlineData("5", 300)]
    [InlineData("0:05", 5)]
    [InlineData("5:30", 330)]
    [InlineData("1:00:00", 3600)]
    [InlineData("2-0", 172800)]
    [InlineData("1-12", 129600)]
    [InlineData("1-12:30", 131400)]
    [InlineData("1-00:00:01", 86401)]
    [InlineData("90", 5400)]
    public void TryParseTime_OfSlurmsForms_IsTheirTimeAndReadsBack(string text, int seconds)
    {
        Assert.True(ClusterResources.TryParseTime(text, out TimeSpan time));
        Assert.Equal(seconds, time.TotalSeconds);
        Assert.True(ClusterResources.TryParseTime(ClusterResources.Format(time), out TimeSpan again));
        Assert.Equal(time, again);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("1:2:3:4")]
    [InlineData("1-2-3")]
    [InlineData("one")]
    [InlineData("1.5")]
    [InlineData("5 ")]
    [InlineData("99999-0")]
    [InlineData("99999999999")]
    [InlineData("1-")]
    public void TryParseTime_OfAnythingElse_IsFalse(string text) => Assert.False(ClusterResources.TryParseTime(text, out _));

    [Theory]
    [InlineData("2G", 2048)]
    [InlineData("500", 500)]
    [InlineData("500m", 500)]
    [InlineData("1T", 1048576)]
    [InlineData("4096K", 4)]
    public void TryParseMemory_WithAUnit_IsInMebibytes(string text, int mebibytes)
    {
        Assert.True(ClusterResources.TryParseMemory(text, out int read));
        Assert.Equal(mebibytes, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("G")]
    [InlineData("0")]
    [InlineData("5K")]
    [InlineData("2X")]
    [InlineData("-1G")]
    [InlineData("9999999T")]
    public void TryParseMemory_OfAnythingElse_IsFalse(string text) => Assert.False(ClusterResources.TryParseMemory(text, out _));

    [Theory]
    [InlineData("--array=1-5")]
    [InlineData("-a1")]
    [InlineData("--output x")]
    [InlineData("--wrap=true")]
    [InlineData("account=x")]
    [InlineData("--comment=a\n#SBATCH --uid=0")]
    public void Demand_OfAnOptionThatTheArraySetsOrThatIsNone_IsRefused(string option) =>
        Assert.Contains("--sbatch is", Assert.Throws<UnusableInputException>(new ClusterResources { Extra = [option] }.Demand).Message);

    [Fact]
    public void Demand_OfOptionsThatOnlyLookLikeIt_IsContent() => new ClusterResources { Extra = ["--account=physics", "-Aphysics", "--dead-line=x", "--acctg-freq=1"] }.Demand();
}
