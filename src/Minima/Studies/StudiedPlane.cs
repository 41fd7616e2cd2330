using System.Diagnostics;
using System.Globalization;
using Minima.Curvature;
using Minima.Data;
using Minima.Figures;
using Minima.Geometry;
using Minima.Networks;
using Minima.Numerics;

namespace Minima.Studies;

/// <summary>A rectangle of a plane that a study looks at.</summary>
/// <param name="Name">What it is called in tables and files.</param>
/// <param name="Plane">The plane.</param>
/// <param name="Left">The least x.</param>
/// <param name="Right">The largest x.</param>
/// <param name="Bottom">The least y.</param>
/// <param name="Top">The largest y.</param>
/// <param name="Marks">What is drawn upon it.</param>
public sealed record StudiedPlane(string Name, Plane Plane, double Left, double Right, double Bottom, double Top, IReadOnlyList<MapPath> Marks)
{
    // How far along an eigenvector one sees the valley that the eigenvalue speaks of: to a rise of so many nats, if the cost were a parabola. After
    // a training a loss is a few hundredths: much farther out the height tells of other things.
    private const double Rise = 0.1;

    // What is seen around the points that a plane is laid through: a quarter of their extent on each side.
    private const double Surroundings = 0.25;

    /// <summary>What x is, with its unit.</summary>
    public string XLabel { get; init; } = "x (distance, L2)";

    /// <summary>What y is, with its unit.</summary>
    public string YLabel { get; init; } = "y (distance, L2)";

    /// <summary>Along eigenvectors of the Hessian: the eigenvalues of x and y; otherwise none.</summary>
    public IReadOnlyList<Eigenvalue> Eigenvalues { get; init; } = [];

    /// <summary>
    /// A square along two plain random directions, biases included, around a point: x and y are distances, out to
    /// <paramref name="range"/>, or to the point's own norm.
    /// </summary>
    public static StudiedPlane Random(Parameters centre, uint seed, double? range = null) => Square(
        $"random directions, seed {seed}", PlaneDirections.Random(centre, seed), range ?? Norm(centre));

    /// <summary>A square along two random directions with the norms of the network's units (Li et al. 2018), out to one time those norms.</summary>
    public static StudiedPlane Filter(Network network, Parameters centre, uint seed, double? range = null) =>
        Square($"filter-normalised directions, seed {seed}", PlaneDirections.Filter(network, centre, seed), range ?? 1) with
        {
            XLabel = "x (each unit's norm)",
            YLabel = "y (each unit's norm)",
        };

    /// <summary>
    /// Rectangles along eigenvectors of the cost's Hessian at a point, over the training set: the first along those of the two largest eigenvalues, the next
    /// along the two after them. x and y are distances, out to <paramref name="range"/>, or each to where a parabola of its own curvature has risen
    /// by a tenth of a nat, r = sqrt(2 * 0.1 / eigenvalue); where that is not positive, to the point's own norm.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="centre">The point.</param>
    /// <param name="data">Its training set is what the cost is of.</param>
    /// <param name="options">The cost's penalties, and threads.</param>
    /// <param name="pairs">How many rectangles.</param>
    /// <param name="seed">Of the search for the eigenvectors; they do not depend on it beyond their residuals and signs.</param>
    /// <param name="range">How far they reach; null: as above.</param>
    /// <param name="progress">Told how the search comes on.</param>
    /// <param name="cancellation">Stops it between products with the Hessian.</param>
    /// <exception cref="UnusableInputException">The data do not fit, a number is not finite, or there are not so many eigenvectors.</exception>
    public static IReadOnlyList<StudiedPlane> Hessian(
        Network network, Parameters centre, DataSet data, SurfaceOptions options, int pairs, uint seed, double? range = null,
        IProgress<SurfaceProgress>? progress = null, CancellationToken cancellation = default)
    {
        Fit.Require(network, data, "The network");
        Fit.RequireExamples(data, DataPart.Train);
        if (centre.FirstNonFinite() is { } bad)
            throw new UnusableInputException($"The snapshot holds a number that is not finite: {bad}. Only a finite network has a Hessian; take an earlier snapshot.");
        using var functional = new PreciseFunctional(network, data.Train, options.L1, options.L2, options.Threads);
        functional.MoveTo(centre);
        IReadOnlyList<EigenDirection> found = TopEigenvectors.Of(functional, data.Train, 2 * pairs, seed, new EigenReporter(progress), cancellation);
        return [.. Enumerable.Range(0, pairs).Select(pair =>
        {
            (EigenDirection first, EigenDirection second) = (found[2 * pair], found[(2 * pair) + 1]);
            return Centred(
                $"Hessian eigenvectors {(2 * pair) + 1} and {(2 * pair) + 2}", new Plane(centre, Single(first), Single(second)), Reach(first), Reach(second)) with
            {
                XLabel = Label("x", first),
                YLabel = Label("y", second),
                Eigenvalues = [first.Value, second.Value],
            };
        })];

        double Reach(EigenDirection along) => range ?? (along.Value.Value > 0 ? Math.Sqrt(2 * Rise / along.Value.Value) : Norm(centre));

        static string Label(string axis, EigenDirection along) => string.Create(CultureInfo.InvariantCulture, $"{axis} (L2), curvature {along.Value.Value:G4}");

        Parameters Single(EigenDirection eigen) => new(centre.Layout, [.. eigen.Direction.Select(static value => (float)value)]);
    }

    /// <summary>The plane through three points and what is around them.</summary>
    /// <exception cref="UnusableInputException">They lie on a line, or one is not finite.</exception>
    public static StudiedPlane Through(Parameters a, Parameters b, Parameters c)
    {
        Plane plane = PlaneDirections.Through(a, b, c);
        return Around("through A, B and C", plane, [.. new[] { ("A", a), ("B", b), ("C", c) }.Select(point => Mark(plane, point.Item1, [point.Item2]))]);
    }

    /// <summary>The principal plane of series of snapshots, and what is around them.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="series">The runs' snapshots.</param>
    /// <exception cref="UnusableInputException">There are fewer than three snapshots, they lie on a line, or one is not finite.</exception>
    public static (StudiedPlane Plane, PrincipalComponents Components) Principal(string name, IReadOnlyList<SnapshotSeries> series)
    {
        Parameters[] points = [.. series.SelectMany(static one => one.Points)];
        PrincipalComponents components = PrincipalComponents.Of(points);
        Plane plane = components.ToPlane(points);
        return (Around(name, plane, [.. series.Select(one => Mark(plane, one.Name, one.Points) with
        {
            Begins = string.Create(CultureInfo.InvariantCulture, $"epoch {one.Epochs[0]}"),
            Ends = string.Create(CultureInfo.InvariantCulture, $"{one.Epochs[^1]}"),
        })]), components);
    }

    private static double Norm(Parameters point) => Distances.Between(point, new Parameters(point.Layout)).Total.L2;

    private static StudiedPlane Square(string name, Plane plane, double range) => Centred(name, plane, range, range);

    private static StudiedPlane Centred(string name, Plane plane, double x, double y) => new(name, plane, -x, x, -y, y, [new MapPath("the snapshot", [0], [0], IsJoined: false)]);

    private static MapPath Mark(Plane plane, string name, IReadOnlyList<Parameters> points)
    {
        Projection[] feet = [.. points.Select(plane.Project)];
        return new MapPath(name, [.. feet.Select(static foot => foot.X)], [.. feet.Select(static foot => foot.Y)], points.Count > 1);
    }

    private static StudiedPlane Around(string name, Plane plane, IReadOnlyList<MapPath> marks)
    {
        double[] xs = [.. marks.SelectMany(static mark => mark.X)], ys = [.. marks.SelectMany(static mark => mark.Y)];
        double aroundX = Surroundings * (xs.Max() - xs.Min()), aroundY = Surroundings * (ys.Max() - ys.Min());
        return new StudiedPlane(name, plane, xs.Min() - aroundX, xs.Max() + aroundX, ys.Min() - aroundY, ys.Max() + aroundY, marks);
    }

    // Residuals fall about geometrically, once the eigenvalues are met.
    private sealed class EigenReporter(IProgress<SurfaceProgress>? progress) : IProgress<EigenProgress>
    {
        private readonly long _start = Stopwatch.GetTimestamp();

        public void Report(EigenProgress value)
        {
            double done = Math.Clamp(Elementary.Log(Math.Max(value.Residual, 1e-300)) / Elementary.Log(TopEigenvectors.Enough), 1e-3, 1);
            progress?.Report(new SurfaceProgress(
                done, done < 0.05 ? null : Stopwatch.GetElapsedTime(_start) * ((1 - done) / done), $"eigenvectors, {value.Products} products with the Hessian"));
        }
    }
}
