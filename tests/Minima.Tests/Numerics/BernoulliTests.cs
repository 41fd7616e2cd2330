using Minima.Numerics;

namespace Minima.Tests.Numerics;

/// <summary>Masks as NumPy draws them: what <c>RandomState(seed).binomial(1, p, n)</c> printed.</summary>
public sealed class BernoulliTests
{
    private const uint Seed = 979381764;

    [Theory]
    [InlineData(0.7, "1111101011111100111111011011011000111011")]
    [InlineData(0.3, "0000010100000011000000100100100111000100")]
    [InlineData(0.5, "0101111101000111001000101110101111110100")]
    [InlineData(1.0, "1111111111111111111111111111111111111111")]
    [InlineData(0.0, "0000000000000000000000000000000000000000")]
    public void Bernoulli_AnyShare_IsNumPys(double p, string expected)
    {
        float[] drawn = new float[expected.Length];
        new RandomState(Seed).Bernoulli(p, drawn);
        Assert.Equal(expected, string.Concat(drawn.Select(static value => value == 1 ? "1" : value == 0 ? "0" : "?")));
    }

    [Theory]
    [InlineData(0.1, 89981)]
    [InlineData(0.2, 79946)]
    [InlineData(0.3, 69815)]
    [InlineData(0.7, 30185)]
    public void Bernoulli_ManyDraws_HaveNumPysSum(double corruption, int expected)
    {
        float[] drawn = new float[100_000];
        new RandomState(5).Bernoulli(1 - corruption, drawn);
        Assert.Equal(expected, drawn.Count(static value => value == 1));
    }

    [Theory, InlineData(0.7), InlineData(0.3), InlineData(0.5), InlineData(1.0), InlineData(1e-17), InlineData(1 - 1e-16)]
    public void Bernoulli_AnyLengthFromAnyWord_IsWhatSingleNumbersSay(double p)
    {
        var lengths = new RandomState(8);
        RandomState many = new(Seed), single = new(Seed);
        for (int number = 0; number < 500; number++)
        {
            if (lengths.Integer(3) == 0)
                Assert.Equal(single.NextUInt32(), many.NextUInt32());
            float[] drawn = new float[lengths.Integer(900)], expected = new float[drawn.Length];
            many.Bernoulli(p, drawn);
            for (int i = 0; i < expected.Length; i++)
                single.Bernoulli(p, expected.AsSpan(i, 1));
            Assert.Equal(expected, drawn);
        }
    }

    [Theory, InlineData(0.9), InlineData(1.0)]
    public void Bernoulli_EachNumber_TakesOneDouble(double p)
    {
        var random = new RandomState(Seed);
        random.Bernoulli(p, new float[1000]);
        Assert.Equal(526395958, random.Integer(1 << 30));
    }

    [Theory, InlineData(0), InlineData(1), InlineData(623), InlineData(624), InlineData(625), InlineData(5000)]
    public void Skip_SomeWords_IsAsIfTheyWereDrawn(int words)
    {
        RandomState drawing = new(Seed), skipping = new(Seed);
        for (int i = 0; i < words; i++)
            drawing.NextUInt32();
        skipping.Skip(words);
        Assert.Equal(drawing.NextUInt32(), skipping.NextUInt32());
    }

    [Fact]
    public void Restart_AfterDraws_BeginsTheStreamOfTheSeed()
    {
        var random = new RandomState(7);
        random.StandardNormal();
        random.Restart(Seed);
        Assert.Equal(new RandomState(Seed).StandardNormal(), random.StandardNormal());
    }

    [Theory, InlineData(-0.1), InlineData(1.1), InlineData(double.NaN)]
    public void Bernoulli_NoShare_IsRefused(double p) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandomState(1).Bernoulli(p, new float[1]));
}
