using Minima.Data;
using Minima.Geometry;
using Minima.Networks;
using Minima.Trajectories;

namespace Minima.Studies.Reports;

/// <summary>The ways of a report's runs in their principal plane, raw and, for several runs, aligned.</summary>
internal static class Ways
{
    private const int FewestSnapshots = 3;

    /// <summary>The planes; none, and a remark, where there can be none.</summary>
    public static IReadOnlyList<PlaneReport> Of(
        IReadOnlyList<Run> runs, string[] names, DataSet data, ReportOptions options, List<string> remarks, IProgress<WorkProgress>? progress,
        CancellationToken cancellation)
    {
        Network network = runs[0].Configuration.Network;
        if (runs.Any(run => !run.Configuration.Network.Layers.SequenceEqual(network.Layers)))
        {
            remarks.Add("The runs have other shapes: there is no plane that holds the ways of all.");
            return [];
        }

        SnapshotSeries[] series = [.. runs.Zip(names, static (run, name) => Finite(TrajectoryStudy.SeriesOf(run) with { Name = name }))];
        if (series.Any(static one => one.Points.Count < FewestSnapshots))
        {
            remarks.Add($"A run has fewer than {FewestSnapshots} snapshots that are finite: its way has no plane.");
            return [];
        }

        List<(string Name, SnapshotSeries[] Series)> variants = [("raw", series)];
        if (series.Length > 1 && network.Layers.Count > 1)
            variants.Add(("aligned", [series[0], .. series.Skip(1).Select(Aligned)]));
        List<(PlaneReport Plane, StudiedPlane Studied)> planes = [.. variants.Select(static variant => Plane(variant.Name, variant.Series))];
        if (options.Surface is not { } measured || network.Layers.Count < 2)
            return [.. planes.Select(static plane => plane.Plane)];
        SurfaceStudy study = SurfaceStudy.Of(
            network, [.. planes.Select(static plane => plane.Studied)], data, measured, progress is null ? null : new Told(progress), cancellation);
        return [.. planes.Zip(study.Surfaces, static (plane, surface) => plane.Plane with { Surface = surface })];

        SnapshotSeries Aligned(SnapshotSeries other)
        {
            Symmetry symmetry = Aligner.Align(
                network, series[0].Points[^1], other.Points[^1], SymmetryKind.Full, seed: options.Comparison.Alignment.Seed).Symmetry;
            return other with { Points = [.. other.Points.Select(symmetry.Apply)] };
        }
    }

    private static SnapshotSeries Finite(SnapshotSeries series)
    {
        int[] kept = [.. Enumerable.Range(0, series.Points.Count).Where(i => series.Points[i].FirstNonFinite() is null)];
        return series with { Epochs = [.. kept.Select(i => series.Epochs[i])], Points = [.. kept.Select(i => series.Points[i])] };
    }

    private static (PlaneReport Plane, StudiedPlane Studied) Plane(string name, SnapshotSeries[] series)
    {
        (StudiedPlane plane, PrincipalComponents components) = StudiedPlane.Principal(name, series);
        PlaneWay[] ways = [.. series.Select(one => new PlaneWay(one.Name, one.Epochs, [.. one.Points.Select(plane.Plane.Project)]))];
        return (new PlaneReport(name, [.. components.Explained.Take(3)], ways, null), plane);
    }

    private sealed class Told(IProgress<WorkProgress> progress) : IProgress<SurfaceProgress>
    {
        public void Report(SurfaceProgress value) => progress.Report(new WorkProgress("surface: " + value.Message, value.Done, value.Left));
    }
}
