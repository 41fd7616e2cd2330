using System.Diagnostics;
using System.Globalization;
using Minima.Data;
using Minima.Figures;
using Minima.Geometry;
using Minima.Networks;
using Minima.Trajectories;

namespace Minima.Studies;

/// <summary>
/// The ways of runs in their principal plane, raw and aligned, with what such a picture hides: how much of the variance the plane shows, how
/// far each snapshot lies off it, and what random walks look like in theirs.
/// </summary>
public sealed class TrajectoryStudy
{
    private TrajectoryStudy(
        string height, DataSet data, TrajectoryOptions options, IReadOnlyList<TrajectoryPlane> planes, IReadOnlyList<TrajectoryControl> controls) =>
        (Height, Data, Options, Planes, Controls) = (height, data, options, planes, controls);

    /// <summary>What the snapshots are measured by: <c>loss</c>, or <c>cost</c>, that of an autoencoder's reconstruction.</summary>
    public string Height { get; }

    /// <summary>What was measured on.</summary>
    public DataSet Data { get; }

    /// <summary>What was asked for.</summary>
    public TrajectoryOptions Options { get; }

    /// <summary>Raw, and for several runs aligned.</summary>
    public IReadOnlyList<TrajectoryPlane> Planes { get; }

    /// <summary>One for each run.</summary>
    public IReadOnlyList<TrajectoryControl> Controls { get; }

    /// <summary>A run's snapshots: every <paramref name="every"/>-th, and the last.</summary>
    public static SnapshotSeries SeriesOf(Run run, int every = 1)
    {
        int[] all = [.. run.SnapshotEpochs];
        int[] epochs = [.. all.Where((_, i) => i % every == 0 || i == all.Length - 1)];
        return new SnapshotSeries(Path.TrimEndingDirectorySeparator(run.Folder), epochs, [.. epochs.Select(epoch => run.Read(epoch).Parameters)]);
    }

    /// <summary>Looks at the ways of runs.</summary>
    /// <param name="network">The runs' network.</param>
    /// <param name="series">Their snapshots.</param>
    /// <param name="data">What is measured on.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told how the surface comes on.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="UnusableInputException">
    /// A run has fewer than three snapshots, or one that is not finite; the network does not fit the data; a part that is wanted is empty.
    /// </exception>
    public static TrajectoryStudy Of(
        Network network, IReadOnlyList<SnapshotSeries> series, DataSet data, TrajectoryOptions options, IProgress<SurfaceProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        if (network.IsAutoencoder)
            Fit.RequireInputs(network, data, "The network");
        else
            Fit.Require(network, data, "The network");
        if (network.IsAutoencoder && options.WithSurface)
            throw new UnusableInputException("A surface is one of losses, which an autoencoder does not have. Leave out --surface; the ways are drawn without.");
        foreach (SnapshotSeries one in series)
        {
            for (int i = 0; i < one.Points.Count; i++)
            {
                if (one.Points[i].FirstNonFinite() is { } bad)
                    throw new UnusableInputException($"{one.Name}@{one.Epochs[i]} holds a number that is not finite: {bad}. Only finite networks span a plane.");
            }
        }

        int count = series.Sum(static one => one.Points.Count);
        progress?.Report(new SurfaceProgress(0, null, $"principal components of {count} snapshots"));
        TrajectoryControl[] controls = [.. series.Select(TrajectoryControl.Of)];
        List<(string Name, IReadOnlyList<SnapshotSeries> Series)> variants = [("raw", series)];
        if (series.Count > 1 && options.Symmetry != SymmetryKind.None)
            variants.Add(("aligned", [series[0], .. series.Skip(1).Select(Aligned)]));

        // What a snapshot does is what its copies do.
        using ITrajectoryHeights heights = network.IsAutoencoder
            ? new ReconstructionHeights(network, data, options.Surface) : new LossHeights(network, data, options.Surface);
        Height[][] known = Measure(heights, series, network.IsAutoencoder ? "costs" : "losses", progress, cancellation);
        List<TrajectoryPlane> planes = [];
        foreach ((string name, IReadOnlyList<SnapshotSeries> ways) in variants)
        {
            (StudiedPlane plane, PrincipalComponents components) = StudiedPlane.Principal(name, ways);
            Projection[][] feet = [.. ways.Select(way => way.Points.Select(plane.Plane.Project).ToArray())];
            IReadOnlyList<Height> atFeet = heights.At(
                plane.Plane, [.. feet.SelectMany(static feet => feet).Select(static foot => new PlanePlace(foot.X, foot.Y))], cancellation);
            var points = new List<TrajectoryPoint>();
            for (int run = 0; run < ways.Count; run++)
            {
                for (int i = 0; i < ways[run].Points.Count; i++)
                    points.Add(new TrajectoryPoint(ways[run].Name, ways[run].Epochs[i], feet[run][i], known[run][i], atFeet[points.Count]));
            }

            Surface? surface = !options.WithSurface ? null : SurfaceStudy.Of(network, [plane], data, options.Surface, progress, cancellation).Surfaces[0];
            planes.Add(new TrajectoryPlane(name, plane, components, points, surface));
        }

        return new TrajectoryStudy(network.IsAutoencoder ? "cost" : "loss", data, options, planes, controls);

        SnapshotSeries Aligned(SnapshotSeries other)
        {
            Symmetry symmetry = Aligner.Align(network, series[0].Points[^1], other.Points[^1], options.Symmetry, seed: options.Seed).Symmetry;
            return other with { Points = [.. other.Points.Select(symmetry.Apply)] };
        }
    }

    /// <summary>All of it, to compute with.</summary>
    public Table ToLongTable()
    {
        var table = new Table([
            new Column("plane", Alignment.Left), new Column("run", Alignment.Left),
            .. new[] { "epoch", "x", "y", "off_plane", $"train_{Height}", $"foot_train_{Height}", $"test_{Height}", $"foot_test_{Height}" }.Select(static name => new Column(name)),
        ]);
        foreach (TrajectoryPlane plane in Planes)
        {
            foreach (TrajectoryPoint point in plane.Points)
            {
                table.Add(
                    plane.Name, point.Run, point.Epoch, point.Foot.X, point.Foot.Y, point.Foot.Distance, point.Own.Train, point.AtFoot.Train, point.Own.Test,
                    point.AtFoot.Test);
            }
        }

        return table;
    }

    /// <summary>What share of the variance components show, in %: of the planes, and of each run in a plane of its own beside walks that know nothing.</summary>
    public Table ToVarianceTable()
    {
        var table = new Table(
            new Column("variance shown by", Alignment.Left), new Column("1st %", Format: "F1"), new Column("2nd %", Format: "F1"), new Column("3rd %", Format: "F1"),
            new Column("the plane %", Format: "F1"));
        foreach (TrajectoryPlane plane in Planes)
            Add(Planes.Count == 1 ? "the plane" : $"the plane of all runs, {plane.Name}", plane.Components);
        foreach (TrajectoryControl control in Controls)
        {
            if (Controls.Count > 1)
                Add($"{control.Run} in its own plane", control.Own);
            Add($"control: random steps as long as {control.Run}'s", control.Random);
            Add($"control: the same with its drift", control.Drift);
        }

        return table;

        void Add(string name, PrincipalComponents components) => table.Add(
            name, 100 * components.Explained[0], 100 * components.Explained[1], components.Count > 3 ? 100 * components.Explained[2] : null,
            100 * (components.Explained[0] + components.Explained[1]));
    }

    /// <summary>The ways upon the surface; only where it was measured.</summary>
    public ContourFigure ToMaps(string title, AxisScale levels) => new(title, [.. Planes.SelectMany(plane => plane.Surface!.Layers
        .Where(static layer => layer.Name is "train_loss" or "test_loss")
        .Select(layer => plane.Surface.ToMap(layer, levels, Planes.Count == 1 ? null : $"{layer.Title}, {plane.Name}") with
        {
            XLabel = Short(plane, 0),
            YLabel = Short(plane, 1),
        }))])
    {
        Subtitle = SurfaceStudy.Words(Data, Options.Surface),
        Note = Note() + SurfaceStudy.Note([.. Planes.Select(static plane => plane.Surface!)]),
    };

    /// <summary>The ways alone, in units of distance.</summary>
    public Figure ToFigure(string title) => new(title, [.. Planes.Select(plane => new Chart(
        new Axis(Component(plane, 0)), new Axis(Component(plane, 1)),
        [
            .. plane.Points.GroupBy(static point => point.Run).Select(static run => new Series(
                run.Key, [.. run.Select(static point => point.Foot.X)], [.. run.Select(static point => point.Foot.Y)])),
            Starts(plane),
        ])
    {
        Title = Planes.Count == 1 ? "" : plane.Name,
    })])
    {
        Note = Note(),
    };

    private static Height[][] Measure(
        ITrajectoryHeights heights, IReadOnlyList<SnapshotSeries> series, string what, IProgress<SurfaceProgress>? progress, CancellationToken cancellation)
    {
        int done = 0, count = series.Sum(static one => one.Points.Count);
        long start = Stopwatch.GetTimestamp();
        return [.. series.Select(one => one.Points.Select(point =>
        {
            cancellation.ThrowIfCancellationRequested();
            Height here = heights.At(point);
            done++;
            progress?.Report(new SurfaceProgress((double)done / count, Stopwatch.GetElapsedTime(start) * (count - done) / done, $"{what} of the snapshots"));
            return here;
        }).ToArray())];
    }

    private static Series Starts(TrajectoryPlane plane)
    {
        TrajectoryPoint[] first = [.. plane.Points.GroupBy(static point => point.Run).Select(static run => run.First())];
        return new Series("where they begin", [.. first.Select(static point => point.Foot.X)], [.. first.Select(static point => point.Foot.Y)]) { Role = SeriesRole.Points };
    }

    private static string Short(TrajectoryPlane plane, int component) => string.Create(
        CultureInfo.InvariantCulture, $"{(component == 0 ? "1st" : "2nd")} component (L2), {100 * plane.Components.Explained[component]:F1} %");

    private static string Component(TrajectoryPlane plane, int component) => string.Create(
        CultureInfo.InvariantCulture, $"{(component == 0 ? "1st" : "2nd")} component (L2), {100 * plane.Components.Explained[component]:F1} % of the variance");

    private string Note() => string.Join(' ', Planes.Select(static plane => string.Create(
        CultureInfo.InvariantCulture,
        $"{plane.Name}: the snapshots lie up to {plane.Points.Max(static point => point.Foot.Distance):F2} off the plane."))) + " A picture of ways shows the plane, not the space.";
}
