using Minima.Networks;

namespace Minima.Geometry;

/// <summary>Where a point stands beside a plane.</summary>
/// <param name="X">Its foot's first coordinate.</param>
/// <param name="Y">Its foot's second coordinate.</param>
/// <param name="Distance">From the point to its foot, L2.</param>
public readonly record struct Projection(double X, double Y, double Distance);

/// <summary>A plane in the space of a network's parameters: origin + x u + y v.</summary>
public sealed class Plane
{
    private readonly double _uu;
    private readonly double _uv;
    private readonly double _vv;

    /// <summary>The plane through a point along two directions, which need not be unit vectors, nor orthogonal.</summary>
    /// <exception cref="UnusableInputException">
    /// They have other names or shapes, hold a number that is not finite, or the directions span no plane.
    /// </exception>
    public Plane(Parameters origin, Parameters u, Parameters v)
    {
        foreach ((Parameters part, string name) in new[] { (origin, "The plane's origin"), (u, "The plane's first direction"), (v, "The plane's second direction") })
        {
            if (!part.Layout.Matches(origin.Layout))
                throw new UnusableInputException($"{name} has other names or shapes than its origin.");
            if (part.FirstNonFinite() is { } bad)
                throw new UnusableInputException($"{name} holds a number that is not finite: {bad}. Only through finite networks is there a plane.");
        }

        (Origin, U, V) = (origin, u, v);
        (_uu, _uv, _vv) = (ParameterVectors.Dot(u.Values, u.Values), ParameterVectors.Dot(u.Values, v.Values), ParameterVectors.Dot(v.Values, v.Values));
        if (!((_uu * _vv) - (_uv * _uv) > 1e-9 * _uu * _vv))
            throw new UnusableInputException("The two directions are parallel, or one is zero; a plane needs two that are independent. Name other points, or another seed.");
    }

    /// <summary>The point x = y = 0.</summary>
    public Parameters Origin { get; }

    /// <summary>The direction of x.</summary>
    public Parameters U { get; }

    /// <summary>The direction of y.</summary>
    public Parameters V { get; }

    /// <summary>The cosine between both directions.</summary>
    public double Cosine => _uv / Math.Sqrt(_uu * _vv);

    /// <summary>The parameters at a place, each computed in double and rounded once.</summary>
    public Parameters At(PlanePlace place) =>
        new(Origin.Layout, ParameterVectors.Combine(Origin.Values, place.X, U.Values, place.Y, V.Values));

    /// <summary>
    /// The foot of a point p: d = p - origin, and x, y solve &lt;u, u&gt; x + &lt;u, v&gt; y = &lt;u, d&gt;, &lt;u, v&gt; x + &lt;v, v&gt; y = &lt;v, d&gt;.
    /// </summary>
    public Projection Project(Parameters point)
    {
        float[] d = ParameterVectors.Difference(point.Values, Origin.Values);
        double ud = ParameterVectors.Dot(U.Values, d), vd = ParameterVectors.Dot(V.Values, d);
        double determinant = (_uu * _vv) - (_uv * _uv);
        double x = ((_vv * ud) - (_uv * vd)) / determinant, y = ((_uu * vd) - (_uv * ud)) / determinant;

        // From the difference itself: ||d||^2 less the foot's square would be the difference of two near numbers.
        double squares = 0;
        for (int i = 0; i < d.Length; i++)
        {
            double off = d[i] - (x * U.Values[i]) - (y * V.Values[i]);
            squares += off * off;
        }

        return new Projection(x, y, Math.Sqrt(squares));
    }
}
