using Minima.Data;
using Minima.Numerics;
using Minima.Studies.Pairs;

namespace Minima.Studies.Experiments;

/// <summary>A place of a sweep: pairs that differ in one number.</summary>
/// <param name="At">The number: the epoch of the fork, or the size of the noise.</param>
/// <param name="Pairs">A pair for each replicate.</param>
/// <param name="Starts">How far the two lay apart when they parted (L2), for each replicate.</param>
/// <param name="RelativeStarts">The same divided by the norm of the first: what is left of a noise when numbers are rounded.</param>
public sealed record SweepPoint(double At, IReadOnlyList<PairMeasure> Pairs, IReadOnlyList<double> Starts, IReadOnlyList<double> RelativeStarts)
{
    /// <summary>The mean over the replicates, with Student's interval: networks of different replicates are independent.</summary>
    public Estimate Of(PairQuantity quantity) => Estimate.OfMean([.. Pairs.Select(quantity.Value)]);

    /// <summary>Whether the mean raw error barrier is below two percentage points: the runs still meet.</summary>
    public bool Meets => Of(PairQuantity.RawError).Value < PairMeasure.Connected;
}

/// <summary>Pairs of runs that began as one, against where or how they parted.</summary>
/// <param name="Name"><c>fork</c> or <c>perturb</c>.</param>
/// <param name="Setting">What the runs have in common.</param>
/// <param name="Data">What they were trained on.</param>
/// <param name="Runs">How many distinct runs were needed.</param>
/// <param name="Points">By <see cref="SweepPoint.At"/>, ascending.</param>
public sealed record SweepStudy(string Name, StudySetting Setting, DataSet Data, int Runs, IReadOnlyList<SweepPoint> Points)
{
    /// <summary>The first place from which on all runs meet; null where even the last do not.</summary>
    public double? MeetFrom => First(static point => point.Meets);

    /// <summary>The first place from which on all runs part; null where even the last do not.</summary>
    public double? PartFrom => First(static point => !point.Meets);

    private double? First(Func<SweepPoint, bool> holds)
    {
        SweepPoint[] end = [.. Points.Reverse().TakeWhile(holds)];
        return end.Length == 0 ? null : end[^1].At;
    }
}
