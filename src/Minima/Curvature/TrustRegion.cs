using Minima.Numerics;

namespace Minima.Curvature;

/// <summary>A step of Newton's method within a radius.</summary>
/// <param name="Step">The step.</param>
/// <param name="Length">Its length, as the radius is measured.</param>
/// <param name="Decrease">By how much the quadratic model falls along it.</param>
/// <param name="AtEdge">Whether it ends at the radius.</param>
internal sealed record NewtonStep(double[] Step, double Length, double Decrease, bool AtEdge);

/// <summary>Where the way of conjugate gradients stands within a step of Newton's method.</summary>
/// <param name="Step">The step so far.</param>
/// <param name="Residual">The model's gradient there.</param>
/// <param name="Direction">Where it goes next.</param>
/// <param name="Numbers">Sizes and lengths there.</param>
/// <param name="Segments">The numbers of each segment behind it.</param>
public sealed record NewtonWay(double[] Step, double[] Residual, double[] Direction, IReadOnlyList<double> Numbers, IReadOnlyList<IReadOnlyList<double>> Segments)
{
    /// <summary>How many <see cref="Numbers"/> there are.</summary>
    public const int Count = 5;

    /// <summary>How many numbers each of the <see cref="Segments"/> has.</summary>
    public const int OfSegment = 6;
}

/// <summary>
/// Minimises the quadratic model g'p + p'Hp / 2 within ||p|| &lt;= radius by preconditioned conjugate gradients (Steihaug 1983): where the way
/// leaves the radius, or the model bends downwards, the step goes to the edge. Lengths are those of the preconditioner, root of p'Mp, in which
/// the way grows longer from point to point (Conn, Gould and Toint, Trust-Region Methods, 7.5.1). The way does not depend on the radius, so a
/// smaller one takes a shorter part of the same way, and no product anew.
/// </summary>
internal sealed class TrustRegion
{
    // Directions that are kept for a smaller radius: longer ways end near a minimum, where a step is hardly ever refused.
    private const int Kept = 100;

    private readonly double[] _gradient;
    private readonly Func<double[], double[]> _product;
    private readonly Func<double[], double[]> _inverse;
    private readonly List<Segment> _way = [];
    private double[] _step = [];
    private double[] _residual = [];
    private double[] _direction = [];
    private double _size;

    // p'Mp, p'Md and d'Md by recurrence (M itself is never applied), and the model at p.
    private double _pp;
    private double _pd;
    private double _dd;
    private double _model;

    // Segments whose directions are there: none of a way that was begun elsewhere.
    private int _kept = Kept;

    /// <param name="gradient">g.</param>
    /// <param name="product">H.</param>
    /// <param name="inverse">M^-1.</param>
    /// <param name="way">What <see cref="Way"/> gave of the same model; null: it begins anew.</param>
    public TrustRegion(double[] gradient, Func<double[], double[]> product, Func<double[], double[]> inverse, NewtonWay? way = null)
    {
        (_gradient, _product, _inverse) = (gradient, product, inverse);
        if (way is null)
        {
            Begin();
            return;
        }

        (_step, _residual, _direction, _kept) = ([.. way.Step], [.. way.Residual], way.Direction, 0);
        (_size, _pp, _pd, _dd, _model) = (way.Numbers[0], way.Numbers[1], way.Numbers[2], way.Numbers[3], way.Numbers[4]);
        _way.AddRange(way.Segments.Select(static s => new Segment([], s[0], s[1], s[2], s[3], s[4], s[5])));
    }

    /// <summary>Products taken since the way began.</summary>
    public int Products => _way.Count;

    /// <summary>Where the way stands.</summary>
    public NewtonWay Way() => new(
        [.. _step], [.. _residual], _direction, [_size, _pp, _pd, _dd, _model], [.. _way.Select(static s => (IReadOnlyList<double>)[s.Size, s.Bend, s.Length, s.Along, s.Square, s.Model])]);

    /// <summary>The step for a radius.</summary>
    /// <param name="radius">The largest length of the step.</param>
    /// <param name="tolerance">The part of the gradient's size, root of g'M^-1 g, that may be left as residual.</param>
    /// <param name="most">The most products of the whole way.</param>
    public NewtonStep Within(double radius, double tolerance, int most)
    {
        for (int i = 0; i < _way.Count; i++)
        {
            if (!_way[i].Leaves(radius))
                continue;
            if (i < _kept)
                return _way[i].ToEdge(radius, Before(i));
            Begin();
        }

        double enough = _way.Count == 0 ? tolerance * tolerance * _size : tolerance * tolerance * _way[0].Size;
        while (_way.Count < most)
        {
            double[] image = _product(_direction);
            var segment = new Segment(_direction, _size, Vectors.Dot(_direction, image), _pp, _pd, _dd, _model);
            _way.Add(_way.Count < _kept ? segment : segment with { Direction = [] });
            if (segment.Leaves(radius))
            {
                NewtonStep step = segment.ToEdge(radius, [.. _step]);
                if (segment.Bend > 0)
                    Follow(segment, image);
                return step;
            }

            Follow(segment, image);
            if (_size <= enough)
                break;
        }

        return new NewtonStep([.. _step], Math.Sqrt(_pp), -_model, AtEdge: false);
    }

    private void Begin()
    {
        _way.Clear();
        _kept = Kept;
        _step = new double[_gradient.Length];
        _residual = [.. _gradient];
        _direction = _inverse(_residual);
        _size = _dd = Vectors.Dot(_residual, _direction);
        (_pp, _pd, _model) = (0, 0, 0);
        Vectors.Scale(-1, _direction);
    }

    private void Follow(Segment segment, double[] image)
    {
        double alpha = segment.Size / segment.Bend;
        Vectors.AddScaled(alpha, segment.Direction, _step);
        Vectors.AddScaled(alpha, image, _residual);
        double[] inverse = _inverse(_residual);
        double next = Vectors.Dot(_residual, inverse), beta = next / segment.Size;
        _model = segment.Model - (0.5 * alpha * segment.Size);
        (_pp, _pd) = (segment.Longer, beta * (segment.Along + (alpha * segment.Square)));
        _dd = next + (beta * beta * segment.Square);
        _size = next;
        double[] direction = new double[inverse.Length];
        for (int k = 0; k < direction.Length; k++)
            direction[k] = Math.FusedMultiplyAdd(beta, segment.Direction[k], -inverse[k]);
        _direction = direction;
    }

    /// <summary>The point where a segment begins.</summary>
    private double[] Before(int segment)
    {
        var sum = new double[_gradient.Length];
        for (int i = 0; i < segment; i++)
            Vectors.AddScaled(_way[i].Size / _way[i].Bend, _way[i].Direction, sum);
        return sum;
    }

    /// <param name="Direction">d.</param>
    /// <param name="Size">r'M^-1 r, which is -r'd.</param>
    /// <param name="Bend">d'Hd.</param>
    /// <param name="Length">p'Mp where it begins.</param>
    /// <param name="Along">p'Md.</param>
    /// <param name="Square">d'Md.</param>
    /// <param name="Model">The model where it begins.</param>
    private sealed record Segment(double[] Direction, double Size, double Bend, double Length, double Along, double Square, double Model)
    {
        /// <summary>p'Mp where it ends, at the model's minimum along d.</summary>
        public double Longer => Length + (Size / Bend * ((2 * Along) + (Size / Bend * Square)));

        public bool Leaves(double radius) => !(Bend > 0) || Longer >= radius * radius;

        /// <summary>To the edge: the positive root of ||p + tau d|| = radius.</summary>
        public NewtonStep ToEdge(double radius, double[] step)
        {
            double tau = (Math.Sqrt((Along * Along) + (Square * ((radius * radius) - Length))) - Along) / Square;
            Vectors.AddScaled(tau, Direction, step);
            return new NewtonStep(step, radius, -(Model + (tau * ((0.5 * tau * Bend) - Size))), AtEdge: true);
        }
    }
}
