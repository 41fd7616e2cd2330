using Minima.Data;
using Minima.Networks;

namespace Minima.Studies.Pairs;

/// <summary>A network by itself: what it makes of the data, and who it is.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Network">Its layers.</param>
/// <param name="Parameters">Its numbers, all of them finite.</param>
/// <param name="Sha256">Of them (see <see cref="GivenStart"/>).</param>
/// <param name="Train">Loss and errors on the training set.</param>
/// <param name="Test">Loss and errors on the test set.</param>
/// <param name="Predictions">The class that it reads in each test example.</param>
public sealed record MeasuredNetwork(
    string Name, Network Network, Parameters Parameters, string Sha256, Evaluation Train, Evaluation Test, IReadOnlyList<byte> Predictions)
{
    /// <summary>How many test examples two networks read differently.</summary>
    public int Differ(MeasuredNetwork other)
    {
        int differ = 0;
        for (int i = 0; i < Predictions.Count; i++)
            differ += Predictions[i] == other.Predictions[i] ? 0 : 1;
        return differ;
    }

    /// <summary>Whether both have the same layers: lengths, order and activations. Only then is there a line between them.</summary>
    public bool IsOfTheSameShape(MeasuredNetwork other) => Network.HasShapeOf(other.Network);

    /// <summary>Measures networks of one shape; the examples are packed once for all of them.</summary>
    /// <param name="network">The layers of all of them.</param>
    /// <param name="members">Names and numbers.</param>
    /// <param name="data">What they are measured on.</param>
    /// <param name="threads">How many threads compute; 0: one for each core.</param>
    /// <param name="done">Is called after each.</param>
    /// <param name="cancellation">Stops it between two.</param>
    /// <exception cref="UnusableInputException">The data do not fit, or a number is not finite.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was requested.</exception>
    public static IReadOnlyList<MeasuredNetwork> Of(
        Network network,
        IReadOnlyList<(string Name, Parameters Parameters)> members,
        DataSet data,
        int threads,
        Action? done = null,
        CancellationToken cancellation = default)
    {
        using Functional train = new(network, data.Train, threads: threads), test = new(network, data.Test, threads: threads);
        var measured = new List<MeasuredNetwork>();
        foreach ((string name, Parameters parameters) in members)
        {
            cancellation.ThrowIfCancellationRequested();
            if (parameters.FirstNonFinite() is { } bad)
                throw new UnusableInputException($"'{name}' holds a number that is not finite: {bad}. Only finite networks can be measured.");
            Answers answers = test.Answer(parameters);
            string sha = GivenStart.Of(parameters, 0).Parameters;
            measured.Add(new MeasuredNetwork(name, network, parameters, sha, train.Evaluate(parameters), answers.Evaluation, answers.Predictions));
            done?.Invoke();
        }

        return measured;
    }
}
