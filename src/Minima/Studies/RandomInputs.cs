using Minima.Data;
using Minima.Networks;
using Minima.Numerics;
using Minima.Trajectories;

namespace Minima.Studies;

/// <summary>
/// Examples for a network whose data is not at hand: standard normal numbers, labelled as the network itself predicts. They show whether two networks compute the
/// same; a loss on them says how far another network is from this one, and nothing of its use.
/// </summary>
public static class RandomInputs
{
    /// <summary>What a command line calls them.</summary>
    public const string Name = "random";

    private const int Count = 2000;

    // A stream of its own beside those of nulls and starts.
    private const uint Stream = 0x1249D0E5;

    /// <summary>2,000 to train and 2,000 to test.</summary>
    /// <param name="snapshot">The network; its numbers are finite.</param>
    /// <param name="seed">Of the numbers.</param>
    public static DataSet Of(Snapshot snapshot, uint seed)
    {
        Network network = snapshot.Network;
        var random = new RandomState(seed, Stream);
        Examples train = Draw(), test = Draw();
        return new DataSet(
            Name, $"{Count} standard normal inputs to train and to test, labelled as the first network predicts", network.Classes, train,
            Examples.FromValues([], [], network.Inputs), test);

        Examples Draw()
        {
            float[] values = new float[Count * network.Inputs];
            random.StandardNormal(values);
            using var functional = new Functional(network, Examples.FromValues(values, new byte[Count], network.Inputs), threads: 1);
            return Examples.FromValues(values, functional.Predict(snapshot.Parameters), network.Inputs);
        }
    }
}
