using Minima.Data;
using Minima.Networks;
using Minima.Numerics;
using static Minima.Curvature.CriticalLimits;

namespace Minima.Curvature;

/// <summary>
/// The search behind <see cref="CriticalPoint.From"/>: what is known at once, then L-BFGS through the valley, then Newton's method by conjugate gradients in
/// a trust region, both with one preconditioner; then the ends of the spectrum.
/// </summary>
internal sealed class CriticalSearch(
    PreciseFunctional functional,
    Functional rough,
    Examples examples,
    PolishOptions options,
    IProgress<PolishProgress>? progress,
    Action<PolishState>? keep,
    CancellationToken cancellation)
{
    private KnownDirections _known = KnownDirections.Of(functional.Network, examples);
    private double[] _point = [];
    private double[] _base = [];
    private double[] _gradient = [];
    private double _cost;
    private double _norm;
    private double _normBefore;
    private double _radius = double.NaN;
    private double _near;
    private int _age;
    private int _gradients;
    private int _products;
    private int _steps;
    private LimitedMemory _memory = new([]);
    private bool _rough;
    private bool _exact;
    private double[] _found = [];
    private bool _stands;
    private IReadOnlyList<int> _silent = [];
    private double[]? _last;
    private Preconditioner? _preconditioner;
    private ProductPrecision _precision = ProductPrecision.Mixed;

    private int Work => _gradients + _products;

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

        double movedKnown = Vectors.Norm(Vectors.Difference(start, _point));
        (_normBefore, _near) = (_norm, Near * _norm);
        if (resume is not null)
            GoOn(resume);
        PolishOutcome outcome = Search();
        _rough = false;
        ForgetKnown();
        int dead = functional.L2 > 0 && outcome != PolishOutcome.OutOfProducts ? Silence() : 0;
        (double loss, int errors) = (functional.Loss, functional.Errors);
        (Eigenvalue? smallest, Eigenvalue? largest) = (null, null);
        if (options.EigenSteps > 0)
        {
            Renew();
            (smallest, largest) = new SpectrumEnds(functional, _known, Precondition, Told).Find(_last, options.Seed, options.EigenSteps);
        }

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
            Moved = Vectors.Norm(Vectors.Difference(start, _point)),
            MovedKnown = movedKnown,
            Gradients = _gradients,
            Steps = _steps,
            Products = _products,
            DeadUnits = dead,
            Smallest = smallest,
            Largest = largest,
        };
    }

    /// <summary>Cost and gradient at the point, which single precision rounds.</summary>
    private void Evaluate()
    {
        _point = [.. _point];
        _cost = Look(_point);
        _stands = !_rough;
        _gradient = Gradient();
        _norm = Vectors.Norm(_gradient);
    }

    /// <summary>What is known to be zero, of which rounding and the memory of steps leave a little, is set so, and the rest evaluated.</summary>
    private void ForgetKnown()
    {
        _point = [.. _point];
        if (functional.L2 > 0)
            _known.Remove(_point, keepFlat: true);
        Evaluate();
    }

    /// <summary>
    /// Dead units' weights are set to zero; their biases are then known to be free. What the weights still gave was a constant, which the next layer's biases
    /// must make up for: a step or two of Newton's method, in which those weights stay zero. If the gradient does not become as small again as it was, or as
    /// it must be, the point stays as it is. How many units there are.
    /// </summary>
    private int Silence()
    {
        IReadOnlyList<DeadUnit> dead = DeadUnit.Find(functional.Network, _point);
        if (dead.Count == 0)
            return 0;
        (double[] before, double enough) = (_point, Math.Max(_norm, options.Tolerance));
        _silent = [.. dead.SelectMany(static unit => unit.Weights)];
        _point = [.. before];
        foreach (int weight in _silent)
            _point[weight] = 0;
        Evaluate();
        if (_norm > enough)
            Renew();
        for (int step = 0; step < StepsOfSilence && _norm > enough; step++)
        {
            if (!Newton())
                break;
        }

        _silent = [];
        bool done = _norm <= enough;
        if (done)
            _known = _known.With(dead.Select(static unit => unit.Bias));
        else
            _point = before;
        ForgetKnown();
        return done ? dead.Count : 0;
    }

    /// <summary>Goes to a point for its cost.</summary>
    private double Look(double[] there)
    {
        cancellation.ThrowIfCancellationRequested();
        _stands = false;
        if (!_rough)
            return functional.MoveTo(there);
        var rounded = new Parameters(functional.Network.Layout, [.. there.Select(static value => (float)value)]);
        for (int i = 0; i < there.Length; i++)
            there[i] = rounded.Values[i];
        (double cost, _found) = rough.CostAndGradient(rounded);
        return cost;
    }

    /// <summary>The gradient at the point that <see cref="Look"/> went to.</summary>
    private double[] Gradient() => _rough ? _found : functional.Gradient();

    /// <summary>The functional goes to the point, if a refused trial led it away.</summary>
    private void Stand()
    {
        if (!_stands)
            functional.MoveTo(_point);
        _stands = true;
    }

    private void GoOn(PolishState state)
    {
        _point = [.. state.Base];
        functional.MoveTo(_point);
        Renew();
        (_radius, _near, _age, _precision, _rough, _exact) = (state.Radius, state.Near, state.Age, state.Precision, state.Rough, state.Exact);
        (_gradients, _steps, _products, _memory) = (state.Gradients, state.Steps, state.Products, new LimitedMemory(state.Memory, state.Scale));
        _point = [.. state.Point];
        Evaluate();
    }

    private void Renew()
    {
        Stand();
        (_base, _age) = ([.. _point], 0);
        _preconditioner = Preconditioner.Of(functional, functional.L2 > 0 ? 0 : LeastCurvature, options.Threads);
    }

    private double[] Precondition(double[] vector)
    {
        double[] result = _preconditioner!.Apply(vector);
        _known.Remove(result, keepFlat: true);
        foreach (int weight in _silent)
            result[weight] = 0;
        return result;
    }

    /// <summary>The gradient's size, root of g'M^-1 g: the length of the step -M^-1 g.</summary>
    private double Size() => Math.Sqrt(Vectors.Dot(_gradient, Precondition(_gradient)));

    private PolishOutcome Search()
    {
        while (true)
        {
            // A step of Newton's method along soft directions often makes the gradient larger before the next makes it far smaller.
            bool newton = !double.IsNaN(_radius), far = _norm > Math.Max(newton ? Away * _near : _near, options.Tolerance), single = far && !_exact;
            if (far)
                _radius = double.NaN;
            if (single != _rough)
            {
                _rough = single;

                // Single precision rounds also what is known to be zero, and Newton's steps do not go there.
                if (!_rough)
                    ForgetKnown();
                else
                    Evaluate();

                // Single precision's norm is another one, and what was near stays near.
                if (!far)
                    _near = Math.Max(_near, _norm);
                continue;
            }

            if (_norm <= options.Tolerance)
                return PolishOutcome.Reached;
            if (Work >= options.MaxProducts)
                return PolishOutcome.OutOfProducts;
            if (_preconditioner is null || _age >= (far ? DescentsOfOnePreconditioner : NewtonsOfOnePreconditioner))
            {
                if (!far)
                    ForgetKnown();
                Renew();
            }

            _age++;
            if (far)
                Descend();
            else if (!Newton())
                return PolishOutcome.AtRounding;
            keep?.Invoke(new PolishState(_point, _base, [.. _memory.Pairs], _memory.Scale, _radius, _near, _age, _gradients, _steps, _products, _precision, _rough, _exact));
        }
    }

    /// <summary>
    /// A step of L-BFGS to a point that meets Wolfe's conditions. Where none is found single precision no longer shows the way; or else the memory misleads; or
    /// else, where there is none, the rest is for Newton's method.
    /// </summary>
    private void Descend()
    {
        if (_memory.Pairs.Count < DescentsOfOneScale || _age % DescentsOfOneScale == 1)
            _memory.Rescale(Precondition);
        double[] direction = _memory.Apply(_gradient, Precondition);
        Vectors.Scale(-1, direction);
        double slope = Vectors.Dot(_gradient, direction), low = 0, high = double.PositiveInfinity, length = 1;
        for (int trial = 0; trial < Trials; trial++)
        {
            double[] there = [.. _point];
            Vectors.AddScaled(length, direction, there);
            double cost = Look(there);
            _gradients++;
            if (!(cost <= _cost + (Decrease * length * slope)))
            {
                // Where a parabola has its least; it must not come too near to either end.
                double least = double.IsFinite(cost) ? slope * length * length / (2 * (_cost + (slope * length) - cost)) : 0;
                high = length;
                length = low == 0 ? Math.Clamp(least, 0.1 * high, 0.8 * high) : (low + high) / 2;
                continue;
            }

            double[] gradient = Gradient();
            if (Vectors.Dot(gradient, direction) < Slope * slope)
            {
                low = length;
                length = double.IsFinite(high) ? (low + high) / 2 : 2 * length;
                continue;
            }

            double[] step = Vectors.Difference(there, _point);
            _memory.Add(step, Vectors.Difference(gradient, _gradient));
            (_point, _cost, _gradient, _norm, _stands, _last) = (there, cost, gradient, Vectors.Norm(gradient), !_rough, step);
            Report("L-BFGS", _gradients);
            return;
        }

        if (_rough)
            _exact = true;
        else if (_memory.Pairs.Count == 0)
            _near = double.PositiveInfinity;
        else
            _memory.Clear();
    }

    /// <summary>A step of Newton's method, where need be by products in double precision; false: none makes the gradient smaller.</summary>
    private bool Newton()
    {
        if (double.IsNaN(_radius))
            _radius = FirstRadius * Size();
        if (Step() || _norm > _near || Work >= options.MaxProducts)
            return true;
        if (_precision == ProductPrecision.Double)
            return false;
        (_precision, _radius) = (ProductPrecision.Double, FirstRadius * Size());
        return true;
    }

    /// <summary>A step of Newton's method, with the radius made smaller until one is good; false: none is.</summary>
    private bool Step()
    {
        var region = new TrustRegion(_gradient, Product, Precondition);
        double tolerance = Math.Clamp(Math.Sqrt(_norm), LeastResidual, 0.1), cost = _cost, norm = _norm;
        double[] before = _point, gradient = _gradient;
        for (int refused = 0; refused < 30; refused++)
        {
            NewtonStep step = region.Within(_radius, tolerance, Math.Min(options.MaxProducts - Work + 1, ProductsOfOneStep));
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
                    bool right = step.AtEdge && (drowned || ratio > Right);
                    _radius = !drowned && ratio < 0.25 ? step.Length / 2 : right ? 2 * _radius : _radius;
                    if (right && !drowned)
                        GoFurther(before, step);
                    Report("Newton", _steps);
                    return true;
                }

                (_gradient, _norm) = (gradient, norm);
                if (refused == 2)
                    break;
            }

            // The cost is no quadratic as far as that yet: the next steps are gradients', once this one has been made short enough.
            if (double.IsFinite(_near) && refused == 2)
                _near = Nearer * norm;
            _radius = Math.Min(_radius, step.Length) / 2;
        }

        return false;
    }

    /// <summary>Goes on along a step that ended at the edge, as long as twice as far the cost is lower still.</summary>
    private void GoFurther(double[] before, NewtonStep step)
    {
        double length = 1;
        for (int time = 0; time < Longer; time++)
        {
            double[] trial = [.. before];
            Vectors.AddScaled(2 * length, step.Step, trial);
            cancellation.ThrowIfCancellationRequested();
            double there = functional.MoveTo(trial);
            if (!(there < _cost))
                break;
            (length, _point, _cost) = (2 * length, trial, there);
        }

        functional.MoveTo(_point);
        if (length == 1)
            return;
        _gradient = functional.Gradient();
        _norm = Vectors.Norm(_gradient);
        _radius = 2 * length * step.Length;
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

    private void Told(int products, double done, Eigenvalue? smallest)
    {
        cancellation.ThrowIfCancellationRequested();
        progress?.Report(new PolishProgress("eigenvalues", products, _products, _cost, _norm, done, smallest));
    }

    private void Report(string stage, int steps) => progress?.Report(new PolishProgress(
        stage, steps, _products, _cost, _norm, _normBefore > options.Tolerance
            ? Math.Clamp(Elementary.Log(_normBefore / _norm) / Elementary.Log(_normBefore / options.Tolerance), 0, 1) : 1));
}
