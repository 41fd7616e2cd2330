using Minima.Numerics;

namespace Minima.Networks;

/// <summary>
/// The start of autoencoders, drawn as the Theano tutorial draws it: the generator's first number seeds the masks, then come the weights. All
/// biases, and an output layer, are zero.
/// </summary>
/// <remarks>
/// Source: code/dA.py and code/SdA.py, <c>RandomStreams(numpy_rng.randint(2 ** 30))</c>, with the streams of
/// <c>theano.tensor.shared_randomstreams</c>, which dA.py and the author's own SdA use: a generator seeded so, whose <c>randint(2 ** 30)</c> seeds
/// one <c>RandomState</c> for each random variable. Each layer has one such variable, its mask, in the layers' order.
/// </remarks>
/// <param name="Parameters">Weights uniform in +-4 sqrt(6 / (inputs + outputs)), row-major, layer after layer; everything else zero.</param>
/// <param name="MaskSeeds">A seed for the masks of each layer.</param>
public sealed record StackedStart(Parameters Parameters, IReadOnlyList<uint> MaskSeeds)
{
    private const int Seeds = 1 << 30;

    /// <summary>Draws the start of an autoencoder, or of a network whose hidden layers are to be trained as such.</summary>
    public static StackedStart Draw(Network network, uint seed)
    {
        var random = new RandomState(seed);
        var streams = new RandomState((uint)random.Integer(Seeds));
        var parameters = new Parameters(network.Layout);
        var seeds = new List<uint>();
        foreach (Layer layer in network.Layers.SkipLast(1))
        {
            double bound = 4 * Math.Sqrt(6.0 / (layer.Inputs + layer.Outputs));
            random.Uniform(-bound, bound, parameters[layer.Weights]);
            seeds.Add((uint)streams.Integer(Seeds));
        }

        return new StackedStart(parameters, seeds);
    }
}
