using Minima.Data;
using Minima.Geometry;
using Minima.Networks;
using Minima.Studies.Pairs;

namespace Minima.Studies.Fleets;

/// <summary>The part of a fleet's study that costs time: all pairs.</summary>
internal sealed class FleetPairs(
    IReadOnlyList<MeasuredNetwork?> members,
    MeasuredNetwork reference,
    DataSet data,
    PairOptions options,
    LineCache cache,
    IProgress<WorkProgress>? progress,
    CancellationToken cancellation)
{
    private readonly Dictionary<(int A, int B), PairMeasure> _measures = [];

    // Of the reference's shape, by place, with what brings each to the reference.
    private readonly Dictionary<int, Symmetry> _referred = [];

    /// <summary>Measures all pairs, and what follows from them.</summary>
    public FleetStudy Study(string varied, IReadOnlyList<FleetRun> runs)
    {
        int[] finite = [.. Enumerable.Range(0, members.Count).Where(i => members[i] is not null)];
        (int A, int B)[] pairs = [.. finite.SelectMany(i => finite.Where(j => j > i).Select(j => (i, j)))];
        (int A, int B)[][] shapes = [.. pairs.Where(pair => members[pair.A]!.IsOfTheSameShape(members[pair.B]!))
            .GroupBy(pair => finite.First(i => members[i]!.IsOfTheSameShape(members[pair.A]!))).Select(static shape => shape.ToArray())];
        int total = shapes.Sum(static shape => shape.Length);
        var reporter = new WorkReporter(progress, $"measuring {total} pairs");
        foreach ((int A, int B)[] shape in shapes)
            MeasureShape(shape, total, reporter);

        int[] places = [.. _referred.Keys.Order()];
        return new FleetStudy
        {
            Varied = varied,
            Data = data,
            Runs = runs,
            Members = members,
            Reference = reference,
            Pairs = [.. pairs.Select(pair => new FleetPair(pair.A, pair.B, members[pair.A]!.Differ(members[pair.B]!), _measures.GetValueOrDefault(pair)))],
            Mean = places.Length < 2 ? null : MeanOf(places),
            Cycles = CycleErrors.Of(places.Length, (i, j) => _measures[(places[i], places[j])].Alignment),
            Curves = FleetCurves.Of(runs.Select(static run => run.Run.Metrics)),
        };
    }

    private void MeasureShape((int A, int B)[] pairs, int total, WorkReporter reporter)
    {
        using var meter = new PairMeter(members[pairs[0].A]!.Network, data, options, cache);
        if (members[pairs[0].A]!.IsOfTheSameShape(reference))
        {
            foreach (int i in pairs.SelectMany(static pair => new[] { pair.A, pair.B }).Distinct())
            {
                cancellation.ThrowIfCancellationRequested();
                _referred[i] = ReferenceEquals(members[i], reference) ? Symmetry.Identity(reference.Network) : meter.Align(reference, members[i]!);
            }
        }

        foreach ((int a, int b) in pairs)
        {
            // Between gA and hB lies what lies between A and g^-1 hB.
            Symmetry? between = _referred.TryGetValue(a, out Symmetry? g) ? g.Inverse().After(_referred[b]) : null;
            _measures[(a, b)] = meter.Measure(members[a]!, members[b]!, between, cancellation);
            reporter.Report($"measuring pairs: {_measures.Count} of {total}", (double)_measures.Count / total);
        }
    }

    private MeanNetwork MeanOf(int[] places)
    {
        Parameters raw = MeanNetwork.Of([.. places.Select(i => members[i]!.Parameters)]);
        Parameters aligned = MeanNetwork.Of([.. places.Select(i => _referred[i].Apply(new Parameters(reference.Network.Layout, members[i]!.Parameters.Values)))]);
        IReadOnlyList<MeasuredNetwork> means = MeasuredNetwork.Of(
            reference.Network, [("the mean", new Parameters(reference.Network.Layout, raw.Values)), ("the mean of the aligned", aligned)], data, options.Threads, null, cancellation);
        return new MeanNetwork(means[0].Train, means[0].Test, means[1].Train, means[1].Test);
    }
}
