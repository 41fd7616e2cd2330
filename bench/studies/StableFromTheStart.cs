using Minima.Geometry;
using Minima.Minimisation;
using Minima.Networks;
using Minima.Trajectories;

namespace Minima.PublishedStudies;

/// <summary>
/// Frankle et al. 2020 (arXiv 1912.05671): LeNet-300-100 on MNIST is stable from its start: two copies of one start, trained in other orders
/// of the examples, end with an error barrier under 2 percentage points.
/// </summary>
internal static class StableFromTheStart
{
    private const int Epochs = 24;

    public static void Run(Workshop workshop)
    {
        Network network = workshop.Relu(300, 100);
        ResultFile table = Workshop.Table(
            "stability", 3, "pair,first,second,test_error_barrier,train_error_barrier,train_loss_barrier,distance,travelled,test_errors_a,test_errors_b");
        foreach (uint seed in new uint[] { 1, 2, 3 })
        {
            foreach ((uint first, uint second) in new (uint, uint)[] { (1, 2), (1, 3), (2, 3) })
                Measure("one start", Train(seed, first), Train(seed, second), $"{seed}/{first}", $"{seed}/{second}");
        }

        // The other extreme: the same order, two starts.
        foreach ((uint first, uint second) in new (uint, uint)[] { (1, 2), (1, 3), (2, 3) })
            Measure("two starts", Train(first, 1), Train(second, 1), $"{first}/1", $"{second}/1");

        Func<Run> Train(uint seed, uint order) => () => workshop.Train(
            $"lenet-{seed}-{order}", network, seed,
            new DescentOptions { BatchSize = 60, LearningRate = 1.2e-3, L2 = 0, Minimiser = new Adam(), Order = ExampleOrder.Shuffled, OrderSeed = order }, Epochs);

        void Measure(string pair, Func<Run> first, Func<Run> second, string nameA, string nameB)
        {
            if (table.Has(pair, nameA, nameB))
                return;
            (Run runA, Run runB) = (first(), second());
            Snapshot a = runA.ReadLast(), b = runB.ReadLast();
            LinePath line = workshop.Line(a, b, points: 30);
            LineBarrier frankle = line.BarrierBy(Workshop.By("frankle"));
            table.Add(
                pair, nameA, nameB, frankle.TestError, frankle.TrainError, line.Barrier.TrainLoss, Distances.Between(a.Parameters, b.Parameters).Total.L2,
                Distances.Between(a.Parameters, runA.Read(0).Parameters).Total.L2, line.Points[0].Test.Errors, line.Points[^1].Test.Errors);
        }
    }
}
