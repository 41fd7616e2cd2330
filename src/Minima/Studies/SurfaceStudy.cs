using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Minima.Data;
using Minima.Figures;
using Minima.Formats;
using Minima.Geometry;
using Minima.Networks;

namespace Minima.Studies;

/// <summary>Surfaces: loss, cost and errors over grids of planes, measured at every point or interpolated.</summary>
public sealed class SurfaceStudy
{
    // A pass multiplies the first layer anew, and its end is where a stopped study goes on, if it keeps what it has: if not, there is one pass.
    private const int LeastOfPass = 64;
    private const int Most = 1 << 14;

    private SurfaceStudy(DataSet data, SurfaceOptions options, IReadOnlyList<Surface> surfaces) => (Data, Options, Surfaces) = (data, options, surfaces);

    /// <summary>What was measured on.</summary>
    public DataSet Data { get; }

    /// <summary>What was asked for.</summary>
    public SurfaceOptions Options { get; }

    /// <summary>One for each plane.</summary>
    public IReadOnlyList<Surface> Surfaces { get; }

    /// <summary>Measures the surfaces.</summary>
    /// <param name="network">The network whose parameters the planes are in.</param>
    /// <param name="planes">The planes.</param>
    /// <param name="data">What is measured on.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told how far it has come, and at first what it will cost.</param>
    /// <param name="cancellation">Stops it; what is measured stays in <see cref="SurfaceOptions.Partial"/>.</param>
    /// <exception cref="UnusableInputException">
    /// The network does not fit the data, has no hidden layer, a part that is wanted is empty, or the partial file is another study's.
    /// </exception>
    public static SurfaceStudy Of(
        Network network, IReadOnlyList<StudiedPlane> planes, DataSet data, SurfaceOptions options, IProgress<SurfaceProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        using PlaneMeasure measure = Measure(network, data, options);
        SurfaceGrid[] grids = [.. planes.Select(plane => new SurfaceGrid(plane, options.Points, options.Nodes))];
        var known = new SurfacePartial(options.Partial, Identity(network, planes, data, options), planes.Count);
        foreach (string block in options.Blocks)
            known.Take(block);
        Measure(measure, planes, known, [.. grids.Select(static grid => grid.Rounds().SelectMany(static round => round))], data, options, progress, cancellation);
        var study = new SurfaceStudy(data, options, [.. planes.Select((plane, i) => Collect(plane, grids[i], known[i]))]);
        known.Finish();
        return study;

        Surface Collect(StudiedPlane plane, SurfaceGrid grid, IReadOnlyDictionary<PlanePlace, PlanePoint> points)
        {
            var layers = new List<SurfaceLayer>();
            if (options.WithTrain)
            {
                double[] loss = grid.Heights(place => points[place].Train!.Loss);
                layers.Add(new SurfaceLayer("train_loss", "training loss (nats)", loss));
                layers.Add(new SurfaceLayer("train_cost", "training cost (nats)", [.. loss.Select((value, i) =>
                    value + measure.Penalty(plane.Plane, new PlanePlace(grid.X[i % grid.X.Length], grid.Y[i / grid.X.Length])))]));
                layers.Add(new SurfaceLayer("train_errors", "training errors", grid.Heights(place => points[place].Train!.Errors)));
            }

            if (options.WithTest)
            {
                layers.Add(new SurfaceLayer("test_loss", "test loss (nats)", grid.Heights(place => points[place].Test!.Loss)));
                layers.Add(new SurfaceLayer("test_errors", "test errors", grid.Heights(place => points[place].Test!.Errors)));
            }

            InterpolationError? error = options.Nodes == 0 ? null : new InterpolationError(
                options.Nodes, grid.Checked.Count,
                options.WithTrain ? Largest(static point => point.Train!.Loss) : null,
                options.WithTest ? Largest(static point => point.Test!.Loss) : null);
            return new Surface(plane, grid.X, grid.Y, layers, error);

            double Largest(Func<PlanePoint, double> value) =>
                grid.Checked.Max(place => Math.Abs(grid.Interpolate(at => value(points[at]), place) - value(points[place])));
        }
    }

    /// <summary>
    /// Measures one of some blocks of the places of surfaces, each of about as many places in a few columns, and keeps them in a file: where all are
    /// measured, <see cref="Of"/> with their files gives what it gives without.
    /// </summary>
    /// <param name="network">The network whose parameters the planes are in.</param>
    /// <param name="planes">The planes.</param>
    /// <param name="data">What is measured on.</param>
    /// <param name="options">How; <see cref="SurfaceOptions.Partial"/> is not used.</param>
    /// <param name="block">Which block, from 0.</param>
    /// <param name="blocks">How many there are.</param>
    /// <param name="file">The block's file, written when all of it is measured; until then the same name with <c>.partial</c> keeps what is.</param>
    /// <param name="progress">Told how far it has come, and at first what it will cost.</param>
    /// <param name="cancellation">Stops it; the same call goes on.</param>
    /// <inheritdoc cref="Of" path="/exception"/>
    public static void MeasureBlock(
        Network network, IReadOnlyList<StudiedPlane> planes, DataSet data, SurfaceOptions options, int block, int blocks, string file,
        IProgress<SurfaceProgress>? progress = null, CancellationToken cancellation = default)
    {
        using PlaneMeasure measure = Measure(network, data, options);
        var known = new SurfacePartial(file + ".partial", Identity(network, planes, data, options), planes.Count);
        if (File.Exists(file))
            known.Take(file);
        IEnumerable<PlanePlace>[] places = [.. planes.Select(static _ => Enumerable.Empty<PlanePlace>())];
        var all = planes.SelectMany((plane, i) => new SurfaceGrid(plane, options.Points, options.Nodes).Rounds().SelectMany(static round => round)
            .OrderBy(static place => place.X).ThenBy(static place => place.Y).Select(place => (Plane: i, Place: place))).ToArray();
        var own = all.AsSpan((int)((long)all.Length * block / blocks)..(int)((long)all.Length * (block + 1) / blocks)).ToArray();
        foreach (IGrouping<int, PlanePlace> plane in own.GroupBy(static place => place.Plane, static place => place.Place))
            places[plane.Key] = plane;
        Measure(measure, planes, known, places, data, options, progress, cancellation);
        known.Finish(file);
    }

    private static PlaneMeasure Measure(Network network, DataSet data, SurfaceOptions options)
    {
        Fit.Require(network, data, "The network");
        foreach ((bool wanted, DataPart part) in new[] { (options.WithTrain, DataPart.Train), (options.WithTest, DataPart.Test) })
        {
            if (wanted)
                Fit.RequireExamples(data, part);
        }

        return new PlaneMeasure(network, options.WithTrain ? data.Train : null, options.WithTest ? data.Test : null, options.L1, options.L2, options.Threads);
    }

    // Measures the places of each plane that are not known, in their order.
    private static void Measure(
        PlaneMeasure measure, IReadOnlyList<StudiedPlane> planes, SurfacePartial known, IEnumerable<PlanePlace>[] places, DataSet data, SurfaceOptions options,
        IProgress<SurfaceProgress>? progress, CancellationToken cancellation)
    {
        PlanePlace[][] left = [.. places.Select((of, plane) => of.Where(place => !known[plane].ContainsKey(place)).ToArray())];
        int before = known.Count, all = left.Sum(static plane => plane.Length), done = 0;
        TimeSpan estimate = measure.Estimate(planes[0].Plane, all);
        progress?.Report(new SurfaceProgress(0, estimate, string.Create(
            CultureInfo.InvariantCulture, $"{all} points on {Words(data, options)}{(before > 0 ? $", {before} known from before" : "")}; by a trial about {estimate.TotalSeconds:F0} s")));
        int most = known.IsKept ? (int)Math.Clamp(options.SecondsOfPass / Math.Max(1e-9, estimate.TotalSeconds / Math.Max(1, all)), LeastOfPass, Most) : Most;
        long start = Stopwatch.GetTimestamp();
        for (int plane = 0; plane < planes.Count; plane++)
        {
            foreach (PlanePlace[] pass in (known.IsKept ? left[plane] : [.. left[plane].OrderBy(static place => place.X)]).Chunk(most))
            {
                known.Add(plane, measure.At(planes[plane].Plane, pass, Report, cancellation));
                done += pass.Length;

                void Report(double part)
                {
                    double share = (done + (part * pass.Length)) / all;
                    TimeSpan passed = Stopwatch.GetElapsedTime(start);
                    progress?.Report(new SurfaceProgress(share, share < 0.05 ? estimate * (1 - share) : passed * ((1 - share) / share), planes.Count == 1 ? "surface" : planes[plane].Name));
                }
            }
        }
    }

    /// <summary>What the surfaces are like: a row a plane.</summary>
    public Table ToTable()
    {
        var table = new Table(
            new Column("plane", Alignment.Left), new Column("height", Alignment.Left), new Column("lowest", Format: "F5"), new Column("at x", Format: "F3"),
            new Column("at y", Format: "F3"), new Column("highest", Format: "F5"), new Column("not finite"));
        foreach (Surface surface in Surfaces)
        {
            foreach (SurfaceLayer layer in surface.Layers)
            {
                int[] finite = [.. Enumerable.Range(0, layer.Values.Length).Where(i => double.IsFinite(layer.Values[i]))];
                int? lowest = finite.Length == 0 ? null : finite.MinBy(i => layer.Values[i]);
                table.Add(
                    surface.Plane.Name, layer.Title, lowest is { } i ? layer.Values[i] : null, lowest is { } x ? surface.X[x % surface.X.Length] : null,
                    lowest is { } y ? surface.Y[y / surface.X.Length] : null, finite.Length == 0 ? null : finite.Max(k => layer.Values[k]),
                    layer.Values.Length - finite.Length);
            }
        }

        return table;
    }

    /// <summary>Every point of every grid: to compute with.</summary>
    public Table ToLongTable()
    {
        var table = new Table([new Column("plane", Alignment.Left), new Column("x"), new Column("y"), .. Surfaces[0].Layers.Select(static layer => new Column(layer.Name))]);
        foreach (Surface surface in Surfaces)
        {
            for (int i = 0; i < surface.X.Length * surface.Y.Length; i++)
                table.Add([surface.Plane.Name, surface.X[i % surface.X.Length], surface.Y[i / surface.X.Length], .. surface.Layers.Select(layer => (object)layer.Values[i])]);
        }

        return table;
    }

    /// <summary>The grids as arrays: x and y of [planes, points], and each height of [planes, points, points], rows along y.</summary>
    public Npz ToArrays()
    {
        int planes = Surfaces.Count, points = Options.Points;
        List<Tensor> tensors =
        [
            Tensor.FromDoubles("x", [planes, points], [.. Surfaces.SelectMany(static surface => surface.X)]),
            Tensor.FromDoubles("y", [planes, points], [.. Surfaces.SelectMany(static surface => surface.Y)]),
            .. Surfaces[0].Layers.Select((layer, i) => Tensor.FromDoubles(
                layer.Name, [planes, points, points], [.. Surfaces.SelectMany(surface => surface.Layers[i].Values)])),
        ];
        return new Npz(
            new Dictionary<string, string>
            {
                ["planes"] = string.Join('\n', Surfaces.Select(static surface => surface.Plane.Name)),
                ["data"] = Data.Name,
                ["fingerprint"] = Data.Fingerprint,
            },
            tensors);
    }

    /// <summary>Maps of the losses, of each plane.</summary>
    public ContourFigure ToFigure(string title, AxisScale levels) => new(title, [.. Surfaces.SelectMany(surface => surface.Layers
        .Where(static layer => layer.Name is "train_loss" or "test_loss")
        .Select(layer => surface.ToMap(layer, levels, Surfaces.Count == 1 ? null : $"{layer.Title}, {surface.Plane.Name}")))])
    {
        Subtitle = $"{string.Join("; ", Surfaces.Select(static surface => surface.Plane.Name).Distinct())}; {Words(Data, Options)}",
        Note = Note(Surfaces).TrimStart(),
    };

    /// <summary>What there is to say below maps of surfaces.</summary>
    internal static string Note(IReadOnlyList<Surface> surfaces) => " Each line is labelled with its level; the stronger the shade, the higher."
        + (surfaces[0].Error is not { } error ? "" : string.Create(
            CultureInfo.InvariantCulture,
            $" Interpolated from {error.Nodes} x {error.Nodes} points, off by at most {surfaces.Max(static surface => surface.Error!.Largest):G2} nats at {error.Checked} points left out."));

    /// <summary>What is measured on, in words.</summary>
    internal static string Words(DataSet data, SurfaceOptions options) => string.Join(" and ", new[]
    {
        options.WithTrain ? string.Create(CultureInfo.InvariantCulture, $"{data.Train.Count:N0} training examples") : null,
        options.WithTest ? string.Create(CultureInfo.InvariantCulture, $"{data.Test.Count:N0} test examples") : null,
    }.OfType<string>()) + $" of {data.Name}";

    // All that decides what is measured at a place.
    private static string Identity(Network network, IReadOnlyList<StudiedPlane> planes, DataSet data, SurfaceOptions options)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Add(string text) => hash.AppendData(Encoding.UTF8.GetBytes(text + "\n"));
        Add(string.Join(';', network.Layers.Select(static layer => layer.ToString())));
        Add(string.Create(CultureInfo.InvariantCulture, $"{data.Fingerprint} {options.WithTrain} {options.WithTest}"));
        foreach (Plane plane in planes.Select(static plane => plane.Plane))
        {
            foreach (Parameters part in new[] { plane.Origin, plane.U, plane.V })
                hash.AppendData(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(part.Values));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
