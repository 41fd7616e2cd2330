using Minima.Networks;

namespace Minima.Geometry;

/// <summary>
/// l1 * (sum of |W|) + l2 * (sum of W^2) over all layers' weights at a place W = A + x U + y V of a plane. The squares are
/// ||A||^2 + x^2 ||U||^2 + y^2 ||V||^2 + 2 x &lt;A, U&gt; + 2 y &lt;A, V&gt; + 2 x y &lt;U, V&gt;: six numbers for the whole plane; the
/// absolute values have no such form.
/// </summary>
internal sealed class PlanePenalty
{
    private readonly Network _network;
    private readonly Plane _plane;
    private readonly double _l1;
    private readonly double _l2;
    private readonly double _aa;
    private readonly double _uu;
    private readonly double _vv;
    private readonly double _au;
    private readonly double _av;
    private readonly double _uv;

    public PlanePenalty(Network network, Plane plane, double l1, double l2)
    {
        (_network, _plane, _l1, _l2) = (network, plane, l1, l2);
        foreach (Layer layer in network.Layers)
        {
            Span<float> a = plane.Origin[layer.Weights], u = plane.U[layer.Weights], v = plane.V[layer.Weights];
            _aa += ParameterVectors.Dot(a, a);
            _uu += ParameterVectors.Dot(u, u);
            _vv += ParameterVectors.Dot(v, v);
            _au += ParameterVectors.Dot(a, u);
            _av += ParameterVectors.Dot(a, v);
            _uv += ParameterVectors.Dot(u, v);
        }
    }

    /// <summary>The penalties at a place, in nats.</summary>
    public double At(PlanePlace place)
    {
        (double x, double y) = (place.X, place.Y);
        double squares = _aa + (x * x * _uu) + (y * y * _vv) + (2 * ((x * _au) + (y * _av) + (x * y * _uv)));
        return (_l2 * squares) + (_l1 == 0 ? 0 : _l1 * Magnitudes(x, y));
    }

    private double Magnitudes(double x, double y)
    {
        double sum = 0;
        foreach (Layer layer in _network.Layers)
        {
            ReadOnlySpan<float> a = _plane.Origin[layer.Weights], u = _plane.U[layer.Weights], v = _plane.V[layer.Weights];
            for (int i = 0; i < a.Length; i++)
                sum += Math.Abs(a[i] + (x * u[i]) + (y * v[i]));
        }

        return sum;
    }
}
