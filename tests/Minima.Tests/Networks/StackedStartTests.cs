using Minima.Networks;

namespace Minima.Tests.Networks;

/// <summary>What NumPy printed for the draws of code/dA.py and code/SdA.py, in their order.</summary>
public sealed class StackedStartTests
{
    [Fact]
    public void Draw_OfTheDemonstration_IsNumPys()
    {
        Network network = Network.Autoencoder(784, 500);
        var start = StackedStart.Draw(network, 123);
        Assert.Equal([979381764u], start.MaskSeeds);
        ReadOnlySpan<float> weights = start.Parameters["hidden.W"];
        Assert.Equal((0.11645860970020294f, -0.03911701589822769f, 0.2316545844078064f), (weights[0], weights[1], weights[^1]));
        Assert.Equal(-1, start.Parameters["hidden.b"].IndexOfAnyExcept(0f));
        Assert.Equal(-1, start.Parameters["visible.b"].IndexOfAnyExcept(0f));
    }

    [Fact]
    public void Draw_OfTheStack_IsNumPys()
    {
        Network network = Network.Perceptron(784, [1000, 1000, 1000], 10, Activation.Sigmoid);
        var start = StackedStart.Draw(network, 89677);
        Assert.Equal([717308480u, 247529708u, 936020024u], start.MaskSeeds);
        Assert.Equal(0.06179409474134445f, start.Parameters["hidden1.W"][0]);
        Assert.Equal(0.12110964953899384f, start.Parameters["hidden2.W"][0]);
        Assert.Equal(0.13896790146827698f, start.Parameters["hidden2.W"][^1]);
        Assert.Equal(-1, start.Parameters["output.W"].IndexOfAnyExcept(0f));
    }
}
