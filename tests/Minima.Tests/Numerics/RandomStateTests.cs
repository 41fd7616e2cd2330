using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Minima.Numerics;

namespace Minima.Tests.Numerics;

/// <summary>Against what NumPy 1.24.2 drew; long streams by their SHA-256, little-endian.</summary>
public sealed class RandomStateTests
{
    private const uint Seed = 1234567890;

    [Fact]
    public void NextDouble_KnownSeed_IsNumPysRand() => Assert.Equal(
        [0.61879477158567997, 0.59162362775974664, 0.88868358904449662, 0.89165480011560816, 0.4575674820298663, 0.7781880808593471],
        Draw(new RandomState(Seed), 6, r => r.NextDouble()));

    [Fact]
    public void Uniform_KnownSeed_IsNumPysUniform() => Assert.Equal(6.99097932346268003, new RandomState(Seed).Uniform(1.23, 10.54));

    [Theory]
    [InlineData(0, "5176938680cbe2f3b2a40c7ac1875ea43501616658b69bc8711aa270ea0100a5")]
    [InlineData(1, "915e76fde913af584ba65eb15028d39501984bae81403fd8b4aa2dadd7e2680d")]
    [InlineData(1234, "1bee13b33ad999261679c92284490dd8034502f2a35d7aba8ab3e300df853fba")]
    [InlineData(3421, "b4f5c169da4f645b365e12a4d5435046d4902c9ed26dd07def99878c7b6f225f")]
    [InlineData(2147483648, "844a4ed17c334bdd42057e5f915c704264b3921ac7973743d3b6024e1a6e7652")]
    [InlineData(4294967295, "100b58173a53cc51f9d99bf211e58118f41af589ddf9171fb268d6533383698a")]
    public void NextUInt32_TwoThousandWords_AreNumPys(uint seed, string sha256) =>
        Assert.Equal(sha256, Sha256(Draw(new RandomState(seed), 2000, r => r.NextUInt32())));

    [Theory]
    [InlineData(new uint[] { 0 }, "a4aefe4e07260ce5922e09534feddd46c506642c3271e876bd269d0d74bc0034")]
    [InlineData(new uint[] { 0, 0 }, "551abbebc04a1f02976608794d93820dfdec616414dbb78ade4e28d926b3f678")]
    [InlineData(new uint[] { 0, 1 }, "e5995086271d059d1e6cc28aae587faed5a916dc874ce84781d8ce399c661988")]
    [InlineData(new uint[] { 0, 499 }, "b73171a5262680578c4c20b2595ad7f9e270a55f5780de304587240a991eec29")]
    [InlineData(new uint[] { 7, 3 }, "67649be8886486ec6b809301e8bb444857cb2fc1ea1b2ee9942b60aa5dd4c603")]
    [InlineData(new uint[] { 1, 2, 3, 4, 5 }, "62c35d279330ae612a59badedcb71f140f274e6ae3f9d433c0855a7a8cadf53d")]
    public void NextUInt32_ArrayOfSeeds_AreNumPys(uint[] seeds, string sha256) =>
        Assert.Equal(sha256, Sha256(Draw(new RandomState(seeds), 2000, r => r.NextUInt32())));

    [Fact]
    public void NextUInt32_MoreSeedsThanTheState_AreNumPys()
    {
        uint[] seeds = [.. Enumerable.Range(0, 1000).Select(i => (uint)i)];
        Assert.Equal(
            "a24b2fe7cb3ca27e4eadfd66be69b36dd7891d095fe616578e1f8f384dd808ed",
            Sha256(Draw(new RandomState(seeds), 2000, r => r.NextUInt32())));
    }

    [Fact]
    public void Construction_NoSeeds_IsRefused() => Assert.Throws<ArgumentException>(() => new RandomState([]));

    [Theory]
    [InlineData(1234, "5df4c7b682dcbde23aa85498d8ca81cc7c865118cbbbeaea42863436f554275a")]
    [InlineData(3421, "6197267d2920baa14dda290eb341b3c97db2f47d4b4cb4abfa1565960bcc582d")]
    public void Uniform_HiddenWeights_AreNumPysAsFloats(uint seed, string sha256)
    {
        float[] weights = new float[784 * 500];
        double limit = Math.Sqrt(6.0 / 1284.0);
        new RandomState(seed).Uniform(-limit, limit, weights);
        Assert.Equal(sha256, Sha256(weights));
    }

    [Fact]
    public void StandardNormal_KnownSeed_IsNumPysRandnWithinAUnit() => AssertWithinAUnit(
        [1.34016345771863121, 1.73759122771936081, 1.498988344300628, -.2286433324536169, 2.031033998682787, 2.17032494605655257],
        Draw(new RandomState(Seed), 6, r => r.StandardNormal()));

    [Fact]
    public void StandardNormal_LongerStream_IsNumPysRandnWithinAUnit() =>
        AssertWithinAUnit(RandomStateVectors.Normal1234, Draw(new RandomState(1234), 128, r => r.StandardNormal()));

    [Theory]
    [InlineData(7, 5010, "6f8f253e23aff73b4e111d614d73c9bf851d021a6bf0771a5e1e792f740fcaff")]
    [InlineData(0, 5010, "0b052c98c0850ee2e22b8320e00f97202a8e2f6c836201eb85d6eb31265ddd4c")]
    [InlineData(Seed, 5010, "6cb446837e499cf6b85f6bdd9a8f76db51038dd5d5aa94bc4ba8f7fafe0b8601")]
    [InlineData(5, 1001, "3e55a406a130f3bed073b8d140ecf4e7ec3f90c4074cedbe4a9016f1e2e799ac")]
    public void StandardNormal_OutputLayer_IsNumPysAsFloats(uint seed, int count, string sha256)
    {
        float[] values = new float[count];
        new RandomState(seed).StandardNormal(values);
        Assert.Equal(sha256, Sha256(values));
    }

    [Theory]
    [InlineData(new uint[] { 0, 1 }, "317bd20b60c31847f61e13c1364926b21c2e9e7fcb58523eebd7b73fbd44af3d")]
    [InlineData(new uint[] { 0, 2 }, "315e0f662158e00d6da8b95bfc0227630705008d7566c8dd344d207a60eddfd2")]
    [InlineData(new uint[] { 5, 500 }, "d501a20c1394530a2401ccbd98c89b4ee7c80f7950fc5e39d0292863fbf83a84")]
    public void Permutation_FiftyThousandFromAnArrayOfSeeds_IsNumPys(uint[] seeds, string sha256) =>
        Assert.Equal(sha256, Sha256(new RandomState(seeds).Permutation(50_000)));

    [Theory]
    [InlineData(0, "c359a705f6aae50398faf0f1c23224e1de718853ada8378c993cc70b24a79964")]
    [InlineData(99, "1796f507937abd7f4977600900c25720fb953d8978926a23deca23c8efd66610")]
    public void Permutation_FiftyThousand_IsNumPys(uint seed, string sha256) =>
        Assert.Equal(sha256, Sha256(new RandomState(seed).Permutation(50_000)));

    [Fact]
    public void Shuffle_KnownSeed_IsNumPys()
    {
        int[] digits = [1, 2, 3, 4, 5, 6, 7, 8, 9, 0];
        new RandomState(Seed).Shuffle<int>(digits);
        Assert.Equal([0, 1, 9, 6, 2, 4, 5, 8, 7, 3], digits);

        double[] numbers = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
        new RandomState(2016).Shuffle<double>(numbers);
        Assert.Equal([1, 8, 4, 5, 0, 6, 9, 2, 7, 3], numbers);
    }

    [Fact]
    public void Permutation_NothingOrOne_DrawsNothing()
    {
        RandomState random = new(3);
        Assert.Empty(random.Permutation(0));
        Assert.Equal([0], random.Permutation(1));
        Assert.Equal(new RandomState(3).NextUInt32(), random.NextUInt32());
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Permutation(-1));
    }

    [Fact]
    public void Integer_KnownSeeds_AreNumPysRandint()
    {
        Assert.Equal(684, new RandomState(0).Integer(1000));
        Assert.Equal(419, new RandomState(4294967295).Integer(1000));
        Assert.Equal(973, new RandomState([0]).Integer(1000));

        RandomState random = new(42);
        int[] bounds = [1, 2, 3, 10, 100, 1000, 65536, 65537, int.MaxValue, 1, 7];
        Assert.Equal([0, 0, 0, 7, 60, 20, 54886, 6265, 669991378, 0, 6], bounds.Select(random.Integer));
        Assert.Equal(249467210u, random.NextUInt32());
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Integer(0));
    }

    [Fact]
    public void StandardNormal_AmongOtherDraws_KeepsItsSpareNumber()
    {
        RandomState random = new(9);
        AssertWithinAUnit([0.0011085547122109732], [random.StandardNormal()]);
        Assert.Equal(0.4957732931341461, random.NextDouble());
        AssertWithinAUnit([-0.2895440692501988], [random.StandardNormal()]);
        Assert.Equal(6, random.Integer(10));
        Assert.Equal(-1.8631113163636916, random.Uniform(-3, 5));
    }

    private static T[] Draw<T>(RandomState random, int count, Func<RandomState, T> draw) =>
        [.. Enumerable.Range(0, count).Select(_ => draw(random))];

    private static string Sha256<T>(T[] values)
        where T : unmanaged => Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(values.AsSpan())));

    private static void AssertWithinAUnit(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            double unit = Math.BitIncrement(Math.Abs(expected[i])) - Math.Abs(expected[i]);
            Assert.True(Math.Abs(actual[i] - expected[i]) <= unit, $"Number {i} is {actual[i]:R}, NumPy's {expected[i]:R}.");
        }
    }
}
