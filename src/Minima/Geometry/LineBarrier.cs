namespace Minima.Geometry;

/// <summary>How high a line rises above what a barrier is measured from.</summary>
/// <param name="TrainLoss">In nats.</param>
/// <param name="TrainCost">In nats.</param>
/// <param name="TrainError">As a fraction of the training set.</param>
/// <param name="TestLoss">In nats.</param>
/// <param name="TestError">As a fraction of the test set.</param>
public sealed record LineBarrier(double TrainLoss, double TrainCost, double TrainError, double TestLoss, double TestError);

/// <summary>What a published barrier is measured from.</summary>
public enum BarrierBase
{
    /// <summary>The straight mix of the two ends, (1 - t) L(A) + t L(B).</summary>
    Mix,

    /// <summary>The mean of the two ends.</summary>
    Mean,

    /// <summary>Zero: the highest value on the line.</summary>
    Zero,
}

/// <summary>A published definition of the barrier between two networks.</summary>
/// <param name="Name">The first author.</param>
/// <param name="Source">Where it is defined.</param>
/// <param name="Base">What is subtracted.</param>
/// <param name="Points">Points of the grid, both ends counted.</param>
/// <param name="OfLoss">Whether it is one of the loss.</param>
/// <param name="OfError">Whether it is one of the error.</param>
public sealed record BarrierDefinition(string Name, string Source, BarrierBase Base, int Points, bool OfLoss, bool OfError)
{
    /// <summary>The definitions that the known studies use; they differ, so a figure needs its name.</summary>
    public static IReadOnlyList<BarrierDefinition> Published { get; } =
    [
        new("frankle", "Frankle et al. 2020, arXiv 1912.05671", BarrierBase.Mean, 30, OfLoss: false, OfError: true),
        new("entezari", "Entezari et al. 2022, arXiv 2110.06296", BarrierBase.Mix, 25, OfLoss: true, OfError: true),
        new("ainsworth", "Ainsworth et al. 2023, arXiv 2209.04836", BarrierBase.Mean, 25, OfLoss: true, OfError: false),
        new("garipov", "Garipov et al. 2018, their repository", BarrierBase.Zero, 61, OfLoss: true, OfError: true),
    ];
}
