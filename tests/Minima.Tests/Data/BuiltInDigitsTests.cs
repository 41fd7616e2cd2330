using Minima.Data;

namespace Minima.Tests.Data;

public sealed class BuiltInDigitsTests
{
    private const int Side = 28;
    private const int Pixels = Side * Side;

    private static readonly DataSet Digits = BuiltInDigits.Load();

    /// <summary>A change of these bytes changes every result on the built-in digits, so it has to be meant.</summary>
    [Fact]
    public void Load_OnAnyMachine_HasThisFingerprint() => Assert.Equal(
        "a4d841633ab81a8af57507ea05837146777cebb5c336f605626c84bc1761c163",
        Digits.Fingerprint);

    [Fact]
    public void Load_Description_SaysWhatItIs()
    {
        Assert.Equal("digits", Digits.Name);
        Assert.Equal(
            "built-in digits (synthetic handwriting drawn by code; seed 2016): 6,000 train, 1,000 validation, 2,000 test",
            Digits.Description);
        Assert.Equal((10, Pixels), (Digits.Classes, Digits.Inputs));
        Assert.Equal((6000, 1000, 2000), (Digits.Train.Count, Digits.Validation.Count, Digits.Test.Count));
    }

    [Fact]
    public void Draw_OneByOneFromTheEnd_GivesTheSameBytesAsAllAtOnce()
    {
        byte[] page = new byte[Pixels];
        for (int i = Digits.Test.Count - 1; i >= 0; i--)
        {
            Array.Clear(page);
            Assert.Equal(Digits.Test.Labels[i], BuiltInDigits.DrawExample(2016, 2, i, page));
            Assert.True(Digits.Test.Pixels.Slice(i * Pixels, Pixels).SequenceEqual(page), $"Test example {i} differs.");
        }
    }

    [Fact]
    public async Task Draw_InSeveralThreadsAtATime_GivesTheSameBytes()
    {
        string[] fingerprints = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => Task.Run(() => BuiltInDigits.Draw(5, 203, 51, 102).Fingerprint)));
        Assert.Single(fingerprints.Distinct());
    }

    [Fact]
    public void Draw_SmallerSet_IsTheBeginningOfTheLarger()
    {
        DataSet small = BuiltInDigits.Draw(2016, 123, 0, 45);
        Assert.True(Digits.Train.Pixels.StartsWith(small.Train.Pixels));
        Assert.True(Digits.Train.Labels.StartsWith(small.Train.Labels));
        Assert.True(Digits.Test.Pixels.StartsWith(small.Test.Pixels));
        Assert.Equal(0, small.Validation.Count);
    }

    [Fact]
    public void Draw_AnotherSeed_GivesOtherDigits() =>
        Assert.NotEqual(BuiltInDigits.Draw(1, 10, 10, 10).Fingerprint, BuiltInDigits.Draw(2, 10, 10, 10).Fingerprint);

    [Fact]
    public void Load_EveryExample_IsDrawnOnlyOnce()
    {
        HashSet<string> seen = [];
        foreach (Examples part in (ReadOnlySpan<Examples>)[Digits.Train, Digits.Validation, Digits.Test])
        {
            for (int i = 0; i < part.Count; i++)
                Assert.True(seen.Add(Convert.ToBase64String(part.Pixels.Slice(i * Pixels, Pixels))), $"Example {i} is a copy.");
        }
    }

    [Fact]
    public void Load_Labels_AreBalancedButInNoFixedOrder()
    {
        foreach (Examples part in (ReadOnlySpan<Examples>)[Digits.Train, Digits.Validation, Digits.Test])
        {
            byte[] labels = part.Labels.ToArray();
            Assert.All(Enumerable.Range(0, 10), digit => Assert.Equal(part.Count / 10, labels.Count(l => l == digit)));
            Assert.All(Enumerable.Range(0, 10), digit => Assert.InRange(labels.Chunk(10).Count(ten => ten[0] == digit), 1, part.Count / 40));
        }
    }

    [Theory]
    [InlineData(2016)]
    [InlineData(0)]
    [InlineData(uint.MaxValue)]
    public void Draw_AnySeed_LeavesTheBorderBlankAndThePageMostlySo(uint seed)
    {
        Examples digits = BuiltInDigits.Draw(seed, 2000, 0, 0).Train;
        int allLit = 0;
        for (int i = 0; i < digits.Count; i++)
        {
            ReadOnlySpan<byte> page = digits.Pixels.Slice(i * Pixels, Pixels);
            int lit = 0;
            for (int at = 0; at < Pixels; at++)
            {
                bool border = at / Side is 0 or Side - 1 || at % Side is 0 or Side - 1;
                if (border && page[at] != 0)
                    Assert.Fail($"Example {i} has ink on its border.");
                lit += page[at] > 0 ? 1 : 0;
            }

            Assert.InRange(lit, 0.04 * Pixels, 0.45 * Pixels);
            allLit += lit;
        }

        // MNIST's training digits have 19 % of their pixels lit.
        Assert.InRange(allLit / (double)digits.Pixels.Length, 0.17, 0.21);
    }

    [Fact]
    public void Load_NearestMeanDigit_IsFarBetterThanChanceAndFarFromPerfect()
    {
        double[][] means = [.. Enumerable.Range(0, 10).Select(digit => Mean(Digits.Train, digit))];
        int errors = 0;
        for (int i = 0; i < Digits.Test.Count; i++)
        {
            double[] distances = [.. means.Select(mean => SquaredDistance(Digits.Test.Pixels.Slice(i * Pixels, Pixels), mean))];
            errors += Array.IndexOf(distances, distances.Min()) == Digits.Test.Labels[i] ? 0 : 1;
        }

        Assert.InRange(errors / (double)Digits.Test.Count, 0.05, 0.20);
    }

    private static double SquaredDistance(ReadOnlySpan<byte> page, double[] mean)
    {
        double sum = 0.0;
        for (int at = 0; at < Pixels; at++)
            sum += (page[at] - mean[at]) * (page[at] - mean[at]);
        return sum;
    }

    private static double[] Mean(Examples examples, int digit)
    {
        double[] mean = new double[Pixels];
        for (int i = 0; i < examples.Count; i++)
        {
            for (int at = 0; at < Pixels && examples.Labels[i] == digit; at++)
                mean[at] += examples.Pixels[i * Pixels + at] * 10.0 / examples.Count;
        }

        return mean;
    }
}
