using Minima.Data;
using Minima.Networks;
using Minima.Numerics;

namespace Minima.Curvature;

/// <summary>
/// The search behind <see cref="CriticalPoint.From"/>: what is known at once, then Newton's method by preconditioned conjugate gradients in a
/// trust region, then the ends of the spectrum.
/// </summary>
internal sealed class CriticalSearch(
    PreciseFunctional functional,
    Examples examples,
    PolishOptions options,
    IProgress<PolishProgress>? progress,
    Action<PolishState>? keep,
    CancellationToken cancellation)
{
    // A decrease below this part of the cost is lost in its rounding.
    private const double Noise = 1e-13;

    // In mixed precision the products are good to some 1e-7 of the largest eigenvalue: a smaller residual would mean nothing in the soft directions.
    private const double LeastResidual = 1e-3;

    // A preconditioner costs about as much as ten products, and serves for some steps.
    private const int StepsOfOnePreconditioner = 6;

    // Without a penalty the preconditioner needs a floor of its own.
    private const double LeastCurvature = 1e-4;

    // Its largest eigenvalues stand far apart, and Lanczos's method finds them at once.
    private const int StepsForLargest = 30;

    // A residual of this part of the eigenvalue says its sign and three digits.
    private const double Settled = 1e-3;

    private readonly KnownDirections _known = KnownDirections.Of(functional.Network, examples);
    private double[] _point = [];
    private double[] _base = [];
    private double[] _gradient = [];
    private double _cost;
    private double _norm;
    private double _normBefore;
    private double _radius = double.NaN;
    private int _age;
    private int _products;
    private int _steps;
    private bool _stands;
    private double[]? _last;
    private Preconditioner? _preconditioner;
    private ProductPrecision _precision = ProductPrecision.Mixed;

    public CriticalPoint Run(double[] start, PolishState? resume)
    {
        _point = [.. start];
        Evaluate();
        if (!double.IsFinite(_cost + _norm))
            throw new UnusableInputException("Cost or gradient are not finite where the search begins; take an earlier snapshot.");
        (double costBefore, double normBefore) = (_cost, _norm);
        if (functional.L2 > 0)
        {
            _known.Remove(_point, keepFlat: true);
            Evaluate();
        }

        double movedKnown = Distance(start, _point);
        _normBefore = _norm;
        if (resume is not null)
            GoOn(resume);
        PolishOutcome outcome = Newton();
        Stand();
        (double loss, int errors) = (functional.Loss, functional.Errors);
        (Eigenvalue? smallest, Eigenvalue? largest) = Ends();
        return new CriticalPoint
        {
            Point = _point,
            Outcome = outcome,
            GradientNormBefore = normBefore,
            GradientNorm = _norm,
            CostBefore = costBefore,
            Cost = _cost,
            Loss = loss,
            Errors = errors,
            Moved = Distance(start, _point),
            MovedKnown = movedKnown,
            Steps = _steps,
            Products = _products,
            Smallest = smallest,
            Largest = largest,
        };
    }

    private void Evaluate()
    {
        cancellation.ThrowIfCancellationRequested();
        _cost = functional.MoveTo(_point);
        _stands = true;
        _gradient = functional.Gradient();
        _norm = Vectors.Norm(_gradient);
    }

    /// <summary>The functional goes to the point, if a refused trial led it away.</summary>
    private void Stand()
    {
        if (!_stands)
            functional.MoveTo(_point);
        _stands = true;
    }

    private void GoOn(PolishState state)
    {
        (_radius, _age, _steps, _products, _precision) = (state.Radius, state.Age, state.Steps, state.Products, state.Precision);
        if (_age > 0)
        {
            _point = [.. state.Base];
            functional.MoveTo(_point);
            Renew();
        }

        _point = [.. state.Point];
        Evaluate();
    }

    private void Renew()
    {
        Stand();
        _base = [.. _point];
        _preconditioner = Preconditioner.Of(functional, functional.L2 > 0 ? 0 : LeastCurvature);
    }

    private double[] Precondition(double[] vector)
    {
        double[] result = _preconditioner!.Apply(vector);
        _known.Remove(result, keepFlat: true);
        return result;
    }

    /// <summary>The gradient's size, root of g'M^-1 g: the length of the step -M^-1 g.</summary>
    private double Size() => Math.Sqrt(Vectors.Dot(_gradient, Precondition(_gradient)));

    private PolishOutcome Newton()
    {
        while (_norm > options.Tolerance)
        {
            if (_products >= options.MaxProducts)
                return PolishOutcome.OutOfProducts;
            if (_age++ % StepsOfOnePreconditioner == 0)
                Renew();
            if (double.IsNaN(_radius))
                _radius = Size();
            if (!Step() && _products < options.MaxProducts)
            {
                if (_precision == ProductPrecision.Double)
                    return PolishOutcome.AtRounding;
                _precision = ProductPrecision.Double;
                _radius = Size();
            }

            keep?.Invoke(new PolishState(_point, _base, _radius, _age, _steps, _products, _precision));
        }

        return PolishOutcome.Reached;
    }

    /// <summary>A step of Newton's method, with the radius made smaller until one is good; false: none is.</summary>
    private bool Step()
    {
        var region = new TrustRegion(_gradient, Product, Precondition);
        double tolerance = Math.Clamp(Math.Sqrt(_norm), LeastResidual, 0.1), cost = _cost, norm = _norm;
        double[] before = _point, gradient = _gradient;
        for (int refused = 0; refused < 30; refused++)
        {
            NewtonStep step = region.Within(_radius, tolerance, options.MaxProducts - _products + 1);
            double[] trial = [.. before];
            Vectors.AddScaled(1, step.Step, trial);
            cancellation.ThrowIfCancellationRequested();
            double there = functional.MoveTo(trial), ratio = (cost - there) / step.Decrease;
            _stands = false;

            // Where the decrease drowns in the cost's rounding, the gradient says whether the step was good.
            bool drowned = step.Decrease < Noise * Math.Abs(cost);
            if (drowned || ratio > 1e-4)
            {
                _gradient = functional.Gradient();
                _norm = Vectors.Norm(_gradient);
                if (!drowned || _norm < norm)
                {
                    (_point, _cost, _stands, _last) = (trial, there, true, step.Step);
                    _steps++;
                    _radius = !drowned && ratio < 0.25 ? step.Length / 2 : step.AtEdge && (drowned || ratio > 0.75) ? 2 * _radius : _radius;
                    Report("Newton", _steps);
                    return true;
                }

                (_gradient, _norm) = (gradient, norm);
                if (refused == 2)
                    break;
            }

            _radius = Math.Min(_radius, step.Length) / 2;
        }

        return false;
    }

    private double[] Product(double[] direction)
    {
        cancellation.ThrowIfCancellationRequested();
        Stand();
        double[] product = functional.Product(direction, _precision);
        _products++;
        Report("Newton", _steps);
        return product;
    }

    /// <summary>The ends of the spectrum outside the known directions: the vectors by products in mixed precision, their eigenvalues and residuals in double.</summary>
    private (Eigenvalue? Smallest, Eigenvalue? Largest) Ends()
    {
        if (options.EigenSteps == 0)
            return (null, null);
        var random = new RandomState(options.Seed);
        var start = new double[_point.Length];
        foreach (ref double value in start.AsSpan())
            value = random.StandardNormal();
        _known.Remove(start);
        var lanczos = new Lanczos(start, vector => _known.Remove(vector));
        int room = _point.Length - _known.Count, steps = Math.Min(options.EigenSteps, room), done = 0, all = steps + Math.Min(StepsForLargest, room);
        while (done < all - steps && !lanczos.IsClosed)
            lanczos.Step(Image);
        Eigenvalue largest = Exact(lanczos.Vector(lanczos.Eigenvalues.Count - 1));

        // The softest directions are what the last steps went along.
        Renew();
        Vectors.Scale(0.1 / Vectors.Norm(start), start);
        if (_last is not null)
            Vectors.AddScaled(1 / Vectors.Norm(_last), _last, start);
        var search = new SmallestEigenvalue();
        search.Find(start, Image, Precondition, vector => _known.Remove(vector), steps, static pair => pair.Residual <= Settled * Math.Abs(pair.Value));
        return (Exact(search.Vector), largest);

        double[] Image(double[] vector)
        {
            cancellation.ThrowIfCancellationRequested();
            double[] image = functional.Product(vector, ProductPrecision.Mixed);
            progress?.Report(new PolishProgress("eigenvalues", ++done, _products, _cost, _norm, (double)done / all));
            return image;
        }
    }

    private Eigenvalue Exact(double[] vector)
    {
        double[] image = functional.Product(vector);
        double value = Vectors.Dot(vector, image);
        Vectors.AddScaled(-value, vector, image);
        return new Eigenvalue(value, Vectors.Norm(image));
    }

    private void Report(string stage, int steps) => progress?.Report(new PolishProgress(
        stage, steps, _products, _cost, _norm, _normBefore > options.Tolerance
            ? Math.Clamp(Elementary.Log(_normBefore / _norm) / Elementary.Log(_normBefore / options.Tolerance), 0, 1) : 1));

    private static double Distance(double[] a, double[] b)
    {
        double[] difference = [.. a];
        Vectors.AddScaled(-1, b, difference);
        return Vectors.Norm(difference);
    }
}
