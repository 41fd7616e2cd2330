using Minima.Figures;
using Minima.Geometry;
using Minima.Networks;
using Minima.Trajectories;

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
    // What is seen around the points that a plane is laid through: a quarter of their extent on each side.
    private const double Surroundings = 0.25;

    /// <summary>
    /// A square along two plain random directions, biases included, around a point: x and y are distances, out to
    /// <paramref name="range"/>, or to the point's own norm.
    /// </summary>
    public static StudiedPlane Random(Parameters centre, uint seed, double? range = null) => Square(
        $"random directions, seed {seed}", PlaneDirections.Random(centre, seed), range ?? Distances.Between(centre, new Parameters(centre.Layout)).Total.L2);

    /// <summary>A square along two random directions with the norms of the network's units (Li et al. 2018), out to one time those norms.</summary>
    public static StudiedPlane Filter(Network network, Parameters centre, uint seed, double? range = null) =>
        Square($"filter-normalised directions, seed {seed}", PlaneDirections.Filter(network, centre, seed), range ?? 1);

    /// <summary>The plane through three points and what is around them.</summary>
    /// <exception cref="UnusableInputException">They lie on a line, or one is not finite.</exception>
    public static StudiedPlane Through(Parameters a, Parameters b, Parameters c)
    {
        Plane plane = PlaneDirections.Through(a, b, c);
        return Around("through A, B and C", plane, [.. new[] { ("A", a), ("B", b), ("C", c) }.Select(point => Mark(plane, point.Item1, [point.Item2]))]);
    }

    /// <summary>The principal plane of series of snapshots, and what is around them.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="series">For each run its name and its snapshots, in order.</param>
    /// <exception cref="UnusableInputException">There are fewer than three snapshots, they lie on a line, or one is not finite.</exception>
    public static (StudiedPlane Plane, PrincipalComponents Components) Principal(string name, IReadOnlyList<(string Name, IReadOnlyList<Parameters> Points)> series)
    {
        Parameters[] points = [.. series.SelectMany(static one => one.Points)];
        PrincipalComponents components = PrincipalComponents.Of(points);
        Plane plane = components.ToPlane(points);
        return (Around(name, plane, [.. series.Select(one => Mark(plane, one.Name, one.Points))]), components);
    }

    /// <summary>All snapshots of a run, in order; whether they are finite is looked at later.</summary>
    public static IReadOnlyList<Parameters> Series(Run run) => [.. run.SnapshotEpochs.Select(epoch => run.Read(epoch).Parameters)];

    private static StudiedPlane Square(string name, Plane plane, double range) =>
        new(name, plane, -range, range, -range, range, [new MapPath("the snapshot", [0], [0], IsJoined: false)]);

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
}
