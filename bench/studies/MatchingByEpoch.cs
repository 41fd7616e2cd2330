using Minima.Figures;
using Minima.Trajectories;

namespace Minima.PublishedStudies;

/// <summary>
/// The barrier before and after matching by epoch, as in Git Re-Basin's figure: large early in training, gone late. The two are trained on
/// from one epoch to the next that is measured, so a row stands as soon as they are there.
/// </summary>
internal static class MatchingByEpoch
{
    private const double Rate = 0.1;

    /// <summary>Epochs that are measured.</summary>
    public static int[] Kept { get; } = [0, 1, 2, 3, 5, 7, 10, 15, 20, 25];

    public static void Run(Workshop workshop)
    {
        ResultFile table = Workshop.Table("matching-by-epoch", 2, "rate,epoch," + DeepRelu.Columns);
        foreach (int epoch in Kept.Skip(1))
        {
            if (table.Has(Rate, epoch))
                continue;
            Run a = DeepRelu.Train(workshop, Rate, 1, epoch, Kept), b = DeepRelu.Train(workshop, Rate, 2, epoch, Kept);
            table.Add([Rate, epoch, .. DeepRelu.Measure(workshop, a.Read(epoch), b.Read(epoch))]);
        }

        BarrierFigure.Draw(
            static chart => new Figure("Barriers by epoch, before and after matching", [chart])
            {
                Subtitle = "Two 784-512-512-512-10 ReLU perceptrons on MNIST, momentum 0.9, rate 0.1, batches of 500",
                Note = "Test loss above the mean of the ends, the highest of 25 points.",
            },
            new Axis("epoch"),
            table,
            key: 1,
            "barrier-by-epoch.svg");
    }
}
