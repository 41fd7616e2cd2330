using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Minima.Networks;

namespace Minima.Tests.Networks;

/// <summary>Against the SHA-256 of what NumPy 1.24.2 draws and casts to float32, by the calls named at each test.</summary>
public sealed class InitialisationTests
{
    /// <summary><c>b = sqrt(6 / 1284); RandomState(seed).uniform(-b, b, (784, 500)).astype("f4")</c>.</summary>
    [Theory]
    [InlineData(1234, "5df4c7b682dcbde23aa85498d8ca81cc7c865118cbbbeaea42863436f554275a")]
    [InlineData(3421, "6197267d2920baa14dda290eb341b3c97db2f47d4b4cb4abfa1565960bcc582d")]
    public void Draw_TanhLayer_EqualsNumPy(uint seed, string sha256)
    {
        Parameters start = Initialisation.Draw(Network.Perceptron(784, [500], 10), new Start(seed));
        Assert.Equal(sha256, Sha256(start["hidden.W"]));
        AssertZero(start, "hidden.b", "output.W", "output.b");
    }

    /// <summary>
    /// <c>r = RandomState(23455)</c>, then in turn <c>r.uniform(-b, b, shape).astype("f4")</c> with b = sqrt(6 / (25 + 125)), sqrt(6 / (500 + 312)), sqrt(6 / 1300).
    /// </summary>
    [Fact]
    public void Draw_LeNet_EqualsNumPy()
    {
        Parameters start = Initialisation.Draw(Network.LeNet(28, 28, 10), new Start(23455));
        Assert.Equal("a932a7f798ef5afdd1760995148abd98ab3d42cc4db7e101b392db06533bd81c", Sha256(start["conv1.W"]));
        Assert.Equal("a88f072f40cc1fc0c985d531842f94d24e4a2e42164c086f7e20fd832b9eb03f", Sha256(start["conv2.W"]));
        Assert.Equal("3d636d0e66bd6a2fe05039728cd6ab7433af3629ca57e4c7a1012c29ff6ddae5", Sha256(start["hidden.W"]));
        AssertZero(start, "conv1.b", "conv2.b", "hidden.b", "output.W", "output.b");
    }

    [Fact]
    public void Draw_ReluLayer_EqualsTanhLayer() => Assert.Equal(
        Initialisation.Draw(Network.Perceptron(784, [500], 10), new Start()).Values,
        Initialisation.Draw(Network.Perceptron(784, [500], 10, Activation.Relu), new Start()).Values);

    /// <summary><c>(4 * RandomState(1234).uniform(-b, b, (784, 500))).astype("f4")</c>.</summary>
    [Fact]
    public void Draw_SigmoidLayer_IsFourTimesAsWide()
    {
        Parameters start = Initialisation.Draw(Network.Perceptron(784, [500], 10, Activation.Sigmoid), new Start(1234));
        Assert.Equal("3ebc7a213c94a04b75cfc311399bd33b8341c9fc193c889c12d4ca4a1c529377", Sha256(start["hidden.W"]));
    }

    /// <summary>From one <c>r = RandomState(99)</c>: (20, 30) within sqrt(6 / 50), then (30, 17) within sqrt(6 / 47).</summary>
    [Fact]
    public void Draw_TwoHiddenLayers_ComeFromOneGenerator()
    {
        Parameters start = Initialisation.Draw(Network.Perceptron(20, [30, 17], 4), new Start(99));
        Assert.Equal("72dda0521c5a61606e76651209b8249698fb0f766ca0c8d08d57ba7c43e374c8", Sha256(start["hidden1.W"]));
        Assert.Equal("63d9262bc1c94af9d578bf4c3292c25e6183fbd01814f93fa4ee8f54454a2739", Sha256(start["hidden2.W"]));
        AssertZero(start, "hidden1.b", "hidden2.b", "output.W", "output.b");
    }

    /// <summary><c>r = RandomState(7); r.randn(500, 10).astype("f4"); r.randn(10).astype("f4")</c>.</summary>
    [Fact]
    public void Draw_RandomOutput_EqualsNumPyFromAGeneratorOfItsOwn()
    {
        Parameters start = Initialisation.Draw(Network.Perceptron(784, [500], 10), new Start(3421, OutputStart.Random, 7));
        Assert.Equal("6197267d2920baa14dda290eb341b3c97db2f47d4b4cb4abfa1565960bcc582d", Sha256(start["hidden.W"]));
        Assert.Equal("dcf9ca3ad405d4e46c57f9648a36b40d3d3962e34464c337f6fb45c795ab8887", Sha256(start["output.W"]));
        Assert.Equal("c7b467ae0fa65a58558ee5b098f8ef7e2c3b0cb5a5c7a462677d9b4499770636", Sha256(start["output.b"]));
    }

    private static string Sha256(Span<float> values) => Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(values)));

    private static void AssertZero(Parameters parameters, params string[] names)
    {
        foreach (string name in names)
            Assert.False(parameters[name].ContainsAnyExcept(0f), name);
    }
}
