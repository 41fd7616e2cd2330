using Minima.Figures;
using Minima.Geometry;
using Minima.Minimisation;
using Minima.Networks;
using Minima.Trajectories;

namespace Minima.PublishedStudies;

/// <summary>
/// Entezari et al. 2022 (arXiv 2110.06296): the barrier of one-hidden-layer networks rises with the width, peaks where the width just
/// fits the data, and falls. SGD with rate 0.001 and momentum 0.9, batches of 64, no decay, as there; two seeds and 50 epochs, where they
/// have five and up to 3,000.
/// </summary>
internal static class BarrierByWidth
{
    private const int Epochs = 50;

    public static void Run(Workshop workshop)
    {
        ResultFile table = Workshop.Table(
            "barrier-by-width", 1, "width,naive,permuted,aligned,naive_test,permuted_test,aligned_test,naive_error,permuted_error,aligned_error,train_loss_a,train_loss_b,test_errors_a,test_errors_b");
        foreach (int width in new[] { 8, 16, 32, 64, 128, 256, 512, 1024, 2048 })
        {
            if (table.Has(width))
                continue;
            Snapshot a = Train(width, 1), b = Train(width, 2);
            (LinePath raw, LinePath permuted, LinePath aligned) = workshop.ThreeLines(a, b);
            LineBarrier[] barriers = [raw.Barrier, permuted.Barrier, aligned.Barrier];
            table.Add(
            [
                width, .. barriers.Select(static barrier => (object)barrier.TrainLoss), .. barriers.Select(static barrier => (object)barrier.TestLoss),
                .. barriers.Select(static barrier => (object)barrier.TestError),
                raw.Points[0].Train.Loss, raw.Points[^1].Train.Loss, raw.Points[0].Test.Errors, raw.Points[^1].Test.Errors,
            ]);
        }

        BarrierFigure.Draw(
            static chart => new Figure("Barriers by width, before and after matching", [chart])
            {
                Subtitle = "Two 784-h-10 ReLU perceptrons on MNIST, 50 epochs, momentum 0.9, rate 0.001, batches of 64",
                Note = "Training loss above the straight mix of the ends, the highest of 25 points.",
            },
            new Axis("width", Scale: AxisScale.Logarithmic),
            table,
            key: 0,
            "barrier-by-width.svg");

        Snapshot Train(int width, uint seed) => workshop.Train(
            $"width-{width}-{seed}", workshop.Relu(width), seed,
            new DescentOptions { BatchSize = 64, LearningRate = 1e-3, L2 = 0, Minimiser = new Momentum(0.9), Order = ExampleOrder.Shuffled, OrderSeed = seed },
            Epochs).ReadLast();
    }
}
