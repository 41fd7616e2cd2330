using Minima.Geometry;
using Minima.Networks;
using Minima.Studies;
using Minima.Tests.Trajectories;
using Minima.Trajectories;

namespace Minima.Tests.Studies.Claims;

/// <summary>Pairs of series whose rows are written by hand, in the place of two trainings of the network 3-2-2.</summary>
internal sealed class HandMade : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Run _run;

    public HandMade()
    {
        RunWriter.Open(_folder["run"], Samples.Configuration, 40, new SaveSchedule()).Dispose();
        _run = Run.Open(_folder["run"]);
    }

    /// <summary>One epoch of which only the errors matter.</summary>
    public static PairAtEpoch Errors(int epoch, int onlyZero, int onlyRandom, int both = 0)
    {
        var none = Distances.Between(Point(0, 0), Point(0, 0));
        return new PairAtEpoch(
            epoch, none, none, none, new SoftmaxShift(0, 0), onlyZero + both, onlyRandom + both, onlyZero, onlyRandom);
    }

    /// <summary>Epochs 0, 10, 20, ... of two series that pass through these points, with as many errors each.</summary>
    public static PairAtEpoch[] Rows(IReadOnlyList<Parameters> zero, IReadOnlyList<Parameters> random) =>
    [
        .. zero.Zip(random, (a, b) => (A: a, B: b)).Select((points, i) => new PairAtEpoch(
            10 * i,
            Distances.Between(points.A, zero[^1]),
            Distances.Between(points.B, random[^1]),
            Distances.Between(points.A, points.B),
            SoftmaxShift.Between(Samples.Network, points.A, points.B),
            3,
            3,
            0,
            0)),
    ];

    /// <summary>A point of which each parameter begins with these two numbers; the rest is 0.</summary>
    public static Parameters Point(float first, float second)
    {
        var point = new Parameters(Samples.Network.Layout);
        foreach (ParameterSlot slot in point.Layout.Slots)
            (point[slot][0], point[slot][1]) = (first, second);
        return point;
    }

    public SeriesPair Pair(params PairAtEpoch[] rows) => new(_run, _run, rows);

    public void Dispose() => _folder.Dispose();
}
