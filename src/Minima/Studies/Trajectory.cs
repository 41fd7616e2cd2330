using Minima.Figures;
using Minima.Geometry;
using Minima.Networks;

namespace Minima.Studies;

/// <summary>A run's series of snapshots.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Epochs">Their epochs, ascending.</param>
/// <param name="Points">Their parameters.</param>
public sealed record SnapshotSeries(string Name, IReadOnlyList<int> Epochs, IReadOnlyList<Parameters> Points);

/// <summary>A snapshot beside a principal plane.</summary>
/// <param name="Run">The run's name.</param>
/// <param name="Epoch">Its epoch.</param>
/// <param name="Foot">Where it stands: its foot in the plane, and how far off that it is.</param>
/// <param name="Own">How high the snapshot itself lies.</param>
/// <param name="AtFoot">How high the network at its foot lies.</param>
public sealed record TrajectoryPoint(string Run, int Epoch, Projection Foot, Height Own, Height AtFoot);

/// <summary>The ways of runs in their principal plane.</summary>
/// <param name="Name"><c>raw</c>, or <c>aligned</c>: the later runs replaced by copies close to the first.</param>
/// <param name="Plane">The plane, and what is around the ways.</param>
/// <param name="Components">The components of all snapshots together.</param>
/// <param name="Points">The snapshots, run after run.</param>
/// <param name="Surface">The loss below them; null where it is not measured.</param>
public sealed record TrajectoryPlane(
    string Name, StudiedPlane Plane, PrincipalComponents Components, IReadOnlyList<TrajectoryPoint> Points, Surface? Surface)
{
    /// <summary>Each snapshot: a row each, every <paramref name="every"/>-th of each run and its last.</summary>
    /// <param name="every">Which rows.</param>
    /// <param name="height">What the heights are: loss or cost.</param>
    public Table ToTable(int every = 1, string height = "loss")
    {
        var table = new Table(
            new Column("run", Alignment.Left), new Column("epoch"), new Column("x", Format: "F3"), new Column("y", Format: "F3"), new Column("off plane", Format: "F3"),
            new Column($"train {height}", Format: "F5"), new Column("at its foot", Format: "F5"), new Column($"test {height}", Format: "F5"), new Column("at its foot", Format: "F5"));
        foreach (IGrouping<string, TrajectoryPoint> run in Points.GroupBy(static point => point.Run))
        {
            TrajectoryPoint[] points = [.. run];
            foreach (TrajectoryPoint point in points.Where((_, i) => i % every == 0 || i == points.Length - 1))
            {
                table.Add(
                    point.Run, point.Epoch, point.Foot.X, point.Foot.Y, point.Foot.Distance, point.Own.Train, point.AtFoot.Train, point.Own.Test,
                    point.AtFoot.Test);
            }
        }

        return table;
    }
}

/// <summary>A run's own components beside those of walks that know nothing of a minimum, with its step lengths.</summary>
/// <param name="Run">The run's name.</param>
/// <param name="Own">The run's.</param>
/// <param name="Random">Every step in a random direction of its own.</param>
/// <param name="Drift">
/// Of each step the part <paramref name="Straightness"/> straight to the end, and the rest in a random direction: so it ends as far from
/// its start as the run does.
/// </param>
/// <param name="Straightness">From the start to the end, over the length of the way between.</param>
public sealed record TrajectoryControl(string Run, PrincipalComponents Own, PrincipalComponents Random, PrincipalComponents Drift, double Straightness)
{
    /// <summary>Of a series.</summary>
    public static TrajectoryControl Of(SnapshotSeries series)
    {
        double[] steps = [.. series.Points.Skip(1).Zip(series.Points, static (next, point) => Distances.Between(next, point).Total.L2)];
        double straightness = Math.Min(1, Distances.Between(series.Points[^1], series.Points[0]).Total.L2 / steps.Sum());
        return new TrajectoryControl(
            series.Name, PrincipalComponents.Of(series.Points), RandomWalks.Components(steps, 0), RandomWalks.Components(steps, straightness), straightness);
    }
}
