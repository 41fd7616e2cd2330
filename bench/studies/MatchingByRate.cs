using Minima.Trajectories;

namespace Minima.PublishedStudies;

/// <summary>
/// The barrier before and after matching by learning rate, as in S. Fort's replication of Git Re-Basin (the notebook dissect-git-re-basin):
/// at small rates matching leaves it. There 50 epochs.
/// </summary>
internal static class MatchingByRate
{
    private const int Epochs = 10;

    public static void Run(Workshop workshop)
    {
        ResultFile table = Workshop.Table("matching-by-rate", 2, "rate,epochs," + DeepRelu.Columns);
        foreach (double rate in new[] { 0.1, 1e-2, 1e-3, 4.6e-2, 2.15e-2, 4.6e-3, 1e-4 })
        {
            if (table.Has(rate, Epochs))
                continue;
            Run a = DeepRelu.Train(workshop, rate, 1, Epochs, MatchingByEpoch.Kept), b = DeepRelu.Train(workshop, rate, 2, Epochs, MatchingByEpoch.Kept);
            table.Add([rate, Epochs, .. DeepRelu.Measure(workshop, a.Read(Epochs), b.Read(Epochs))]);
        }
    }
}
