using Minima.Networks;

namespace Minima.Geometry;

/// <summary>The shape of a curve between two networks with one bend (Garipov et al. 2018, arXiv 1802.10026).</summary>
public enum CurveKind
{
    /// <summary>(1 - t)^2 A + 2 t (1 - t) P + t^2 B.</summary>
    Bezier,

    /// <summary>Straight from A to P, reached at t = 1/2, and straight from there to B.</summary>
    Polygon,
}

/// <summary>A curve from A, t = 0, to B, t = 1, that a point P bends. It lies in the plane of the three.</summary>
/// <param name="Kind">Its shape.</param>
/// <param name="A">Where it begins.</param>
/// <param name="Bend">P.</param>
/// <param name="B">Where it ends.</param>
public sealed record Curve(CurveKind Kind, Parameters A, Parameters Bend, Parameters B)
{
    /// <summary>The factors of A, P and B at t; their sum is 1.</summary>
    public static (double OfA, double OfBend, double OfB) Factors(CurveKind kind, double t) => kind switch
    {
        CurveKind.Bezier => ((1 - t) * (1 - t), 2 * t * (1 - t), t * t),
        _ => t <= 0.5 ? (1 - (2 * t), 2 * t, 0) : (0, 2 - (2 * t), (2 * t) - 1),
    };

    /// <summary>The plane A + x (P - A) + y (B - A), in which the curve is (factor of P, factor of B).</summary>
    /// <exception cref="UnusableInputException">A number is not finite, or P lies on the line from A to B.</exception>
    public Plane Plane => new(
        A, new Parameters(A.Layout, ParameterVectors.Difference(Bend.Values, A.Values)), new Parameters(A.Layout, ParameterVectors.Difference(B.Values, A.Values)));

    /// <summary>Its place in <see cref="Plane"/> at t.</summary>
    public PlanePlace At(double t)
    {
        (_, double ofBend, double ofB) = Factors(Kind, t);
        return new PlanePlace(ofBend, ofB);
    }

    /// <summary>
    /// How long it is, L2: with u = P - A and v = B - A, the lengths of 1,000 chords, each from the Gram matrix of both; of a polygon that is exact.
    /// </summary>
    public double Length => Chords(1000).Sum();

    /// <summary>The lengths of chords between equal steps of t.</summary>
    public IReadOnlyList<double> Chords(int count)
    {
        float[] u = ParameterVectors.Difference(Bend.Values, A.Values), v = ParameterVectors.Difference(B.Values, A.Values);
        double uu = ParameterVectors.Dot(u, u), uv = ParameterVectors.Dot(u, v), vv = ParameterVectors.Dot(v, v);
        PlanePlace[] places = [.. Enumerable.Range(0, count + 1).Select(i => At((double)i / count))];
        return [.. places.Skip(1).Zip(places, (next, place) =>
        {
            double x = next.X - place.X, y = next.Y - place.Y;
            return Math.Sqrt(Math.Max(0, (x * x * uu) + (2 * x * y * uv) + (y * y * vv)));
        })];
    }
}
