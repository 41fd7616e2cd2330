using Minima.Geometry;
using Minima.Minimisation;
using Minima.Networks;
using Minima.Trajectories;

namespace Minima.PublishedStudies;

/// <summary>
/// The network of Git Re-Basin (Ainsworth et al., arXiv 2209.04836): 784-512-512-512-10, ReLU, momentum 0.9, batches of 500; here without
/// weight decay and at a constant rate, the examples in another order each epoch, and another order and start for each of the two.
/// </summary>
internal static class DeepRelu
{
    // Of the training set, to measure lines on; the study is about the test loss.
    private const int Examples = 10_000;

    public const string Columns = "naive,permuted,aligned,loss_a,loss_b,top_naive,top_permuted,top_aligned,naive_train,permuted_train,aligned_train";

    public static Run Train(Workshop workshop, double rate, uint seed, int epochs, params int[] keep) => workshop.Train(
        FormattableString.Invariant($"deep-{rate}-{seed}"), workshop.Relu(512, 512, 512), seed,
        new DescentOptions { BatchSize = 500, LearningRate = rate, L2 = 0, Minimiser = new Momentum(0.9), Order = ExampleOrder.Shuffled, OrderSeed = seed },
        epochs, keep);

    /// <summary>Test loss barriers above the mean of the ends, as there, on the grid alone; and what they are made of.</summary>
    public static object[] Measure(Workshop workshop, Snapshot a, Snapshot b)
    {
        (LinePath raw, LinePath permuted, LinePath aligned) = workshop.ThreeLines(a, b, Examples, withTop: false);
        BarrierDefinition ainsworth = Workshop.By("ainsworth");
        LineBarrier[] barriers = [.. new[] { raw, permuted, aligned }.Select(path => path.BarrierBy(ainsworth))];
        return
        [
            .. barriers.Select(static barrier => (object)barrier.TestLoss),
            raw.Points[0].Test.Loss, raw.Points[^1].Test.Loss,
            .. new[] { raw, permuted, aligned }.Select(static path => (object)path.Points.Max(static point => point.Test.Loss)),
            .. barriers.Select(static barrier => (object)barrier.TrainLoss),
        ];
    }
}
