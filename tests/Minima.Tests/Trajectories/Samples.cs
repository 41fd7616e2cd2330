using Minima.Minimisation;
using Minima.Networks;
using Minima.Trajectories;

namespace Minima.Tests.Trajectories;

/// <summary>Small runs to test with.</summary>
internal static class Samples
{
    public const string Fingerprint = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    public static Network Network { get; } = Network.Perceptron(3, [2], 2);

    public static RunConfiguration Configuration { get; } = new(Network, new Start(), new DescentOptions(), "digits", Fingerprint);

    /// <summary>A run that begins with the parameters of epoch 4.</summary>
    public static RunConfiguration Given { get; } =
        new(Network, new Start(), new DescentOptions(), "digits", Fingerprint, given: GivenStart.Of(At(4, 0), 4));

    /// <summary>A run by Adam.</summary>
    public static RunConfiguration Adam { get; } = new(
        Network, new Start(), new DescentOptions { Minimiser = new Adam(DecoupledDecay: true), Schedule = new RateSchedule(1, 20) }, "digits", Fingerprint);

    /// <summary>Parameters that differ from one place of a path to the next, and in every number.</summary>
    public static Parameters At(int epoch, int batch, Network? network = null)
    {
        var parameters = new Parameters((network ?? Network).Layout);
        for (int i = 0; i < parameters.Values.Length; i++)
            parameters.Values[i] = (1f / (i + 3)) - (epoch * 0.37f) + (batch * 0.011f);
        return parameters;
    }
}
