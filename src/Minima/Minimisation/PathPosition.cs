using Minima.Networks;

namespace Minima.Minimisation;

/// <summary>
/// Where a path stands: enough to go on from there to the same bytes.
/// </summary>
/// <param name="Epoch">Epochs completed.</param>
/// <param name="Batch">Batches done of the epoch after those; 0 at an epoch's end.</param>
/// <param name="CostSum">Sum of the costs of those batches, in the order in which they were run.</param>
/// <param name="Seconds">Time spent on those batches.</param>
/// <param name="Parameters">The network's parameters there.</param>
/// <param name="Minimiser">What the minimiser keeps beside them; null where it keeps nothing, or begins there.</param>
public sealed record PathPosition(
    int Epoch, int Batch, double CostSum, double Seconds, Parameters Parameters, MinimiserState? Minimiser = null);

/// <summary>What is known of an epoch when it ends: a row of the metrics.</summary>
/// <param name="Epoch">The epoch; 0 is the start.</param>
/// <param name="TrainCost">Mean of the epoch's minibatch costs; null for the start, which no batch led to.</param>
/// <param name="ValidationErrors">Wrongly read validation examples; 0 of an autoencoder.</param>
/// <param name="TestErrors">Wrongly read test examples; 0 of an autoencoder.</param>
/// <param name="Seconds">The epoch's own time.</param>
public sealed record EpochMetrics(int Epoch, double? TrainCost, int ValidationErrors, int TestErrors, double Seconds)
{
    /// <summary>What an autoencoder, which has no errors, costs instead; null of a network that tells classes apart.</summary>
    public ReconstructionCosts? Reconstruction { get; init; }
}

/// <summary>How well an autoencoder gives uncorrupted examples back, after an epoch: mean costs of an example in nats.</summary>
/// <param name="Validation">Over the validation set.</param>
/// <param name="Test">Over the test set.</param>
public sealed record ReconstructionCosts(double Validation, double Test);

/// <summary>Takes what the descent finds on its way. It is called on the thread that runs the descent.</summary>
public interface IPathSink
{
    /// <summary>Asked after each epoch's end: whether the path is to end there, before the epochs that were asked for.</summary>
    bool IsEnough => false;

    /// <summary>An epoch ended (or the path began: epoch 0, or the one it goes on from). <paramref name="position"/> is valid during the call only.</summary>
    void EpochEnded(EpochMetrics metrics, PathPosition position);

    /// <summary>
    /// The descent stands between two batches of an epoch: every second or so in a long epoch, and when it was asked to stop.
    /// <paramref name="position"/> is valid during the call only.
    /// </summary>
    void Paused(PathPosition position, bool stopping);
}
