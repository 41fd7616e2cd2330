using Minima.Data;
using Minima.Networks;
using Minima.Numerics;
using Minima.Trajectories;

namespace Minima.Studies;

/// <summary>What the snapshots of a series read in one image, as <see cref="Prediction"/> says it of one.</summary>
/// <param name="Input">The image.</param>
/// <param name="Probabilities">
/// How probable each snapshot holds each class, in the order of the snapshots; they sum to 1. Not a number, all of them, where a parameter of
/// the snapshot is not finite.
/// </param>
public sealed record SeriesReading(PredictionInput Input, IReadOnlyList<IReadOnlyList<double>> Probabilities)
{
    /// <summary>Reads an image by every snapshot. They are asked for one by one.</summary>
    /// <param name="network">The network of all of them.</param>
    /// <param name="snapshots">The snapshots.</param>
    /// <param name="input">The image.</param>
    /// <exception cref="UnusableInputException">The network takes another number of inputs.</exception>
    public static SeriesReading Of(Network network, IEnumerable<Snapshot> snapshots, PredictionInput input)
    {
        var example = Examples.FromValues(input.Values, new byte[1], input.Values.Length);

        // One thread: the work is to lay the parameters out, not to multiply.
        using var functional = new Functional(network, example, threads: 1);
        return new SeriesReading(input, [.. snapshots.Select(snapshot => snapshot.Parameters.FirstNonFinite() is null
            ? [.. functional.LogProbabilities(snapshot.Parameters).Select(static log => Elementary.Exp(log))]
            : (IReadOnlyList<double>)[.. Enumerable.Repeat(double.NaN, network.Classes)])]);
    }
}
